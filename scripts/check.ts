/**
 * Runs the checks, one line for each, and shows in full only what failed.
 *
 * Usage: node scripts/check.ts [--nightly] [--ci INSTALL_LOG] [STEP ...]
 *
 * Without names: all steps, those of CI with `--ci` only, those of the night with `--nightly` alone. INSTALL_LOG is what
 * `npm install` printed; its warnings count.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs, styleText } from "node:util"
import { type Step, steps } from "./check/steps.ts"
import { makeTemporaryFolder, tarballVariable } from "./lib/consumer.ts"
import { describeJudged, judgedVariable } from "./lib/judged.ts"
import { commandOutcome, type Outcome, suiteOutcome } from "./lib/outcome.ts"
import { environment, run } from "./lib/run.ts"
import { pack } from "./lib/stage.ts"
import { warningsOf } from "./lib/warnings.ts"

const isTerminal = process.stdout.isTTY

const print = (name: string, { passed, failed, remarks }: Outcome, output: string, milliseconds?: number): void => {
  const isGood = failed === 0
  const mark = isGood ? styleText("green", "✓") : styleText("red", "✗")
  const time = milliseconds === undefined ? "" : `${(milliseconds / 1000).toFixed(1)} s`
  const counts = isGood && passed === 1 ? "" : `${passed} passed${isGood ? "" : `, ${failed} failed`}`
  if (isTerminal) process.stdout.write("\r\x1b[K")
  console.log(`${mark} ${name.padEnd(16)}${time.padStart(8)}  ${styleText("dim", counts)}`.trimEnd())
  if (isGood) return
  console.log(output.trimEnd().replace(/^/gm, "    "))
  for (const remark of remarks) console.log(styleText("red", `    ${remark}`))
}

const perform = async ({ name, command: [command, ...args], isSuite, isNightly }: Step): Promise<Outcome> => {
  if (isTerminal) process.stdout.write(styleText("dim", `… ${name}`))
  using folder = makeTemporaryFolder()
  const file = join(folder.path, "report.json")
  const reporters = isSuite ? ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`] : []
  const cases = join(folder.path, "judged.jsonl")
  const result = await run(command, [...args, ...reporters], {
    env: { ...environment, [judgedVariable]: cases },
    timeoutMilliseconds: isNightly === true ? 7_200_000 : 900_000
  })
  const outcome = isSuite ? suiteOutcome(result, readReport(file)) : commandOutcome(result)
  print(name, outcome, result.output, result.milliseconds)
  if (existsSync(cases)) console.log(styleText("dim", `    judged: ${describeJudged(readFileSync(cases, "utf8"))}`))
  return outcome
}

const readReport = (file: string): Parameters<typeof suiteOutcome>[1] => {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

const judgeInstall = (log: string): Outcome => {
  const remarks = warningsOf(log).map((line) => `warning: ${line}`)
  const outcome = { passed: remarks.length === 0 ? 1 : 0, failed: remarks.length === 0 ? 0 : 1, remarks }
  print("install", outcome, log)
  return outcome
}

const { values, positionals } = parseArgs({
  options: { ci: { type: "string" }, nightly: { type: "boolean", default: false } },
  allowPositionals: true
})
const unknown = positionals.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`Unknown step: ${unknown.join(", ")}. There are: ${steps.map(({ name }) => name).join(", ")}.`)
  process.exit(2)
}
const chosen = steps.filter(({ name, inCi, isNightly }) => {
  if (positionals.length > 0) return positionals.includes(name)
  if (isNightly === true || values.nightly) return isNightly === true && values.nightly
  return values.ci !== undefined || inCi !== true
})
const outcomes = values.ci === undefined ? [] : [judgeInstall(readFileSync(values.ci, "utf8"))]

/** Steps one after the other; where there is a queue, each takes what nobody has taken. */
const performAll = async (queue: Array<Step>): Promise<void> => {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) outcomes.push(await perform(step))
}

/** How many steps of the package run side by side: most of them wait for one process at a time. */
const lanes = 2

const at = chosen.findIndex(({ isOfPackage }) => isOfPackage === true)
const before = at < 0 ? chosen : chosen.slice(0, at)
const rest = chosen.slice(before.length)
await performAll([...before])
if (rest.length > 0) {
  using packed = makeTemporaryFolder()
  environment[tarballVariable] = await pack(packed.path)
  const queue = rest.filter(({ isOfPackage }) => isOfPackage === true)
  await Promise.all(Array.from({ length: lanes }, () => performAll(queue)))
  delete environment[tarballVariable]
}
await performAll(rest.filter(({ isOfPackage }) => isOfPackage !== true))

const sum = (key: "passed" | "failed"): number => outcomes.reduce((total, outcome) => total + outcome[key], 0)
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`)
if (sum("failed") > 0) process.exitCode = 1

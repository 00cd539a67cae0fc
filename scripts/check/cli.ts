/**
 * Calls every command of the packed package as somebody does who installed it,
 * on a local AWS, on each runtime, and compares stdout, stderr and exit code
 * with the golden files: one for all runtimes.
 *
 * Usage: node scripts/check/cli.ts [--write]
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { configure, install, link, packageJson, runtimePackages, runtimes } from "../lib/consumer.ts"
import { root } from "../lib/repository.ts"
import { run } from "../lib/run.ts"
import { type Call, type Transcript, transcripts } from "./cli/cases.ts"
import { normalize } from "./cli/normalize.ts"
import { makePlaces, type Places } from "./cli/places.ts"

const { values } = parseArgs({ options: { write: { type: "boolean" } } })

type Runtime = (typeof runtimes)[number]

const goldenOf = (name: string): string => join(root, "tests/packed/golden", `${name}.txt`)

const quoted = (part: string): string => (/^[\w./:=@,-]+$/.test(part) ? part : `'${part}'`)

const lineOf = ({ args }: Call): string => (typeof args === "string" ? args : `boto-ses ${args.map(quoted).join(" ")}`)

/** Makes a call, and writes it down as a reader of a terminal would want to have it. */
const transcribe = async (call: Call, runtime: Runtime, program: string, places: Places): Promise<string> => {
  const place = call.place ?? "laptop"
  const home = places.home(place)
  const env = Object.entries(call.env ?? {}).map(([name, value]) => [name, value.replace(/^~/, home)] as const)
  const [command, ...args] =
    typeof call.args === "string" ? ["sh", "-c", call.args] : [runtime.name, ...runtime.args, program, ...call.args]
  const { exitCode, stdout, stderr } = await run(command ?? "", args, {
    cwd: home,
    env: { ...places.variables(place), ...Object.fromEntries(env) },
    timeoutMilliseconds: 60_000
  })
  const variables = Object.entries(call.env ?? {}).map(([name, value]) => `${name}=${value} `)
  const file = call.shows === undefined ? undefined : join(home, call.shows)
  const parts = [
    `(${place}) $ ${variables.join("")}${lineOf(call)}`.trimEnd(),
    `exit code ${exitCode}`,
    ...(stdout === "" ? [] : [`--- stdout\n${stdout}`]),
    ...(stderr === "" ? [] : [`--- stderr\n${stderr}`]),
    ...(file === undefined || !existsSync(file)
      ? []
      : [`--- ~/${call.shows} ${(statSync(file).mode & 0o777).toString(8)}\n${readFileSync(file, "utf8")}`])
  ]
  return normalize(parts.map((part) => (part.endsWith("\n") ? part : `${part}\n`)).join(""), [
    [home, "~"],
    [program, "<program>"]
  ])
}

const text = async (transcript: Transcript, runtime: Runtime, program: string, places: Places): Promise<string> => {
  const answers: Array<string> = []
  for (const call of transcript.calls) answers.push(await transcribe(call, runtime, program, places))
  return answers.join("\n")
}

/** The first line in which two texts differ, for a reader. */
const difference = (expected: string, found: string): string => {
  const [a, b] = [expected.split("\n"), found.split("\n")]
  const at = b.findIndex((line, index) => line !== a[index])
  const line = at < 0 ? b.length : at
  return `line ${line + 1}\n  expected: ${a[line] ?? "(the end)"}\n  found:    ${b[line] ?? "(the end)"}`
}

let passed = 0
let failed = 0

const judge = (name: string, runtime: Runtime, found: string): void => {
  const golden = goldenOf(name)
  if (values.write === true && runtime.name === "node") writeFileSync(golden, found)
  const expected = existsSync(golden) ? readFileSync(golden, "utf8") : ""
  if (found === expected) {
    passed++
    return
  }
  failed++
  console.error(`${name} on ${runtime.name} differs from its golden file, ${difference(expected, found)}`)
}

process.umask(0o022)
// Texts are wrapped with the paths in them, so the paths have one length everywhere.
const folder = mkdtempSync("/tmp/boto-ses-")
const project = join(folder, "project")
try {
  mkdirSync(project)
  configure(project)
  await install(project)
  for (const name of runtimePackages) link(project, name)
  const program = join(project, "node_modules", packageJson.name, packageJson.bin?.["boto-ses"] ?? "")
  const onRuntime = (runtime: Runtime, index: number) =>
    Effect.gen(function* () {
      const own = join(folder, String(index))
      yield* Effect.sync(() => mkdirSync(own))
      const places = yield* makePlaces(own, [runtime.name, ...runtime.args, program])
      for (const transcript of transcripts) {
        judge(transcript.name, runtime, yield* Effect.promise(() => text(transcript, runtime, program, places)))
      }
    }).pipe(Effect.scoped)
  // The first one writes golden files that the others are then compared with.
  await Effect.runPromise(Effect.all(runtimes.map(onRuntime), { concurrency: values.write === true ? 1 : "unbounded" }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

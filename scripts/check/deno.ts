/**
 * Checks what `docs/deno.md` says: that each use of its table runs with the flags of its row and no others, and that a program
 * without permissions comes to run by the flags that its errors name.
 *
 * Usage: node scripts/check/deno.ts
 */
import * as Effect from "effect/Effect"
import { type Problem, report } from "../lib/problems.ts"
import { read } from "../lib/repository.ts"
import { type Run, run } from "../lib/run.ts"
import { layer, makeWorld, type World } from "./deno/World.ts"

const page = "docs/deno.md"

/** What each use needs, and then its row: `| keys: a CI job's | flags |`. */
const common = /Each use needs `([^`]+)`/
const row = /^\| ([\w ]+): [^|]*\| +(?:`([^`]*)` )?\s*\|$/gm

interface Use {
  readonly name: string
  readonly flags: ReadonlyArray<string>
}

const wordsOf = (flags: string): ReadonlyArray<string> => flags.split(" ").filter((flag) => flag !== "")

const usesIn = (text: string): ReadonlyArray<Use> => {
  const [, always = ""] = common.exec(text) ?? []
  return Array.from(text.matchAll(row), ([, name = "", flags = ""]) => ({
    name,
    flags: [...wordsOf(always), ...wordsOf(flags)]
  }))
}

/** The local AWS stands for the hosts of AWS, once where there are several. */
const onWorld = ({ home, host }: World, flag: string): string => {
  const [name, values] = flag.split("=")
  if (values === undefined) return flag
  const placed = values.split(",").map((value) => value.replace("$HOME", home).replace(/^\$(STS|PORTAL)$/, host))
  return `${name}=${[...new Set(placed)].join(",")}`
}

const start = (world: World, use: string, flags: ReadonlyArray<string>): Promise<Run> => {
  const program = use === "command line" ? ["src/cli/main.ts", "whoami", "sbx"] : ["scripts/check/deno/use.ts", use]
  return run("deno", ["run", "--no-prompt", ...flags, ...program], { env: world.variablesOf(use) })
}

const problemOf = async (world: World, { name, flags }: Use): Promise<ReadonlyArray<Problem>> => {
  const { exitCode, output } = await start(
    world,
    name,
    flags.map((flag) => onWorld(world, flag))
  )
  return exitCode === 0 ? [] : [{ where: page, what: `"${name}" does not run with its flags:\n${output}` }]
}

const named = /--allow-\w+=[\w./:@%+-]*[\w/]/g

/** More than any use needs. */
const patience = 12

/** The flags of the errors, until there is none; a variable's stands for all of them. */
const grownProblems = async (world: World, use: string): Promise<ReadonlyArray<Problem>> => {
  const flags: Array<string> = []
  for (let turn = 0; turn < patience; turn++) {
    const { exitCode, output } = await start(world, use, flags)
    if (exitCode === 0) return []
    const asked = Array.from(output.matchAll(named), ([flag]) =>
      flag.startsWith("--allow-env=") ? "--allow-env" : flag
    )
    const next = asked.find((flag) => !flags.includes(flag))
    if (next === undefined) {
      return [{ where: page, what: `with ${flags.join(" ")}, an error of "${use}" names no further flag:\n${output}` }]
    }
    flags.push(next)
  }
  return [{ where: page, what: `"${use}" asks for ever more: ${flags.join(" ")}` }]
}

const uses = usesIn(read(page))
const problems = await Effect.gen(function* () {
  const world = yield* makeWorld
  return yield* Effect.promise(async () => [
    ...(uses.length < 8 ? [{ where: page, what: `its table has ${uses.length} uses that can be read` }] : []),
    ...(
      await Promise.all(
        [...uses.map((use) => () => problemOf(world, use)), () => grownProblems(world, "program")].map((check) =>
          check()
        )
      )
    ).flat()
  ])
}).pipe(Effect.scoped, Effect.provide(layer), Effect.runPromise)
report(problems, `${uses.length} uses run on Deno with the flags of ${page}`)

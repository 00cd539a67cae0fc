import type { Way } from "./bundles.ts"
import { longDelay } from "./delays.ts"
import { type Command, sampleOf } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

/** Both in turns, each from the start of its process to what it writes. */
const measure =
  (ours: string, bare: string, commandOf: (bench: Bench, program: string) => Command): Row["measure"] =>
  (bench) => {
    const side = (program: string) => sampleOf(commandOf(bench, program), "firstOutput")
    return alternate(bench.turns, side(ours), side(bare))
  }

const installed = (bare: string): Row["measure"] =>
  measure("start", bare, ({ project, aws }, program) => project.command(program, aws.near))

const bundled = (
  way: Way,
  bare: string,
  { ours = "start", job = "near" }: { readonly ours?: string; readonly job?: "near" | "secure" } = {}
): Row["measure"] => measure(ours, bare, ({ project, aws }, program) => project.bundled(way, program, aws[job]))

const start: Row = {
  name: "first CI session",
  about:
    "The packed package, and the AWS SDK alone: a process from its start through GetCallerIdentity and AssumeRole.",
  reach: 1.75,
  by: "cpu",
  measure: installed("bare")
}

const startInEffect: Row = {
  name: "the same, in Effect",
  about: "The packed package, and the AWS SDK in an Effect program that makes the same requests.",
  reach: 1.2,
  by: "cpu",
  measure: installed("bareEffect")
}

const bundledBy = (way: Way, reach: number): ReadonlyArray<Row> => [
  {
    name: `the same, by ${way}`,
    about: `The package and the AWS SDK alone, each program bundled by ${way} with all that it imports, as for a function or an image.`,
    reach,
    by: "cpu",
    measure: bundled(way, "bare")
  },
  {
    name: `by ${way}, in Effect`,
    about: `The package and the AWS SDK in an Effect program, bundled likewise by ${way}.`,
    by: "cpu",
    measure: bundled(way, "bareEffect")
  }
]

const late = (ours: "start" | "startParallel", reach?: number): Row => ({
  name: ours === "start" ? "late, over TLS" : "the same, side by side",
  about: `Bundled by rolldown, with answers ${longDelay} ms late over TLS; ours ${
    ours === "start" ? "one after the other" : 'side by side, by `identityCheck: "parallel"`'
  }.`,
  ...(reach === undefined ? {} : { reach }),
  by: "wall",
  measure: bundled("rolldown", "bare", { ours, job: "secure" })
})

export const starts: ReadonlyArray<Row> = [
  start,
  startInEffect,
  ...bundledBy("bun", 1.15),
  ...bundledBy("rolldown", 1.18),
  ...bundledBy("esbuild", 1.3),
  late("start"),
  late("startParallel", 1.02)
]

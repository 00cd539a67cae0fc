import { runCommand } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Row } from "./Row.ts"

const measure =
  (ours: string, bare: string): Row["measure"] =>
  ({ project, aws, turns }) => {
    const side = (program: string) => async () => (await runCommand(project.command(program, aws.near))).firstOutput
    return alternate(turns, side(ours), side(bare))
  }

export const start: Row = {
  name: "start to first CI session",
  about:
    "The packed package, and the AWS SDK alone: a process from its start through GetCallerIdentity and AssumeRole.",
  reach: 1.75,
  measure: measure("start", "bare")
}

export const startInEffect: Row = {
  name: "the same, in Effect",
  about: "The packed package, and the AWS SDK in an Effect program that makes the same requests.",
  reach: 1.2,
  measure: measure("start", "bareEffect")
}

const bundledBy = (bundler: string, reach: number): Row => ({
  name: `the same, by ${bundler}`,
  about: `The package and the AWS SDK alone, each program bundled by ${bundler} with all that it imports, as for a function or an image.`,
  reach,
  measure: measure(`${bundler}/start/start`, `${bundler}/bare/bare`)
})

export const bundledStarts: ReadonlyArray<Row> = [bundledBy("bun", 1.15), bundledBy("rolldown", 1.18)]

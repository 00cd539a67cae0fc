import { runCommand } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

interface Measured {
  /** Microseconds for each env's first ask. */
  readonly first: number
  /** Bytes for each session. */
  readonly bytes: number
}

const measured = async ({ project, aws }: Bench, count: number): Promise<Measured> => {
  const { args, ...command } = project.command("many", aws.near, count)
  return JSON.parse((await runCommand({ ...command, args: ["--expose-gc", ...args] })).stdout) as Measured
}

/** What a turn takes is in the unit that is measured, not in milliseconds. */
export const firstAsks: Row = {
  name: "10,000 envs, first ask",
  about: "The first ask for each of 10,000 envs, and for each of 1,000; an STS that answers at once.",
  reach: 1.3,
  measure: (bench) =>
    alternate(
      Math.min(bench.turns, 5),
      async () => (await measured(bench, 10_000)).first,
      async () => (await measured(bench, 1_000)).first
    )
}

export const memory: Row = {
  name: "10,000 envs, memory",
  about: "Bytes for each of 10,000 sessions, against eight kilobytes.",
  reach: 1,
  measure: (bench) =>
    alternate(
      Math.min(bench.turns, 3),
      async () => (await measured(bench, 10_000)).bytes,
      async () => 8_192
    )
}

import { runCommand } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

interface Measured {
  /** Microseconds for each env's first ask, and for each ask of what is held. */
  readonly first: number
  readonly cached: number
  /** Bytes for each session. */
  readonly bytes: number
}

/** One run of so many envs; of few, so many runs in one process that there is something to measure. */
const measured = async ({ project, aws, quick }: Bench, count: number, key: keyof Measured) => {
  const [envs, factories] = quick ? [Math.min(count, 1_000), 1] : [count, 10_000 / count]
  const { args, ...command } = project.command("many", aws.near, envs, factories)
  const { stdout } = await runCommand({ ...command, args: ["--expose-gc", ...args] })
  return { wall: (JSON.parse(stdout) as Measured)[key] }
}

const against = (fewer: number, key: "first" | "cached", reach?: number): Row => ({
  name: `10,000 envs, ${key === "first" ? "first ask" : "held"}`,
  about: `${key === "first" ? "The first ask for" : "An ask for what is held of"} each of 10,000 envs, and of each of ${fewer}; an STS that answers at once.`,
  ...(reach === undefined ? {} : { reach }),
  by: "wall",
  unit: "µs",
  measure: (bench) =>
    alternate(
      Math.min(bench.turns, 5),
      () => measured(bench, 10_000, key),
      () => measured(bench, fewer, key)
    )
})

const memory: Row = {
  name: "10,000 envs, memory",
  about: "Bytes for each of 10,000 sessions, against eight kilobytes.",
  reach: 1,
  by: "wall",
  unit: "bytes",
  measure: (bench) =>
    alternate(
      Math.min(bench.turns, 3),
      () => measured(bench, 10_000, "bytes"),
      async () => ({ wall: 8_192 })
    )
}

export const manyEnvs: ReadonlyArray<Row> = [against(100, "first", 1.3), against(100, "cached"), memory]

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
  reach: 1.1,
  measure: measure("start", "bare")
}

export const bundledStart: Row = {
  name: "the same, bundled",
  about: "Both programs bundled with all that they import, as for a function or an image.",
  reach: 1.1,
  measure: measure("bundled/start/start", "bundled/bare/bare")
}

import { runCommand } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Row } from "./Row.ts"

export const start: Row = {
  name: "start to first CI session",
  about: "A process with the packed package, and one with the AWS SDK alone: GetCallerIdentity, then AssumeRole.",
  reach: 1.1,
  measure: ({ project, aws, turns }) => {
    const side = (program: string) => async () => (await runCommand(project.command(program, aws.near))).firstOutput
    return alternate(turns, side("start"), side("bareStart"))
  }
}

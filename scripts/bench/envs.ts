import { delay } from "./delays.ts"
import { runCommand } from "./measure.ts"
import type { Row } from "./Row.ts"

export const envs: Row = {
  name: "five envs together",
  about: `Five envs asked together, and the same one after the other: 6 requests each, every answer ${delay} ms late.`,
  reach: 0.9,
  by: "wall",
  measure: async ({ project, aws, turns }) =>
    JSON.parse((await runCommand(project.command("envs", aws.far, turns))).stdout)
}

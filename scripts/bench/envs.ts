import { runCommand } from "./measure.ts"
import type { Row } from "./Row.ts"

/** Milliseconds that each answer is late by, as from a region some hundred kilometres away. */
export const delay = 20

export const envs: Row = {
  name: "five envs together",
  about: `Five envs asked together, and the same one after the other: 6 requests each, every answer ${delay} ms late.`,
  reach: 0.9,
  measure: async ({ project, aws, turns }) =>
    JSON.parse((await runCommand(project.command("envs", aws.far, turns))).stdout)
}

import { runCommand } from "./measure.ts"
import type { Row } from "./Row.ts"

export const cached: Row = {
  name: "cached env(name)",
  about: "Aws.env of a session held already, and a bare Effect.cachedInvalidateWithTTL: 100,000 reads a turn.",
  reach: 2,
  by: "cpu",
  measure: async ({ project, aws, turns, quick }) =>
    JSON.parse((await runCommand(project.command("cached", aws.near, turns, quick ? 1_000 : 100_000))).stdout)
}

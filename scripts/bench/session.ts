import { runCommand } from "./measure.ts"
import type { Row } from "./Row.ts"

const row = (kind: "provider" | "credentials" | "use", about: string, reach?: number): Row => ({
  name: kind === "provider" ? "provider()" : kind,
  about,
  ...(reach === undefined ? {} : { reach }),
  by: "cpu",
  measure: async ({ project, aws, turns, quick }) => {
    const count = (kind === "use" ? 100 : 50_000) / (quick ? 100 : 1)
    return JSON.parse((await runCommand(project.command("session", aws.near, kind, turns, count))).stdout)
  }
})

export const sessions: ReadonlyArray<Row> = [
  row("provider", "The provider of a session that is held, and the SDK's own memoized one: 50,000 calls a turn.", 1.5),
  row("credentials", "The credentials of that session in one fiber, and the SDK's provider likewise."),
  row("use", "A request on a client of the session, and on a plain client in Effect: 100 a turn.")
]

import { randomUUID } from "node:crypto"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import { CliProblem } from "../../CliProblem.ts"
import { Screen } from "../../terminal/Screen.ts"
import { plainVariables, secretsOf } from "./plainVariables.ts"

/** A file of commands is read line by line, and a value of several lines may end the variable before its time. */
const control = /\p{Cc}/u

/** Source: GitHub Actions toolkit, the escapes of a workflow command's data. */
const commandData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const refused = (found: string, next?: string): CliProblem =>
  new CliProblem({ title: "GitHubRefused", found, ...(next === undefined ? {} : { next }), exitCode: 5 })

/**
 * Gives variables to the later steps of a GitHub Actions job, after asking the runner to mask them in its log.
 *
 * Source: GitHub Docs, "Workflow commands for GitHub Actions" (masking a value, environment files).
 */
export const writeGitHub: (
  environment: ChildEnvironment,
  file: string | undefined
) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Screen> = Effect.fnUntraced(function* (environment, file) {
  const { out, err } = yield* Screen
  const fs = yield* FileSystem.FileSystem
  const { set } = plainVariables(environment)
  if (file === undefined || file === "") {
    return yield* refused("GITHUB_ENV is not set: this is no step of a GitHub Actions job.", "Use another --format.")
  }
  const unfit = set.find(([, value]) => control.test(value))
  if (unfit !== undefined) {
    return yield* refused(
      `The value of ${unfit[0]} has a control character in it, and could add variables of its own.`,
      "Correct it."
    )
  }
  yield* out.data(secretsOf(environment).map((secret) => `::add-mask::${commandData(secret)}`))
  const delimiter = `boto_ses_${randomUUID()}`
  const text = set.map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`).join("")
  yield* Effect.mapError(fs.writeFileString(file, text, { flag: "a" }), (error) =>
    refused(`The file of GITHUB_ENV cannot be written: ${error.message}`)
  )
  yield* err.lines([
    `${err.paint("warn", "warning")} Every later step of this job, whoever wrote it, now has these keys. boto-ses exec gives them to one command.`
  ])
})

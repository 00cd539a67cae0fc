import { randomUUID } from "node:crypto"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import { isAbsentWhenEmpty } from "../../../domain/child/ShadowingVariables.ts"
import { describeUnwritable } from "../../../platform/DescribeUnwritable.ts"
import { CliProblem } from "../../CliProblem.ts"
import { Screen } from "../../terminal/Screen.ts"
import { readUserFile } from "../../UserFile.ts"
import { readGitHubFile } from "./githubFile.ts"
import { plainVariables, secretsOf } from "./plainVariables.ts"

/** A file of commands is read line by line, and a value of several lines may end the variable before its time. */
const control = /\p{Cc}/u

/** Source: GitHub Actions toolkit, the escapes of a workflow command's data. */
const commandData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const refused = (found: string, next?: string): CliProblem =>
  new CliProblem({ title: "GitHubRefused", found, ...(next === undefined ? {} : { next }), exitCode: 5 })

/** The text that the file has, whose variables must neither swallow ours nor win over them. */
const textBefore = Effect.fnUntraced(function* (file: string, stubborn: ReadonlyArray<string>) {
  const before = yield* readUserFile(file)
  const { names, open } = readGitHubFile(before)
  if (open !== undefined) {
    return yield* refused(
      `The file of GITHUB_ENV ends within the value of ${open}, and these variables would be of it.`,
      "Write the end of that value first."
    )
  }
  const winning = stubborn.filter((name) => names.has(name))
  if (winning.length > 0) {
    return yield* refused(
      `The file of GITHUB_ENV sets ${winning.join(", ")}, which would win over these variables and cannot be removed.`,
      "Do not set it, or use boto-ses exec."
    )
  }
  return before
})

/**
 * Gives variables to the later steps of a GitHub Actions job, after asking the runner to mask them in its log. What
 * would win over them is emptied, since a job's variables cannot be removed.
 *
 * Source: GitHub Docs, "Workflow commands for GitHub Actions" (masking a value, environment files).
 */
export const writeGitHub: (
  environment: ChildEnvironment,
  file: string | undefined
) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Screen> = Effect.fnUntraced(function* (environment, file) {
  const { out, err } = yield* Screen
  const fs = yield* FileSystem.FileSystem
  const { set, unset } = plainVariables(environment)
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
  const stubborn = unset.filter((name) => !isAbsentWhenEmpty(name))
  const before = yield* textBefore(file, stubborn)
  yield* out.data(secretsOf(environment).map((secret) => `::add-mask::${commandData(secret)}`))
  const delimiter = `boto_ses_${randomUUID()}`
  const lines = [
    ...unset.filter(isAbsentWhenEmpty).map((name) => `${name}=\n`),
    ...set.map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
  ]
  const text = `${before === "" || before.endsWith("\n") ? "" : "\n"}${lines.join("")}`
  yield* Effect.mapError(fs.writeFileString(file, text, { flag: "a", mode: 0o600 }), (error) =>
    refused(`The file of GITHUB_ENV cannot be written: ${describeUnwritable(error)}.`)
  )
  yield* err.lines([
    `${err.paint("warn", "warning")} Every later step of this job, whoever wrote it, now has these keys. boto-ses exec gives them to one command.`,
    ...(stubborn.length === 0
      ? []
      : [
          `${err.paint("warn", "warning")} ${stubborn.join(", ")} cannot be removed from a job, and to some an empty one counts. A step that has one may take other credentials.`
        ])
  ])
})

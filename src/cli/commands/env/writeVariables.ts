import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import { CliProblem, usageProblem } from "../../CliProblem.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeGitHub } from "./githubEnv.ts"
import { editDotenv, writeFile } from "./outputFile.ts"
import { type PlainVariables, plainVariables } from "./plainVariables.ts"
import { cmd, dotenv, fish, powershell, type Script, sh } from "./shellScripts.ts"

/** Who is to read the variables. */
export const formats = ["sh", "fish", "powershell", "cmd", "dotenv", "json", "github"] as const

export type Format = (typeof formats)[number]

const json = ({ set, unset }: PlainVariables): Script =>
  Result.succeed([JSON.stringify({ set: Object.fromEntries(set), unset }, null, 2)])

const scripts: { readonly [Name in Exclude<Format, "github">]: (variables: PlainVariables) => Script } = {
  sh,
  fish,
  powershell,
  cmd,
  dotenv,
  json
}

/** Writes variables, secrets in clear, for the reader named; to a file for the user alone where a path is given. */
export const writeVariables: (
  format: Format,
  environment: ChildEnvironment,
  output: string | undefined,
  force: boolean
) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path | ThisProcess | Screen> = Effect.fnUntraced(
  function* (format, environment, output, force) {
    const { out } = yield* Screen
    const { env, isTerminal } = yield* ThisProcess
    if (format === "github") {
      if (output !== undefined)
        return yield* usageProblem("--format github writes to the file of GITHUB_ENV.", "Leave --output out.")
      return yield* writeGitHub(environment, env.GITHUB_ENV)
    }
    if (format === "dotenv" && output === undefined && !isTerminal.stdout) {
      return yield* usageProblem(
        "What stdout is sent to may be read by others.",
        "Name the file with --output: it is made for you alone (mode 0600)."
      )
    }
    const variables = plainVariables(environment)
    const script = scripts[format](variables)
    if (Result.isFailure(script)) {
      return yield* new CliProblem({
        title: "ValueUnwritable",
        found: `The value of ${script.failure} has characters that ${format} cannot carry safely.`,
        next: "Use another --format, or boto-ses exec.",
        exitCode: 5
      })
    }
    if (output === undefined) return yield* out.data(script.success)
    yield* format === "dotenv"
      ? editDotenv(output, variables, force)
      : writeFile(output, `${script.success.join("\n")}\n`, force)
  }
)

import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import { oneLine } from "../../../domain/text/OneLine.ts"
import { CliProblem } from "../../CliProblem.ts"
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

/** Says where keys now are, and who may read them, to a person. */
const tellWritten = Effect.fnUntraced(function* (file: string) {
  const { isTerminal } = yield* ThisProcess
  if (!isTerminal.stderr) return
  const { err } = yield* Screen
  const { mode } = yield* Effect.orElseSucceed(
    Effect.flatMap(FileSystem.FileSystem, (fs) => fs.stat(file)),
    () => ({ mode: 0o600 })
  )
  yield* err.lines([`${err.paint("good", "Written:")} ${oneLine(file)} (mode 0${(mode & 0o777).toString(8)})`])
})

/** Writes variables, secrets in clear, for the reader named; to a file for the user alone where a path is given. */
export const writeVariables: (
  format: Format,
  environment: ChildEnvironment,
  output: string | undefined,
  force: boolean
) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path | ThisProcess | Screen> = Effect.fnUntraced(
  function* (format, environment, output, force) {
    const { out } = yield* Screen
    const { env } = yield* ThisProcess
    if (format === "github") return yield* writeGitHub(environment, env.GITHUB_ENV)
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
    yield* tellWritten(output)
  }
)

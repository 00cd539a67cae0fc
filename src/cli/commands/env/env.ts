import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import { isAbsentWhenEmpty } from "../../../domain/child/ShadowingVariables.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { CliProblem, usageProblem } from "../../CliProblem.ts"
import { type Globals, Json } from "../../Globals.ts"
import { lastingSessionOf } from "../../LastingSession.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import type { Screen } from "../../terminal/Screen.ts"
import { type Format, writeVariables } from "./writeVariables.ts"

/** What `env` was called with. */
export interface EnvInput {
  readonly target: string
  readonly format: Option.Option<Format>
  readonly output: Option.Option<string>
  readonly force: boolean
  readonly allowDevops: boolean
}

/** These formats can remove no variable, and one that they do not remove would win over what they set. */
const refuseShadowed = Effect.fnUntraced(function* (format: Format, { unset }: ChildEnvironment) {
  if (format !== "dotenv" && format !== "github") return
  const { env } = yield* ThisProcess
  const isStubborn = (name: string): boolean => format === "dotenv" || !isAbsentWhenEmpty(name)
  const shadowing = unset.filter((name) => env[name] !== undefined && isStubborn(name))
  if (shadowing.length > 0) {
    const [are, them] = shadowing.length === 1 ? ["is", "it"] : ["are", "them"]
    return yield* new CliProblem({
      title: "Shadowed",
      found: `${shadowing.join(", ")} ${are} set here and would win over these variables, and the format ${format} cannot remove ${them}.`,
      next:
        format === "github"
          ? `Take ${them} out of the job, or use boto-ses exec.`
          : `Unset ${them} first, or use boto-ses exec.`,
      exitCode: 5
    })
  }
})

/** The names that dotenv files have, which nobody gives to a script. */
const isDotenvName = (file: string): boolean => /^\.env(?:\..+)?$|\.env$/.test(file)

/** For which reader the variables are, where a flag or the file's name says it. */
const formatOf: (input: EnvInput) => Effect.Effect<Format, never, Globals | Path.Path> = Effect.fnUntraced(function* ({
  format,
  output
}) {
  if (Option.isSome(format)) return format.value
  if (yield* Json) return "json"
  const path = yield* Path.Path
  return Option.exists(output, (file) => isDotenvName(path.basename(file))) ? "dotenv" : "sh"
})

/** Refuses what cannot be followed before anybody is asked for keys. */
const checkUsage = Effect.fnUntraced(function* (format: Format, output: string | undefined) {
  const { isTerminal } = yield* ThisProcess
  if (output === "") return yield* usageProblem("--output names no file: it is empty.", "Name one.")
  if (format === "github" && output !== undefined) {
    return yield* usageProblem("--format github writes to the file of GITHUB_ENV.", "Leave --output out.")
  }
  if (format === "dotenv" && output === undefined && !isTerminal.stdout) {
    return yield* usageProblem(
      "What stdout is sent to may be read by others.",
      "Name the file with --output: it is made for you alone (mode 0600)."
    )
  }
})

/** Writes the variables of a target, for a shell or a file. */
export const env: (
  input: EnvInput
) => Effect.Effect<
  void,
  BotoSesError | CliProblem,
  BotoSesFactory | Globals | ThisProcess | Screen | FileSystem.FileSystem | Path.Path
> = Effect.fnUntraced(function* (input) {
  const { target, force, allowDevops } = input
  const output = Option.getOrUndefined(input.output)
  const reader = yield* formatOf(input)
  yield* checkUsage(reader, output)
  const session = yield* lastingSessionOf(target)
  if (reader === "github" && session.purpose === "devops" && !allowDevops) {
    return yield* new CliProblem({
      title: "GitHubRefused",
      found: "devops would be in the hands of every later step of this job.",
      next: "Use boto-ses exec devops for one command, or say --allow-devops.",
      exitCode: 5
    })
  }
  const environment = yield* session.environment
  yield* refuseShadowed(reader, environment)
  yield* writeVariables(reader, environment, output, force)
})

import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { CliProblem } from "../../CliProblem.ts"
import { sessionOf } from "../../CurrentFactory.ts"
import { type Globals, Json } from "../../Globals.ts"
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
  const shadowing = unset.filter((name) => env[name] !== undefined)
  if (shadowing.length > 0) {
    const [are, them] = shadowing.length === 1 ? ["is", "it"] : ["are", "them"]
    return yield* new CliProblem({
      title: "Shadowed",
      found: `${shadowing.join(", ")} ${are} set here and would win over these variables, and the format ${format} cannot remove ${them}.`,
      next: `Unset ${them} first, or use boto-ses exec.`,
      exitCode: 5
    })
  }
})

/** Writes the variables of a target, for a shell or a file. */
export const env: (
  input: EnvInput
) => Effect.Effect<
  void,
  BotoSesError | CliProblem,
  BotoSesFactory | Globals | ThisProcess | Screen | FileSystem.FileSystem | Path.Path
> = Effect.fnUntraced(function* ({ target, format, output, force, allowDevops }) {
  const chosen = Option.getOrElse(format, (): Format => "sh")
  const reader: Format = Option.isNone(format) && (yield* Json) ? "json" : chosen
  const session = yield* sessionOf(target)
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
  yield* writeVariables(reader, environment, Option.getOrUndefined(output), force)
})

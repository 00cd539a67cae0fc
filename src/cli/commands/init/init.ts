import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import type { QuitError, Terminal } from "effect/Terminal"
import { ConfigFile } from "../../../domain/config/ConfigFile.ts"
import { renderProblem } from "../../../domain/config/ConfigProblem.ts"
import { configProblems } from "../../../domain/config/FindProblems.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import * as EnvConfig from "../../../live/EnvConfig.ts"
import { variable } from "../../../platform/Variables.ts"
import { fileNames } from "../../../services/reading/FileSearch.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import { ConfigPath, type Globals, Json, Region } from "../../Globals.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { checkOutput, outputFile, writeConfig } from "./configurationFile.ts"
import { configOf, configText, type Draft } from "./draft.ts"
import { type GivenFlags, readEnvs } from "./givenFlags.ts"
import { proposedProfiles } from "./proposedProfiles.ts"
import { askDraft, plainDefault } from "./questions.ts"
import { InitAnswer } from "./schema.ts"

/** The flags of `init` as they were given. */
export interface InitFlags {
  readonly devopsAccount: Option.Option<string>
  readonly devopsProfile: Option.Option<string>
  readonly env: ReadonlyArray<string>
  readonly defaultAppEnv: Option.Option<string>
  readonly output: Option.Option<string>
  readonly force: boolean
}

/** The flags that a configuration cannot do without, where nobody can be asked. */
const missingFlags = (given: GivenFlags): ReadonlyArray<string> => [
  ...(given.devopsAccount === undefined ? ["--devops-account ACCOUNT"] : []),
  ...(given.workloads === undefined ? ["--env NAME=ACCOUNT[:PROFILE]"] : []),
  ...(given.region === undefined ? ["--region REGION"] : []),
  ...(given.workloads !== undefined &&
  given.defaultAppEnv === undefined &&
  plainDefault(Object.keys(given.workloads)) === undefined
    ? ["--default-app-env NAME"]
    : [])
]

/** The draft that the flags alone make; undefined where something is missing. */
const draftOf = (given: GivenFlags): Draft | undefined => {
  const { region, devopsAccount, devopsProfile, workloads } = given
  if (region === undefined || devopsAccount === undefined || workloads === undefined) return undefined
  const defaultAppEnv = given.defaultAppEnv ?? plainDefault(Object.keys(workloads))
  const profile = devopsProfile === undefined ? {} : { profile: devopsProfile }
  return defaultAppEnv === undefined
    ? undefined
    : { region, devops: { accountId: devopsAccount, ...profile }, workloads, defaultAppEnv }
}

const ask = Effect.fnUntraced(function* (given: GivenFlags) {
  const { isTerminal } = yield* ThisProcess
  if (!isTerminal.stdin || !isTerminal.stdout) {
    return yield* usageProblem(
      `Nobody can be asked here, since this is no terminal, and these flags are missing: ${missingFlags(given).join(", ")}.`,
      "Give them."
    )
  }
  const profiles = yield* proposedProfiles
  const regionHere = yield* Effect.orElseSucceed(
    Effect.flatMap(variable("AWS_REGION"), (region) =>
      region === undefined ? variable("AWS_DEFAULT_REGION") : Effect.succeed(region)
    ),
    () => undefined
  )
  return yield* askDraft(given, profiles, regionHere)
})

type Needs = Globals | ThisProcess | Screen | Terminal | FileSystem.FileSystem | Path.Path

/** Writes a configuration from the flags, and from questions for what they do not say. */
export const init: (flags: InitFlags) => Effect.Effect<void, CliProblem | QuitError | BotoSesError, Needs> =
  Effect.fnUntraced(function* (flags) {
    const { force } = flags
    const file = yield* outputFile(
      Option.getOrUndefined(flags.output) ?? (yield* ConfigPath) ?? fileNames[0] ?? "boto-ses.config.json"
    )
    const given: GivenFlags = {
      region: yield* Region,
      devopsAccount: Option.getOrUndefined(flags.devopsAccount),
      devopsProfile: Option.getOrUndefined(flags.devopsProfile),
      workloads: yield* readEnvs(flags.env),
      defaultAppEnv: Option.getOrUndefined(flags.defaultAppEnv)
    }
    yield* checkOutput(file, force)
    const draft = draftOf(given) ?? (yield* ask(given))
    const config = configOf(draft)
    const problems = configProblems(ConfigFile, config)
    if (problems.length > 0) {
      return yield* usageProblem(["Nothing was written:", ...problems.map((problem) => `- ${renderProblem(problem)}`)])
    }
    yield* writeConfig(file, configText(config), force)
    // What the file's folder lets others do is found out only by reading it as a program does.
    yield* Effect.scoped(Layer.build(EnvConfig.layerFile(file)))
    const { out } = yield* Screen
    const envs = Object.keys(draft.workloads)
    yield* (yield* Json)
      ? writeJson(InitAnswer, { file, envs, defaultAppEnv: draft.defaultAppEnv ?? null, region: draft.region })
      : out.lines([`${out.paint("good", "Written:")} ${file}`, `next: ${out.paint("accent", "boto-ses doctor")}`])
  })

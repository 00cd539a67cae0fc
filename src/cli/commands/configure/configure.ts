import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import { type ProfileFiles, readProfileFiles } from "../../../aws/profile/ProfileFiles.ts"
import { defaultAppEnv, type Entries, entryOf, envNames } from "../../../domain/config/Entry.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import { readFile } from "../../../services/reading/ReadFile.ts"
import { CliProblem, usageProblem } from "../../CliProblem.ts"
import { ConfigPath, type Globals, Json } from "../../Globals.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { Screen, type Style } from "../../terminal/Screen.ts"
import { wrap } from "../../terminal/TextLayout.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { makeFolderOf, readUserFile, writeBack } from "../../UserFile.ts"
import { diffOf, type Edit, editConfig, ourBlocks, textOf, type WantedProfile } from "./editAwsConfig.ts"
import { type OthersProfile, othersProfiles } from "./otherProjects.ts"
import { passingPlace } from "./passingPlace.ts"
import { commandLine } from "./quotedCommand.ts"
import { Configuration } from "./schema.ts"

const refused = (problems: ReadonlyArray<string>): CliProblem =>
  new CliProblem({ title: "ConfigureRefused", found: problems, exitCode: 3 })

/** What may begin the name of a profile, which nobody should have to quote. */
const prefixPattern = /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/

const regionOf = (entries: Entries, target: string): string | undefined => {
  const env = target === "app" ? defaultAppEnv(entries) : target
  return (env === undefined ? undefined : entryOf(entries, env)?.region) ?? entries.region
}

/** The configuration file in full: a profile is used in every folder, and each may have a file of its own. */
const configFile = Effect.gen(function* () {
  const found = yield* readFile(yield* ConfigPath)
  if ("problem" in found) {
    return yield* refused([
      `A profile names its configuration file, and there is none: ${found.problem} boto-ses init writes one.`
    ])
  }
  return found.file
})

const wantedProfiles = Effect.fnUntraced(function* (config: string, prefix: string) {
  const { entries } = yield* EnvConfig
  const { command } = yield* ThisProcess
  return yield* Effect.forEach(["devops", ...envNames(entries), "app"], (target) =>
    Result.match(commandLine([...command, "--config", config, "credential-process", target]), {
      onSuccess: (line): Effect.Effect<WantedProfile, CliProblem> =>
        Effect.succeed({ name: `${prefix}-${target}`, target, command: line, region: regionOf(entries, target) }),
      onFailure: (part) =>
        Effect.fail(
          refused([
            `${JSON.stringify(part)} cannot stand in credential_process: the AWS CLI and the SDKs disagree on how to quote it. Move it to a path of letters, digits, spaces and . _ - /`
          ])
        )
    })
  )
})

/** A profile that the configuration takes credentials from would ask for itself. */
const usedNames = ({ devops, workloads }: Entries, wanted: ReadonlyArray<WantedProfile>): ReadonlyArray<string> =>
  [["devops", devops] as const, ...Object.entries(workloads)].flatMap(([env, { profile }]) =>
    wanted.some(({ name }) => name === profile)
      ? [
          `The configuration takes the credentials of ${env} from ${profile}, which would then ask for itself. Name another profile there, or other names here (--prefix NAME).`
        ]
      : []
  )

/** Keys in the credentials file come before what the config file says of a profile. */
const heldElsewhere = (
  { inCredentials, credentialsPath }: ProfileFiles,
  wanted: ReadonlyArray<WantedProfile>
): ReadonlyArray<string> =>
  wanted.flatMap(({ name }) =>
    inCredentials.has(name) ? [`[${name}] is in ${credentialsPath} with other credentials. Rename it there.`] : []
  )

/** Profiles that another project would lose without a word. */
const ofOthers = (others: ReadonlyArray<OthersProfile>): ReadonlyArray<string> => {
  const projects = Map.groupBy(others, ({ config }) => config)
  return Array.from(projects, ([config, profiles]) => {
    const names = profiles.map(({ name }) => name)
    return (
      `${names.join(", ")} ${names.length === 1 ? "is" : "are"} of another project: ${config}. Give this one names of ` +
      "its own (--prefix NAME), or take them over (--force)."
    )
  })
}

/** Profiles whose command vanishes stop working one day, and nobody remembers why. */
const warnOfPassing = Effect.gen(function* () {
  const { command, env } = yield* ThisProcess
  const place = passingPlace(command, env)
  if (place === undefined) return
  yield* Effect.logWarning(
    `The profiles are to run ${place.path}, which ${place.isFetched ? "was fetched for this call only" : "is in a folder for temporary files"}: ` +
      "once it is removed, they stop working. Install effect-boto-ses, and run the boto-ses configure of that."
  )
})

const diffLines = (edit: Edit, { paint }: Style): ReadonlyArray<string> =>
  diffOf(edit).map((line) => {
    if (line === "gap") return paint("dim", "...")
    const text = `${line.mark} ${line.text.trimEnd()}`.trimEnd()
    return line.mark === " " ? text : paint(line.mark === "+" ? "good" : "bad", text)
  })

const tell = Effect.fnUntraced(function* (file: string, edit: Edit, dryRun: boolean) {
  const { out } = yield* Screen
  const names = [...edit.changes.keys()]
  const changed = [...edit.changes.values()].filter((change) => change !== "unchanged").length
  if (changed === 0) {
    return yield* out.lines([...wrap(`${file} has ${names.join(", ")}.`, out.columns), "Nothing to write."])
  }
  if (dryRun) return yield* out.lines([`${file} would change:`, "", ...diffLines(edit, out)])
  yield* out.lines([
    ...wrap(`${file} now has ${names.join(", ")}.`, out.columns),
    `Try: aws --profile ${names.at(-1)} sts get-caller-identity`
  ])
})

/** The flags of `configure`. */
export interface ConfigureFlags {
  readonly prefix: string
  readonly dryRun: boolean
  /** Whether another project's profiles are taken over. */
  readonly force: boolean
}

/** Writes the profiles, or shows what would change. */
export const configure: (
  flags: ConfigureFlags
) => Effect.Effect<
  void,
  BotoSesError | CliProblem,
  EnvConfig | Globals | ThisProcess | Screen | FileSystem.FileSystem | Path.Path
> = Effect.fnUntraced(function* ({ prefix, dryRun, force }) {
  const { entries } = yield* EnvConfig
  if (!prefixPattern.test(prefix)) {
    return yield* usageProblem(
      `${JSON.stringify(prefix)} (from --prefix) cannot begin the names of profiles.`,
      "Use letters and digits, with . _ - between them."
    )
  }
  const config = yield* configFile
  const wanted = yield* wantedProfiles(config, prefix)
  const files = yield* Effect.mapError(readProfileFiles("the user"), ({ detail }) => refused([detail]))
  const { configPath } = files
  if (configPath === undefined) {
    return yield* refused(["Neither AWS_CONFIG_FILE nor HOME is set, so there is no place for the profiles. Set one."])
  }
  const before = yield* readUserFile(configPath)
  const edited = editConfig(before, wanted)
  const problems = [
    ...usedNames(entries, wanted),
    ...heldElsewhere(files, wanted),
    ...(force ? [] : ofOthers(yield* othersProfiles(ourBlocks(before, wanted), config))),
    ...(Result.isFailure(edited) ? edited.failure : [])
  ]
  if (problems.length > 0 || Result.isFailure(edited)) return yield* refused(problems)
  yield* warnOfPassing
  const edit = edited.success
  const after = textOf(edit)
  const written = !dryRun && after !== before
  if (written) {
    yield* makeFolderOf(configPath)
    yield* writeBack(configPath, before, after, { mode: 0o600 })
  }
  if (!(yield* Json)) return yield* tell(configPath, edit, dryRun)
  yield* writeJson(Configuration, {
    file: configPath,
    written,
    profiles: wanted.map(({ name, target }) => ({
      profile: name,
      target,
      change: edit.changes.get(name) ?? "unchanged"
    }))
  })
})

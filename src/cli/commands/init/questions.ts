import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import type { QuitError } from "effect/Terminal"
import { isAccountId } from "../../../domain/aws/AccountId.ts"
import { isRegion } from "../../../domain/aws/Partition.ts"
import type { EntryFields } from "../../../domain/config/ConfigFile.ts"
import { EnvName, envNameProblems } from "../../../domain/config/EnvName.ts"
import { isText } from "../../../domain/text/Form.ts"
import { oneLine } from "../../../domain/text/OneLine.ts"
import type { Draft } from "./draft.ts"
import type { GivenFlags } from "./givenFlags.ts"
import { guessedEnvs, nearestFirst, type ProposedProfile } from "./proposedProfiles.ts"

type Asked<A> = Effect.Effect<A, QuitError, Prompt.Environment>

const checked =
  (isGood: (text: string) => boolean, otherwise: string) =>
  (text: string): Effect.Effect<string, string> =>
    isGood(text.trim()) ? Effect.succeed(text.trim()) : Effect.fail(otherwise)

const askText = (
  message: string,
  proposal: string | undefined,
  validate: (text: string) => Effect.Effect<string, string>
): Asked<string> =>
  Prompt.run(Prompt.String({ message, validate, ...(proposal === undefined ? {} : { default: proposal }) }))

const askAccount = (what: string, proposal: string | undefined): Asked<string> =>
  askText(`AWS account of ${what} (12 digits)`, proposal, checked(isAccountId, "An AWS account id has 12 digits."))

/** A profile of this machine, or none: then the config serves CI and Cloud9, and a laptop not yet. */
const askProfile = (what: string, profiles: ReadonlyArray<ProposedProfile>): Asked<ProposedProfile | undefined> =>
  profiles.length === 0
    ? Effect.undefined
    : Prompt.run(
        Prompt.Select({
          message: `AWS CLI profile of ${what} on this machine`,
          choices: [
            ...profiles.map((profile) => ({ title: oneLine(profile.name), value: profile })),
            { title: "(none)", value: undefined, description: "only CI and Cloud9 can have its session then" }
          ]
        })
      )

const entryOf = (accountId: string, profile: string | undefined): EntryFields => ({
  accountId,
  ...(profile === undefined ? {} : { profile })
})

const askEntry = Effect.fnUntraced(function* (
  env: string,
  profiles: ReadonlyArray<ProposedProfile>,
  given: { readonly accountId: string | undefined; readonly profile: string | undefined }
) {
  const profile =
    given.profile === undefined ? yield* askProfile(env, nearestFirst(profiles, env)) : { name: given.profile }
  const known = profiles.find(({ name }) => name === profile?.name)?.accountId
  const accountId = given.accountId ?? (yield* askAccount(env, known))
  return entryOf(accountId, profile?.name)
})

const words = (text: string): ReadonlyArray<string> => [...new Set(text.split(/[\s,]+/).filter((word) => word !== ""))]

const isEnvName = (name: string): boolean => isText(EnvName, name)

const validateEnvs = (text: string): Effect.Effect<string, string> => {
  const names = words(text)
  if (names.length === 0) return Effect.fail("Name one at least.")
  const [problem] = envNameProblems(names)
  return problem === undefined && names.every((name) => isEnvName(name))
    ? Effect.succeed(text)
    : Effect.fail(problem === undefined ? "These are no names of envs." : `${problem.found}: ${problem.next}`)
}

const askEnvs = (profiles: ReadonlyArray<ProposedProfile>): Asked<ReadonlyArray<string>> => {
  const guessed = guessedEnvs(profiles)
  const proposal = (guessed.length === 0 ? ["sbx", "prd"] : guessed).join(", ")
  return Effect.map(askText("Workloads, comma-separated", proposal, validateEnvs), words)
}

const askWorkloads = Effect.fnUntraced(function* (profiles: ReadonlyArray<ProposedProfile>) {
  const entries: Array<readonly [string, EntryFields]> = []
  for (const env of yield* askEnvs(profiles)) {
    entries.push([env, yield* askEntry(env, profiles, { accountId: undefined, profile: undefined })])
  }
  return Object.fromEntries(entries)
})

/** Only where there is a choice: one workload, or one called sbx, is the default by itself. */
const askDefaultAppEnv = (names: ReadonlyArray<string>): Asked<string> =>
  Prompt.run(
    Prompt.Select({
      message: "Environment of the application's session on a laptop",
      choices: names.map((name) => ({ title: name, value: name }))
    })
  )

const askRegion = (proposal: string): Asked<string> =>
  askText("Region", proposal, checked(isRegion, "A region is named such as us-east-1."))

/** The env of the app session that is plain without a question; undefined where one has to say it. */
export const plainDefault = (names: ReadonlyArray<string>): string | undefined =>
  names.includes("sbx") ? "sbx" : names.length === 1 ? names[0] : undefined

/** Asks for what the flags have not said. */
export const askDraft: (
  given: GivenFlags,
  profiles: ReadonlyArray<ProposedProfile>,
  regionHere: string | undefined
) => Asked<Draft> = Effect.fnUntraced(function* (given, profiles, regionHere) {
  const devops =
    given.devopsAccount === undefined
      ? yield* askEntry("devops", profiles, { accountId: undefined, profile: given.devopsProfile })
      : entryOf(given.devopsAccount, given.devopsProfile)
  const workloads = given.workloads ?? (yield* askWorkloads(profiles))
  const names = Object.keys(workloads)
  const defaultAppEnv = given.defaultAppEnv ?? plainDefault(names) ?? (yield* askDefaultAppEnv(names))
  const ofProfile = profiles.find(({ name }) => name === devops.profile)?.region
  const region = given.region ?? (yield* askRegion(ofProfile ?? regionHere ?? "us-east-1"))
  return { region, devops, workloads, defaultAppEnv }
})

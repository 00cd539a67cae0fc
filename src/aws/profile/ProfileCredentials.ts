import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { chainOfKeys } from "../../domain/aws/SourceChain.ts"
import {
  notAsked,
  type SourcedCredentials,
  SourceUnusable,
  type SsoSignInAbsent,
  type SsoSignInExpired
} from "../../services/CredentialSource.ts"
import { type KeptCredentials, keepCredentials } from "../../services/KeepSession.ts"
import { MfaCode } from "../../services/MfaCode.ts"
import { unlessRefused } from "../../services/RefusedRequests.ts"
import { isStale, SessionNeed, SessionStore, staleAfter } from "../../services/SessionStore.ts"
import { Sts, type StsCaller, StsError, stsErrorText } from "../../services/Sts.ts"
import { containerCredentials } from "../ambient/Container.ts"
import { environmentKeys } from "../ambient/EnvironmentKeys.ts"
import { instanceCredentials } from "../ambient/Instance.ts"
import type { InstanceMemory } from "../ambient/InstanceMemory.ts"
import type { ProfileSettings } from "../ambient/InstanceSettings.ts"
import { profileRegion, stsRegion } from "../ambient/StsRegion.ts"
import { webIdentityCredentials } from "../ambient/WebIdentity.ts"
import { describeStsError } from "../DescribeStsError.ts"
import { loginCredentials } from "./LoginCredentials.ts"
import { codePrompt, MfaSessions } from "./MfaSessions.ts"
import { ProcessRuns } from "./ProcessRuns.ts"
import { profileEndpoints } from "./ProfileEndpoints.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"
import { type ProfilePlan, stated } from "./ProfilePlan.ts"
import { ssoCredentials } from "./SsoCredentials.ts"
import type { SsoTokens } from "./SsoTokens.ts"

type Failure = SourceUnusable | SsoSignInAbsent | SsoSignInExpired
type Needs = Sts | SessionStore | MfaSessions | ProcessRuns | SsoTokens | InstanceMemory | FileSystem.FileSystem

const unusable = (profile: string, detail: string, cause?: unknown): SourceUnusable =>
  new SourceUnusable({ origin: profileOrigin(profile), detail, ...(cause === undefined ? {} : { cause }) })

/**
 * Performs a profile's plan: first the base, then each role on top of what came before.
 *
 * **Details**: the settings of requests, to the metadata service too, are those of the profile asked for and never of its
 * source, as in boto3; the region is a source's only where the profile asked for names none.
 *
 * @param asked the profile asked for, where a role is to be assumed with these: a process that has given them is then not
 *   run again
 */
export const profileCredentials: (
  files: ProfileFiles,
  plan: ProfilePlan,
  outer?: ConfiguredEndpoints,
  asked?: string
) => Effect.Effect<SourcedCredentials, Failure, Needs> = Effect.fnUntraced(function* (files, plan, outer, asked) {
  const { profile } = plan
  const endpoints = outer ?? profileEndpoints(files, profile)
  const regionOf = (name: string) => profileRegion(stated(files.profiles.get(name), "region"))
  const region = (asked === undefined ? undefined : yield* regionOf(asked)) ?? (yield* regionOf(profile))
  const sourced = (fields: Pick<SourcedCredentials, "credentials"> & Partial<SourcedCredentials>) => ({
    origin: profileOrigin(profile),
    region,
    endpoints,
    ...fields
  })
  const refusal = () => notAsked(profileOrigin(profile))
  const kept = ({ credentials, identity, chain, keptSince }: KeptCredentials) =>
    sourced({ credentials, identity, chain, keptSince })
  switch (plan.kind) {
    case "keys":
      return sourced({ credentials: plan.credentials, chain: chainOfKeys(plan.credentials) })
    case "sso":
      return kept(yield* ssoCredentials(plan, endpoints))
    case "login": {
      const credentials = yield* unlessRefused("login", loginCredentials(files, profile, endpoints), refusal)
      return sourced({ credentials, chain: chainOfKeys(credentials) })
    }
    case "process": {
      const runs = yield* ProcessRuns
      const run = { files, profile, command: plan.command }
      const answer = asked === undefined ? runs.fresh(run) : runs.shared(run)
      const credentials = yield* unlessRefused("credential_process", answer, refusal)
      // A process that gives another session at each run leaves none that a later one could open.
      return sourced({
        credentials,
        chain: credentials.sessionToken === undefined ? chainOfKeys(credentials) : undefined
      })
    }
    case "webIdentity":
      return yield* webIdentityCredentials({
        origin: plan.fromEnvironment ? { _tag: "WebIdentity" } : profileOrigin(profile),
        roleArn: plan.roleArn,
        tokenFile: plan.tokenFile,
        roleSessionName: plan.roleSessionName,
        profileRegion: region,
        endpoints
      })
    case "named": {
      const { credentials } = yield* namedSource(profile, plan.name, files.profiles.get(asked ?? profile))
      return sourced({ credentials, chain: chainOfKeys(credentials) })
    }
    case "role": {
      const { from } = plan
      let base: SourcedCredentials | undefined
      const attempt = Effect.gen(function* () {
        base = yield* profileCredentials(files, from, endpoints, asked ?? profile)
        return kept(yield* assumed(plan, base, region ?? base.region))
      })
      const withNewBase = Effect.catchIf(
        attempt,
        isDenied,
        Effect.fnUntraced(function* (error) {
          const now = yield* timeOfAws
          if (!isStale(base?.keptSince, now)) return yield* error
          const need = { ...(yield* SessionNeed), since: now - staleAfter }
          // Where there is no other sign-in to be had, it is the denial that is to be told.
          return yield* Effect.catch(Effect.provideService(attempt, SessionNeed, need), (second) =>
            Effect.fail(isDenied(second) ? second : error)
          )
        })
      )
      if (from.kind !== "process") return yield* withNewBase
      const { forget } = yield* ProcessRuns
      return yield* Effect.catchIf(
        attempt,
        (error) => error._tag === "SourceUnusable" && isRefusal(error.cause),
        (error) =>
          Effect.flatMap(forget({ files, profile: from.profile, command: from.command }), (isWorthAnother) =>
            isWorthAnother ? attempt : Effect.fail(error)
          )
      )
    }
  }
})

/** Whether AWS refused the credentials themselves. */
const isRefusal = (cause: unknown): boolean =>
  cause instanceof StsError && (cause.kind === "expired" || cause.kind === "rejected")

const isDenied = (error: Failure): boolean =>
  error._tag === "SourceUnusable" && error.cause instanceof StsError && error.cause.kind === "denied"

const namedSource = Effect.fnUntraced(function* (
  profile: string,
  name: Extract<ProfilePlan, { readonly kind: "named" }>["name"],
  settings: ProfileSettings
) {
  switch (name) {
    case "Environment":
      return (
        (yield* environmentKeys) ??
        (yield* unusable(profile, "It has credential_source = Environment, and AWS_ACCESS_KEY_ID is not set."))
      )
    case "EcsContainer":
      return (
        (yield* containerCredentials) ??
        (yield* unusable(
          profile,
          "It has credential_source = EcsContainer, and no AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI is set."
        ))
      )
    case "Ec2InstanceMetadata": {
      const answer = yield* instanceCredentials(settings)
      return "absent" in answer
        ? yield* unusable(profile, `It has credential_source = Ec2InstanceMetadata, and ${answer.absent}.`)
        : answer
    }
  }
})

const timeOfAws = Effect.flatMap(Sts, ({ clockSkew }) =>
  Effect.map(Clock.currentTimeMillis, (now) => now + (clockSkew?.() ?? 0))
)

type RolePlan = Extract<ProfilePlan, { readonly kind: "role" }>

const assumed: (
  plan: RolePlan,
  base: SourcedCredentials,
  ownRegion: string | undefined
) => Effect.Effect<KeptCredentials, SourceUnusable, Needs> = Effect.fnUntraced(function* (plan, base, ownRegion) {
  const { profile, roleArn, externalId, durationSeconds, mfaSerial: serialNumber } = plan
  const region = yield* stsRegion(profileOrigin(profile), ownRegion)
  const caller: StsCaller = { credentials: base.credentials, region, endpoints: base.endpoints }
  const sts = yield* Sts
  const store = yield* SessionStore
  const roleSessionName = plan.roleSessionName ?? `boto-ses-${yield* Clock.currentTimeMillis}`
  const refused = (cause: StsError) =>
    new SourceUnusable({
      origin: profileOrigin(profile),
      detail: `Its role ${roleArn} was not assumed: ${describeStsError(cause)}`,
      sts: { error: cause, roleArn, signer: base.origin },
      cause
    })
  const assume = (
    signer: Pick<SourcedCredentials, "credentials" | "chain" | "identity">,
    device?: string
  ): Effect.Effect<KeptCredentials, SourceUnusable | StsError> => {
    const asked = {
      roleArn,
      ...(externalId === undefined ? {} : { externalId }),
      ...(durationSeconds === undefined ? {} : { durationSeconds })
    }
    const by = { ...caller, credentials: signer.credentials }
    return keepCredentials<SourceUnusable | StsError>(
      { sts, store },
      {
        chain: signer.chain,
        endpoint: sts.endpoint?.(caller),
        operation: "AssumeRole",
        parameters: { ...asked, roleSessionName: plan.roleSessionName, serialNumber: device },
        ...(device === undefined ? {} : { prompt: codePrompt({ serialNumber: device, profile }) }),
        principal: signer.identity === undefined ? sts.getCallerIdentity(by) : Effect.succeed(signer.identity),
        failures: stsErrorText
      },
      device === undefined
        ? sts.assumeRole({ caller: by, ...asked, roleSessionName })
        : Effect.flatMap(codeOf(device, profile), (tokenCode) =>
            sts.assumeRole({ caller: by, ...asked, roleSessionName, serialNumber: device, tokenCode })
          )
    )
  }
  const told = <R>(attempt: Effect.Effect<KeptCredentials, SourceUnusable | StsError, R>) =>
    Effect.catchTag(attempt, "StsError", (error) => Effect.fail(refused(error)))

  if (serialNumber === undefined) return yield* told(assume(base))
  // A session has no device of its own and gets no other session: the code goes along with the role.
  if (base.credentials.sessionToken !== undefined) return yield* told(assume(base, serialNumber))
  const sessions = yield* MfaSessions
  const signIn = { caller, chain: base.chain, serialNumber, profile }
  const now = yield* timeOfAws
  const session = yield* sessions.get(signIn)
  const { accessKeyId } = session.credentials
  const again = (since?: number) =>
    Effect.andThen(
      sessions.forget(signIn, accessKeyId, since),
      Effect.flatMap(sessions.get(signIn), (other) => assume(other))
    )
  const orAgain = Effect.catchTag(assume(session), "StsError", (error) => {
    if (error.kind === "expired") return again()
    if (error.kind !== "denied" || !isStale(session.keptSince, now)) return Effect.fail(error)
    // Where there is no other sign-in to be had, it is the denial that is to be told.
    return Effect.catchTag(again(now - staleAfter), "SourceUnusable", () => Effect.fail(error))
  })
  return yield* told(orAgain)
})

const codeOf = (serialNumber: string, profile: string) =>
  Effect.flatMap(MfaCode, (code) => code({ serialNumber, profile }))

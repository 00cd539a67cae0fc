import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { profileOrigin } from "../domain/aws/Origin.ts"
import { shellWord } from "../domain/text/ShellWord.ts"
import { PasswordHome } from "../platform/PasswordHome.ts"
import { AwsClientDefaults } from "../services/AwsClientDefaults.ts"
import {
  CredentialSource,
  type CredentialSourceError,
  CredentialsAbsent,
  make,
  ProfileNotFound,
  type SourcedCredentials,
  SourceUnusable
} from "../services/CredentialSource.ts"
import { MfaCode } from "../services/MfaCode.ts"
import { RefusedRequests } from "../services/RefusedRequests.ts"
import { SessionStore } from "../services/SessionStore.ts"
import { Sts } from "../services/Sts.ts"
import { containerCredentials } from "./ambient/Container.ts"
import { environmentKeys } from "./ambient/EnvironmentKeys.ts"
import { instanceCredentials } from "./ambient/Instance.ts"
import { InstanceMemory, layerInstanceMemory } from "./ambient/InstanceMemory.ts"
import { profileRegion } from "./ambient/StsRegion.ts"
import { layerMfaSessions, MfaSessions } from "./profile/MfaSessions.ts"
import { layerProcessRuns, ProcessRuns } from "./profile/ProcessRuns.ts"
import { profileCredentials } from "./profile/ProfileCredentials.ts"
import { profileEndpoints } from "./profile/ProfileEndpoints.ts"
import { type ProfileFiles, readProfileFiles } from "./profile/ProfileFiles.ts"
import { type Planned, profilePlan, stated } from "./profile/ProfilePlan.ts"
import { withoutProfileSecrets } from "./profile/ProfileSecrets.ts"
import { layerSsoTokens, SsoTokens } from "./profile/SsoTokens.ts"
import { sourceVariables } from "./SourceVariables.ts"

/** The files looked at; of one that counts as absent although something is there, why. */
const filesOf = (files: ProfileFiles): ReadonlyArray<string> =>
  [files.configPath, files.credentialsPath]
    .filter((path) => path !== undefined)
    .map((path) => {
      const why = files.unread.find((unread) => unread.path === path)?.why
      return why === undefined ? path : `${path} (which ${why})`
    })

const notFound = (files: ProfileFiles, profile: string): ProfileNotFound =>
  new ProfileNotFound({
    profile,
    files: filesOf(files),
    known: [...files.profiles.keys()],
    misnamed: files.misnamed.get(profile)
  })

const performed = (files: ProfileFiles, profile: string, planned: Planned) =>
  Effect.fromResult(planned).pipe(
    Effect.mapError(({ detail }) => new SourceUnusable({ origin: profileOrigin(profile), detail })),
    Effect.flatMap((plan) => (plan === undefined ? Effect.undefined : profileCredentials(files, plan))),
    Effect.mapError((error) => (error._tag === "SourceUnusable" ? withoutProfileSecrets(files, error) : error))
  )

/**
 * The order of the AWS CLI and boto3: keys in the environment, the profile (with a web identity of the environment in
 * its place among the profile's kinds), the container, the instance. `AWS_PROFILE` chooses the profile, it does not
 * hide keys in the environment; but where it names no profile, nothing is taken at all.
 *
 * Source: botocore, the order of its credential providers, which a conformance test compares.
 */
const ambient: Effect.Effect<
  SourcedCredentials,
  CredentialSourceError,
  Sts | SessionStore | MfaSessions | ProcessRuns | SsoTokens | InstanceMemory | FileSystem.FileSystem
> = Effect.gen(function* () {
  const env = yield* sourceVariables([
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_REGION",
    "AWS_DEFAULT_REGION"
  ])
  const chosen = env.AWS_DEFAULT_PROFILE ?? env.AWS_PROFILE
  const files = yield* readProfileFiles("the process")
  if (chosen !== undefined && !files.profiles.has(chosen)) return yield* notFound(files, chosen)
  const profile = chosen ?? "default"
  // Whatever gives the keys, the requests that they sign are made as the process's profile says.
  const inProfile = Effect.fnUntraced(function* (found: SourcedCredentials) {
    const region =
      env.AWS_REGION === undefined && env.AWS_DEFAULT_REGION === undefined
        ? yield* profileRegion(stated(files.profiles.get(profile), "region"))
        : undefined
    const endpoints = profileEndpoints(files, profile)
    return {
      ...found,
      ...(region === undefined ? {} : { region }),
      ...(endpoints === undefined ? {} : { endpoints })
    }
  })

  const keys = yield* environmentKeys
  if (keys !== undefined) return yield* inProfile(keys)

  const ofProfile = yield* performed(
    files,
    profile,
    profilePlan(files, profile, {
      tokenFile: env.AWS_WEB_IDENTITY_TOKEN_FILE,
      roleArn: env.AWS_ROLE_ARN,
      roleSessionName: env.AWS_ROLE_SESSION_NAME
    })
  )
  if (ofProfile !== undefined) return ofProfile

  const container = yield* containerCredentials
  if (container !== undefined) return yield* inProfile(container)

  const instance = yield* instanceCredentials(files.profiles.get(profile))
  if (!("absent" in instance)) return yield* inProfile(instance)

  const paths = filesOf(files)
  return yield* new CredentialsAbsent({
    tried: [
      "keys in the environment (AWS_ACCESS_KEY_ID is not set)",
      paths.length === 0
        ? "a profile (there is no shared file: the variables that name it are empty, or there is no home folder)"
        : `the profile ${profile} (${files.profiles.has(profile) ? "without credentials" : "not"} in ${paths.join(" and ")})`,
      "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set)",
      "the container's credentials (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set)",
      `the instance's role (${instance.absent})`
    ]
  })
})

const profile = Effect.fnUntraced(function* (name: string) {
  const files = yield* readProfileFiles("the user")
  if (!files.profiles.has(name)) return yield* notFound(files, name)
  return (
    (yield* performed(files, name, profilePlan(files, name))) ??
    (yield* new SourceUnusable({
      origin: profileOrigin(name),
      detail: `It configures no credentials. Add them: aws configure --profile ${shellWord(name)}, or aws configure sso.`
    }))
  )
})

/**
 * The credentials of the place: the environment, the shared files, the container, the instance. Every variable comes
 * from the `ConfigProvider`, every file from the `FileSystem` that the layer is built with; the SDK is loaded when a
 * source asks AWS over the network.
 */
export const layerCredentialSource: Layer.Layer<CredentialSource, never, Sts | SessionStore | FileSystem.FileSystem> =
  Layer.effect(
    CredentialSource,
    Effect.gen(function* () {
      const services = Context.make(Sts, yield* Sts).pipe(
        Context.add(FileSystem.FileSystem, yield* FileSystem.FileSystem),
        Context.add(ConfigProvider.ConfigProvider, yield* ConfigProvider.ConfigProvider),
        Context.add(AwsClientDefaults, yield* AwsClientDefaults),
        Context.add(MfaSessions, yield* MfaSessions),
        Context.add(SessionStore, yield* SessionStore),
        Context.add(ProcessRuns, yield* ProcessRuns),
        Context.add(SsoTokens, yield* SsoTokens),
        Context.add(InstanceMemory, yield* InstanceMemory),
        Context.add(MfaCode, yield* MfaCode),
        Context.add(RefusedRequests, yield* RefusedRequests),
        Context.add(PasswordHome, yield* PasswordHome)
      )
      return make({
        ambient: Effect.provide(ambient, services),
        profile: (name) =>
          profile(name).pipe(
            Effect.provide(services),
            Effect.withSpan("CredentialSource.profile", { attributes: { profile: name } })
          )
      })
    })
  ).pipe(Layer.provide([layerMfaSessions, layerProcessRuns, layerSsoTokens, layerInstanceMemory]))

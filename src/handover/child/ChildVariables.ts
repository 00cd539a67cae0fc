import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import { childEndpoints, endpointNames } from "../../domain/child/ChildEndpoints.ts"
import {
  type ChildEnvironment,
  childEnvironment,
  mergeEnvironments,
  serverEnvironment
} from "../../domain/child/ChildEnvironment.ts"
import {
  comesBeforeServer,
  hasOtherProfiles,
  profileSettings,
  type SharedFiles,
  settingNames,
  settingsOnly,
  settingVariables
} from "../../domain/child/ProfileSettings.ts"
import { otherFiles, ownFiles, userFileVariables } from "../../domain/child/UserFiles.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { partsOf } from "../../factory/session/SessionHandle.ts"
import { describeUnwritable } from "../../platform/DescribeUnwritable.ts"
import { ConfigProvider } from "../../platform/Environment.ts"
import { execSecretVariable } from "../../platform/ServerProof.ts"
import { writeWhole } from "../../platform/WholeFile.ts"
import type { Session } from "../../services/Session.ts"
import { makeHandoverFolder } from "../files/HandoverFolder.ts"
import { readVariables, unusable } from "../HandoverVariables.ts"
import { type ServeOptions, serveCredentials } from "../server/CredentialServer.ts"
import { hasBotoKeys, userProfiles } from "./UserProfiles.ts"

type Variables = { readonly [name: string]: string | undefined }

const nothing: ReadonlyMap<string, string> = new Map()

/**
 * How long the folder of a child's files may stand where nobody can tell whether its owner lives, in milliseconds. They
 * hold settings and no secret, and a child that misses them sees none of the user's own either.
 */
const longestExec = 24 * 60 * 60 * 1000

const write = (file: string, text: string) =>
  Effect.mapError(writeWhole(file, text, { mode: 0o600 }), (error) =>
    unusable(`the file ${file} cannot be written: ${describeUnwritable(error)}`, error)
  )

/** The word for a session in an address and a message. */
const targetName = (session: Session): string =>
  session.purpose === "env" || session.purpose === "devops" ? (session.env ?? session.purpose) : session.purpose

/** Whether the environment has an endpoint of any one service (`AWS_ENDPOINT_URL_S3`). */
const hasServiceEndpoint: Effect.Effect<boolean> = Effect.flatMap(ConfigProvider, (provider) =>
  provider.load(["AWS", "ENDPOINT", "URL"]).pipe(
    Effect.map((node) => node?._tag === "Record" && node.keys.size > 0),
    Effect.orElseSucceed(() => false)
  )
)

/**
 * What of a session's profile a child could not find, since it reads `[default]`: the settings that have a variable.
 * What the environment says itself comes before a profile, for the session and for the child.
 */
const profileVariables: (
  session: Session,
  files: SharedFiles | undefined
) => Effect.Effect<ChildEnvironment, BotoSesError> = Effect.fnUntraced(function* (session, files) {
  const endpoints = partsOf(session)?.endpoints
  const variables: Variables = yield* readVariables([...settingNames, ...endpointNames(endpoints)])
  const read = files === undefined ? nothing : profileSettings(files, "default")
  const { plan } = session
  const caBundle = endpoints?.caBundle
  const set = {
    ...(caBundle === undefined || variables.AWS_CA_BUNDLE !== undefined ? {} : { AWS_CA_BUNDLE: caBundle }),
    ...(files === undefined || plan?._tag !== "UseProfile"
      ? {}
      : settingVariables(profileSettings(files, plan.profile), read, variables))
  }
  const elsewhere = {
    variables,
    anyService: yield* hasServiceEndpoint,
    profile: {
      states: read.has("endpoint_url") || read.has("services"),
      ignores: read.get("ignore_configured_endpoint_urls")?.toLowerCase() === "true"
    }
  }
  return mergeEnvironments(childEnvironment(set), childEndpoints(endpoints, elsewhere))
})

const readUser = Effect.gen(function* () {
  const variables: Variables = yield* readVariables(userFileVariables)
  return { variables, files: yield* userProfiles }
})

/** The settings of a session's profile for a child with fixed keys, and the user's own files. */
export const profileEnvironment = (
  session: Session
): Effect.Effect<ChildEnvironment, BotoSesError, FileSystem.FileSystem | Path.Path> =>
  Effect.flatMap(readUser, ({ variables, files }) =>
    Effect.map(profileVariables(session, files), (settings) => mergeEnvironments(settings, ownFiles(variables)))
  )

/** Says that a child goes without the user's other profiles, where it has any. */
const noteOtherProfiles = (files: SharedFiles | undefined): Effect.Effect<void> =>
  files === undefined || hasOtherProfiles(files)
    ? Effect.logWarning(
        files === undefined
          ? "The AWS CLI's files cannot be understood, so the command sees none of them."
          : "[default] in the AWS CLI's files has credentials, which would come before those given. So the command sees " +
              "its settings only, and none of the other profiles. With fixed keys (--static) it sees them all."
      )
    : Effect.void

/**
 * The files of a child with a server. The user's own, wherever nothing in them comes before the server's answer; else
 * others, with the settings of `[default]` and no credentials.
 */
const childFiles: (
  variables: Variables,
  files: SharedFiles | undefined
) => Effect.Effect<ChildEnvironment, BotoSesError, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fnUntraced(
  function* (variables, files) {
    const keepsOwn = files !== undefined && !comesBeforeServer(profileSettings(files, "default"))
    const keepsBoto = !(yield* hasBotoKeys)
    // The SDK for Java 1 has a variable of its own for the credentials file, which it takes for the whole of them.
    const own = mergeEnvironments(ownFiles(variables), childEnvironment({}, ["AWS_CREDENTIAL_PROFILES_FILE"]))
    if (keepsOwn && keepsBoto) return own
    const path = yield* Path.Path
    const folder = yield* makeHandoverFolder((yield* Clock.currentTimeMillis) + longestExec)
    const empty = path.join(folder, "credentials")
    yield* write(empty, "")
    const boto = keepsBoto ? childEnvironment({}) : childEnvironment({ BOTO_CONFIG: empty })
    if (keepsOwn) return mergeEnvironments(own, boto)
    const config = path.join(folder, "config")
    yield* write(config, files === undefined ? "" : settingsOnly(files))
    yield* noteOtherProfiles(files)
    const replaced = otherFiles({ folder, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: empty }, variables)
    return mergeEnvironments(replaced, childEnvironment({ AWS_CREDENTIAL_PROFILES_FILE: empty }), boto)
  }
)

/**
 * The variables of a child process that has this session's credentials from a server, renewed for as long as the scope
 * is open. The AWS CLI and every AWS SDK understand them.
 *
 * **Details**: the child reaches what the session reaches: its profile's endpoints and certificates go by variable. It
 * keeps the user's own two AWS CLI files, unless their `[default]` has credentials, which would win over the server: then
 * the AWS variables name files with its settings alone, and the user's own travel on for children of ours.
 *
 * **Gotchas**: fails with `HandoverUnusable` for long-lived keys; `session.environment` carries those. A process in a
 * container cannot reach the server.
 */
export const environment: (
  session: Session,
  options?: ServeOptions
) => Effect.Effect<ChildEnvironment, BotoSesError, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fn(
  "Handover.environment"
)(function* (session, options) {
  const { variables, files } = yield* readUser
  const settings = yield* profileVariables(session, files)
  const address = yield* serveCredentials(targetName(session), session, options)
  return mergeEnvironments(
    settings,
    serverEnvironment(address, session.region),
    childEnvironment({ [execSecretVariable]: address.secret }),
    yield* childFiles(variables, files)
  )
})

import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../domain/aws/Endpoint.ts"
import type { Identity } from "../domain/aws/Identity.ts"
import type { Origin } from "../domain/aws/Origin.ts"
import type { Misnamed } from "../domain/aws/ProfileHeader.ts"
import type { SourceChain } from "../domain/aws/SourceChain.ts"
import type { FailureText } from "./FailureText.ts"
import type { StsError } from "./Sts.ts"

/** No ambient source is configured. */
export class CredentialsAbsent extends Data.Error<{
  /** The sources, in the order in which they were asked. */
  readonly tried: ReadonlyArray<string>
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "CredentialsAbsent"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "CredentialsAbsent"
  }
}

/** The files read hold no such profile. */
export class ProfileNotFound extends Data.Error<{
  /** The profile that was asked for. */
  readonly profile: string
  /** The paths of the files that were read. */
  readonly files: ReadonlyArray<string>
  /** The profiles that are there. */
  readonly known: ReadonlyArray<string>
  /** A section that is meant for it, and is none by its header. */
  readonly misnamed?: Misnamed | undefined
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "ProfileNotFound"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "ProfileNotFound"
  }
}

/** Nobody has made the Identity Center sign-in that a profile needs. */
export class SsoSignInAbsent extends Data.Error<{
  /** The profile that was asked for. */
  readonly profile: string
  /** The name of the sign-in, which profiles may share; none where the profile states it by itself. */
  readonly session?: string
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "SsoSignInAbsent"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "SsoSignInAbsent"
  }
}

/** The Identity Center sign-in that a profile needs has ended. */
export class SsoSignInExpired extends Data.Error<{
  /** The profile that was asked for. */
  readonly profile: string
  /** The name of the sign-in, which profiles may share; none where the profile states it by itself. */
  readonly session?: string
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "SsoSignInExpired"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "SsoSignInExpired"
  }
}

/** A request by which a source would have got the session of a role. */
export interface FailedStsRequest {
  /** How STS, or the way to it, failed. */
  readonly error: StsError
  /** The role that was asked for. */
  readonly roleArn: string
  /** Where the credentials that signed it come from; none where it is not signed. */
  readonly signer?: Origin
}

/** The source is configured, and gives no credentials. `detail` is a sentence with the next step; it holds no secret. */
export class SourceUnusable extends Data.Error<{
  /** The source that fails. */
  readonly origin: Origin
  /** What is wrong with it, and the next step. */
  readonly detail: string
  /** The profile whose process asks for its own credentials, on and on, where that is what is wrong. */
  readonly loop?: string
  /** Whether it takes an answer of a person, and nobody could be asked here; elsewhere somebody may be. */
  readonly isUnasked?: boolean
  /** The request to STS that was not granted or not answered, where that is what is wrong. */
  readonly sts?: FailedStsRequest
  /** The error beneath, where there is one. */
  readonly cause?: unknown
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "SourceUnusable"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "SourceUnusable"
  }
}

/** The error of a source that would have to ask, and may not. */
export const notAsked = (origin: Origin): SourceUnusable =>
  new SourceUnusable({ origin, detail: "it is not known without a request." })

/** Why a source gives nothing, for those in other processes who wait for the same of it. */
export const sourceUnusableText = (origin: Origin): FailureText<SourceUnusable> => ({
  encode: (failure) => (failure instanceof SourceUnusable && failure.isUnasked !== true ? failure.detail : undefined),
  decode: (detail) => new SourceUnusable({ origin, detail })
})

/** Why a source gives no credentials: only `CredentialsAbsent` lets the next source be asked. */
export type CredentialSourceError =
  | CredentialsAbsent
  | ProfileNotFound
  | SsoSignInAbsent
  | SsoSignInExpired
  | SourceUnusable

/** Credentials together with what their source tells of them. */
export interface SourcedCredentials {
  /** What the source gave. */
  readonly credentials: Credentials
  /** Which source it is. */
  readonly origin: Origin
  /** The region that the source names, such as a profile's; an assumed role's is that of the session that assumed it. */
  readonly region?: string | undefined
  /** Who they are, where the source tells it without a further request (a web-identity exchange does). */
  readonly identity?: Identity | undefined
  /** How a person renews them where the source gives no new ones by itself; none where reading again is enough. */
  readonly renew?: string | undefined
  /** The endpoints that the source's profile configures for requests signed with these credentials. */
  readonly endpoints?: ConfiguredEndpoints | undefined
  /** What they were obtained from; without it nothing that they sign is kept beyond the process. */
  readonly chain?: SourceChain | undefined
  /** When they were made, in milliseconds since the epoch, where the store had kept them. */
  readonly keptSince?: number | undefined
}

/** A place to read credentials from; each read asks the place anew. */
export interface CredentialOrigin {
  /** The credentials that are there now. */
  readonly read: Effect.Effect<SourcedCredentials, CredentialSourceError>
  /** Which place it is. */
  readonly origin: Origin
}

/** What marks a value as an implementation of this port: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/CredentialSource"

/** The port to the credentials that a place has by itself. */
export interface CredentialSource {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /**
   * The ambient credentials, by the order of the AWS CLI and boto3. Falls through to the next source only where one is
   * not configured; a configured source that fails ends the search.
   */
  readonly ambient: Effect.Effect<SourcedCredentials, CredentialSourceError>
  /** A named profile's credentials, never shadowed by keys in the environment. Files are read anew each time. */
  readonly profile: (name: string) => Effect.Effect<SourcedCredentials, CredentialSourceError>
}

/** The tag of the port to the credentials that a place has by itself. */
export const CredentialSource: Context.Service<CredentialSource, CredentialSource> = Context.Service<CredentialSource>(
  "effect-boto-ses/CredentialSource"
)

/** An implementation of the port, for a layer of one's own. */
export const make = (operations: Omit<CredentialSource, typeof TypeId>): CredentialSource => ({
  [TypeId]: TypeId,
  ...operations
})

/**
 * Fixed answers in place of the machine's own, for tests and for programs that hold their credentials themselves.
 *
 * **When to use**: `Aws.layerWith({ credentialSource: CredentialSource.layerStatic({ … }) })` where keys come from a vault
 * of one's own; the account guard holds them to the account of their entry as any other.
 *
 * **Details**: `ambient` left out is a place without credentials (`AmbientAbsent`), a profile that is not listed is
 * `ProfileMissing`. An origin `{ _tag: "Own", name }` is how messages call the place.
 *
 * **Gotchas**: the answers stay as they are: keys that end are not renewed by it. A source that renews is made by `make`.
 *
 * **Example** (a profile whose keys the program holds itself)
 *
 * ```ts
 * import { Effect, Redacted } from "effect"
 * import { CredentialSource } from "effect-boto-ses"
 *
 * const source = CredentialSource.layerStatic({
 *   profiles: {
 *     "acme-sbx": {
 *       credentials: {
 *         accessKeyId: "AKIAEXAMPLE",
 *         secretAccessKey: Redacted.make("not a real secret"),
 *         sessionToken: undefined,
 *         expiresAt: undefined
 *       },
 *       origin: { _tag: "Own", name: "the vault of acme" }
 *     }
 *   }
 * })
 * const read = Effect.flatMap(CredentialSource.CredentialSource, ({ profile }) => profile("acme-sbx"))
 * const { origin } = await Effect.runPromise(Effect.provide(read, source))
 * const from = CredentialSource.describeOrigin(origin)
 * if (from !== "the vault of acme") throw new Error(`expected the vault, found ${from}`)
 * ```
 */
export const layerStatic = (options: {
  /** The ambient credentials. Default: none (`CredentialsAbsent`). */
  readonly ambient?: SourcedCredentials
  /** The credentials of each profile; any other is `ProfileNotFound`. */
  readonly profiles?: { readonly [name: string]: SourcedCredentials }
}): Layer.Layer<CredentialSource> => {
  const { ambient, profiles = {} } = options
  return Layer.succeed(CredentialSource)(
    make({
      ambient:
        ambient === undefined
          ? Effect.fail(new CredentialsAbsent({ tried: ["fixed answers"] }))
          : Effect.succeed(ambient),
      profile: (name) => {
        const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined
        return found === undefined
          ? Effect.fail(new ProfileNotFound({ profile: name, files: ["fixed answers"], known: Object.keys(profiles) }))
          : Effect.succeed(found)
      }
    })
  )
}

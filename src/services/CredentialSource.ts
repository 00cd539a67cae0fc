import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SourcedCredentials } from "./CredentialOrigin.ts"

/** No ambient source is configured. */
export class CredentialsAbsent extends Data.Error<{
  readonly tried: ReadonlyArray<string>
}> {
  readonly _tag = "CredentialsAbsent"
  override get name(): string {
    return "CredentialsAbsent"
  }
}

/** The files read hold no such profile. */
export class ProfileNotFound extends Data.Error<{
  readonly profile: string
  readonly files: ReadonlyArray<string>
  readonly known: ReadonlyArray<string>
}> {
  readonly _tag = "ProfileNotFound"
  override get name(): string {
    return "ProfileNotFound"
  }
}

/** The Identity Center sign-in that a profile needs has ended, or was never made. */
export class SsoSignInExpired extends Data.Error<{
  readonly profile: string
}> {
  readonly _tag = "SsoSignInExpired"
  override get name(): string {
    return "SsoSignInExpired"
  }
}

/** The source is configured, and gives no credentials. `detail` is a sentence with the next step; it holds no secret. */
export class SourceUnusable extends Data.Error<{
  readonly source: string
  readonly detail: string
  readonly cause?: unknown
}> {
  readonly _tag = "SourceUnusable"
  override get name(): string {
    return "SourceUnusable"
  }
}

export type CredentialSourceError = CredentialsAbsent | ProfileNotFound | SsoSignInExpired | SourceUnusable

export interface CredentialSourceShape {
  /**
   * The ambient credentials, by the order of the AWS CLI and boto3. Falls through to the next source only where one is
   * not configured; a configured source that fails ends the search.
   */
  readonly ambient: Effect.Effect<SourcedCredentials, CredentialSourceError>
  /** A named profile's credentials, never shadowed by keys in the environment. Files are read anew each time. */
  readonly profile: (name: string) => Effect.Effect<SourcedCredentials, CredentialSourceError>
}

/**
 * The region whose STS a source asks where neither its profile nor `AWS_REGION` and `AWS_DEFAULT_REGION` name one: the
 * configuration's own. Read at each `ambient` and `profile`; no default, since a silent region is a wrong one.
 */
export const FallbackRegion: Context.Reference<string | undefined> = Context.Reference<string | undefined>(
  "effect-boto-ses/FallbackRegion",
  { defaultValue: () => undefined }
)

const CredentialSourceBase: Context.ServiceClass<
  CredentialSource,
  "effect-boto-ses/CredentialSource",
  CredentialSourceShape
> = Context.Service<CredentialSource, CredentialSourceShape>()("effect-boto-ses/CredentialSource")

/** The port to the credentials that a place has by itself. */
export class CredentialSource extends CredentialSourceBase {
  /** Fixed answers in place of the machine's own, for tests and for programs that hold their credentials themselves. */
  static layerStatic(options: {
    readonly ambient?: SourcedCredentials
    readonly profiles?: { readonly [name: string]: SourcedCredentials }
  }): Layer.Layer<CredentialSource> {
    const { ambient, profiles = {} } = options
    return Layer.succeed(CredentialSource)({
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
  }
}

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Credentials } from "../domain/aws/Credentials.ts"
import { type Origin, profileOrigin } from "../domain/aws/Origin.ts"
import {
  CredentialSource,
  type CredentialSourceError,
  CredentialsAbsent,
  make,
  ProfileNotFound,
  type SourcedCredentials,
  SourceUnusable
} from "../services/CredentialSource.ts"
import * as LocalAws from "./LocalAws.ts"

/** Whose credentials the program is to find: a user or a role of the local AWS. */
export type TestPrincipal =
  | { readonly accountId: string; readonly user: string }
  | { readonly accountId: string; readonly role: string; readonly sessionName?: string }

/** Whose credentials a test's program finds on its machine. */
export interface TestCredentialsOptions {
  /** Whose the ambient credentials are; none where it is left out. */
  readonly ambient?: TestPrincipal
  /** Whose the credentials of each AWS CLI profile are. */
  readonly profiles?: { readonly [name: string]: TestPrincipal }
  /** The region that all of them name; none where it is left out. */
  readonly region?: string
}

const read = (
  aws: LocalAws.LocalAws,
  principal: TestPrincipal,
  origin: Origin,
  region: string | undefined
): Effect.Effect<SourcedCredentials, CredentialSourceError> => {
  const common = { origin, region }
  const credentials: Effect.Effect<Credentials, LocalAws.LocalAwsError> =
    "user" in principal
      ? Effect.map(aws.userCredentials(principal.accountId, principal.user), (keys) => ({
          ...keys,
          sessionToken: undefined,
          expiresAt: undefined
        }))
      : Effect.map(
          aws.roleCredentials(
            principal.accountId,
            principal.role,
            principal.sessionName === undefined ? {} : { sessionName: principal.sessionName }
          ),
          ({ accessKeyId, secretAccessKey, sessionToken, expiration }) => ({
            accessKeyId,
            secretAccessKey,
            sessionToken,
            expiresAt: expiration.getTime()
          })
        )
  return Effect.mapBoth(credentials, {
    onSuccess: (found) => ({ ...common, credentials: found }),
    onFailure: (error) => new SourceUnusable({ origin, detail: error.message })
  })
}

/**
 * A machine's own credentials, given out by a local AWS: each read makes a new session, as a platform would.
 *
 * **When to use**: to give a test an ambient identity or AWS CLI profiles without variables and files.
 */
export const layerTestCredentials = (
  options: TestCredentialsOptions
): Layer.Layer<CredentialSource, never, LocalAws.LocalAws> =>
  Layer.effect(
    CredentialSource,
    Effect.map(LocalAws.LocalAws, (aws) => {
      const { ambient, profiles = {}, region } = options
      return make({
        ambient:
          ambient === undefined
            ? Effect.fail(new CredentialsAbsent({ tried: ["the test's ambient credentials"] }))
            : read(aws, ambient, { _tag: "Own", name: "the test's ambient credentials" }, region),
        profile: (name) => {
          const principal = Object.hasOwn(profiles, name) ? profiles[name] : undefined
          return principal === undefined
            ? Effect.fail(
                new ProfileNotFound({ profile: name, files: ["the test's profiles"], known: Object.keys(profiles) })
              )
            : read(aws, principal, profileOrigin(name), region)
        }
      })
    })
  )

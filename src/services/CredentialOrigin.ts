import type * as Effect from "effect/Effect"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../domain/aws/Endpoint.ts"
import type { CredentialSourceError } from "./CredentialSource.ts"

/** Credentials together with what their source tells of itself. */
export interface SourcedCredentials {
  readonly credentials: Credentials
  /** Where they come from, for people: "keys in the environment", "the AWS CLI profile acme-sbx". */
  readonly source: string
  /** The region that the source names, such as a profile's. */
  readonly region: string | undefined
  /** The caller's ARN, where the source tells it without a further request (a web-identity exchange does). */
  readonly principalArn: string | undefined
  /** The caller's unique id, where the source tells it. */
  readonly userId: string | undefined
  /** How a person renews them where the source gives no new ones by itself; `undefined` where reading again is enough. */
  readonly renew: string | undefined
  /** The endpoints that the source's profile configures for requests signed with these credentials. */
  readonly endpoints?: ConfiguredEndpoints | undefined
}

/** A place to read credentials from; each read asks the place anew. */
export interface CredentialOrigin {
  readonly read: Effect.Effect<SourcedCredentials, CredentialSourceError>
  /** What the origin is, for people. */
  readonly source: string
}

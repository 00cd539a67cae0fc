/** What one running server holds, and what an action of a service is given. */
import type * as Effect from "effect/Effect"
import type { AwsError } from "./AwsError.ts"
import type { BucketStore } from "./BucketStore.ts"
import type { Credential, CredentialStore } from "./Credentials.ts"
import type { IdentityProvider } from "./IdentityProvider.ts"
import type { MfaDevices } from "./Mfa.ts"
import type { Revocations } from "./Revocations.ts"
import type { SsoSignIns } from "./SsoSignIns.ts"
import type { World } from "./World.ts"
import type { Xml } from "./Xml.ts"

/** The parts of a server that actions read and change. */
export interface State {
  readonly world: World
  readonly credentials: CredentialStore
  readonly buckets: BucketStore
  readonly mfa: MfaDevices
  readonly revocations: Revocations
  readonly ssoSignIns: SsoSignIns
  readonly identityProvider: IdentityProvider
  readonly disabledRegions: ReadonlySet<string>
}

/** An action of a query service: from parameters to the content of its result element. */
export type Action = (
  state: State,
  params: ReadonlyMap<string, string>,
  caller: Credential
) => Effect.Effect<Xml, AwsError>

/** An action that is asked for without a signature. */
export type PublicAction = (state: State, params: ReadonlyMap<string, string>) => Effect.Effect<Xml, AwsError>

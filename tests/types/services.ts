import type {
  BotoSesFactory,
  CredentialSource,
  EnvConfig,
  IdentityToken,
  RolePolicy,
  Runtime,
  SnapshotStore,
  Sts
} from "../../mod.ts"
import type { LocalAws, LocalCi } from "../../src/testing/mod.ts"

/** Every service by its name: a requirement is met by a type that fits, so none may fit in another's place. */
interface Services {
  readonly BotoSesFactory: BotoSesFactory.BotoSesFactory
  readonly CredentialSource: CredentialSource.CredentialSource
  readonly EnvConfig: EnvConfig.EnvConfig
  readonly IdentityToken: IdentityToken.IdentityToken
  readonly LocalAws: LocalAws.LocalAws
  readonly LocalCi: LocalCi.LocalCi
  readonly RolePolicy: RolePolicy.RolePolicy
  readonly Runtime: Runtime.Runtime
  readonly SnapshotStore: SnapshotStore.SnapshotStore
  readonly Sts: Sts.Sts
}

/** The names of the services that would be taken for another one. */
type Confused = {
  [A in keyof Services]: {
    [B in Exclude<keyof Services, A>]: Services[A] extends Services[B] ? `${A} for ${B}` : never
  }[Exclude<keyof Services, A>]
}[keyof Services]

/** Compiles only where no service is taken for another. */
export const none: [Confused] extends [never] ? true : Confused = true

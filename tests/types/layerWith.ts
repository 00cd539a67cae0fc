import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import {
  type BotoSesError,
  BotoSesFactory,
  EnvConfig,
  RolePolicy,
  Runtime,
  SessionStore,
  SnapshotStore,
  Sts
} from "../../mod.ts"
import { same } from "./same.ts"

class Aws extends BotoSesFactory.Service<Aws>()("types/Aws", { devops: {}, workloads: { sbx: {} } }) {}

class Vault extends Context.Service<Vault, { readonly url: string }>()("types/Vault") {}
class VaultError extends Error {
  readonly _tag = "VaultError"
}

const fromVault: Layer.Layer<RolePolicy.RolePolicy, VaultError, Vault> = Layer.effect(
  RolePolicy.RolePolicy,
  Effect.as(Vault, RolePolicy.make({ role: () => Effect.die("asked of nobody") }))
)
const kept: Layer.Layer<SessionStore.SessionStore, "no store", "a store"> = Layer.effect(
  SessionStore.SessionStore,
  Effect.fail("no store" as const)
) as never

const plain = Aws.layerWith({})
same<typeof plain, typeof Aws.layer>(true)

const one = Aws.layerWith({ runtime: Runtime.layerCi })
same<typeof one, Layer.Layer<Aws, BotoSesError>>(true)

const several = Aws.layerWith({ rolePolicy: fromVault, sessionStore: kept, sts: Sts.layer })
same<typeof several, Layer.Layer<Aws, BotoSesError | VaultError | "no store", Vault | "a store">>(true)

/** A field that is there in some runs only. */
export const sometimes = (isCi: boolean) => Aws.layerWith({ ...(isCi ? { rolePolicy: fromVault } : {}) })
same<ReturnType<typeof sometimes>, Layer.Layer<Aws, BotoSesError | VaultError, Vault>>(true)

/** A file holds a policy beside the configuration. */
export const byFile: Layer.Layer<Aws, BotoSesError> = Aws.layerWith({ envConfig: EnvConfig.layerFile() })

// @ts-expect-error a misspelt field
Aws.layerWith({ rolepolicy: RolePolicy.layerNaming() })
// @ts-expect-error a misspelt field beside a right one
Aws.layerWith({ runtime: Runtime.layerCi, policy: RolePolicy.layerNaming() })
// @ts-expect-error the layer of another service
Aws.layerWith({ rolePolicy: Runtime.layerCi })
// @ts-expect-error a store of other things
Aws.layerWith({ sessionStore: SnapshotStore.layerMemory })
// @ts-expect-error a layer that gives nothing
Aws.layerWith({ runtime: Layer.empty })
// @ts-expect-error a layer of more than its field says: the rest would be ignored
Aws.layerWith({ runtime: Layer.merge(Runtime.layerCi, RolePolicy.layerNaming()) })
// @ts-expect-error a service where its layer is asked
Aws.layerWith({ runtime: Runtime.Runtime })
// @ts-expect-error no layer is served by what another one needs
export const needy: Layer.Layer<Aws, unknown> = Aws.layerWith({ rolePolicy: fromVault })

const made = BotoSesFactory.makeWith({ devops: {}, workloads: { sbx: {} } }, { rolePolicy: fromVault })
same<typeof made, Effect.Effect<BotoSesFactory.BotoSesFactory<"sbx">, BotoSesError | VaultError, Scope.Scope | Vault>>(
  true
)
// @ts-expect-error a misspelt field
BotoSesFactory.makeWith({ devops: {}, workloads: { sbx: {} } }, { rolepolicy: fromVault })

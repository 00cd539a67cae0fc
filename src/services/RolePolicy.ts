import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Principal } from "../domain/Arn.ts"
import type { BotoSesError } from "../domain/BotoSesError.ts"
import type { Recognition } from "../domain/plan/Recogniser.ts"
import type { EnvRole } from "../domain/RoleSpec.ts"

export interface RolePolicyShape {
  /** The role of an env (`devops` too): its name or ARN, its session's name, and the options of assuming it. */
  readonly role: (env: string) => Effect.Effect<EnvRole, BotoSesError>
  /** Replaces the rules by which an ambient identity is recognised as devops. */
  readonly recognise?: (principal: Principal) => Recognition
}

const RolePolicyBase: Context.ServiceClass<RolePolicy, "effect-boto-ses/RolePolicy", RolePolicyShape> = Context.Service<
  RolePolicy,
  RolePolicyShape
>()("effect-boto-ses/RolePolicy")

/** Which role belongs to an env, and how it is assumed. */
export class RolePolicy extends RolePolicyBase {}

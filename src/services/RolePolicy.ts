import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Principal } from "../domain/aws/Arn.ts"
import type { EnvRole } from "../domain/config/Role.ts"
import type { RoleOptions } from "../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Recognition } from "../domain/plan/Recogniser.ts"
import { fromPolicyOptions } from "./config/PolicyOptions.ts"

/** How a role is named, and the options of assuming it. */
export interface NamingOptions extends RoleOptions {
  /** The role's name, with its path where it has one; `{env}` stands for the env's name. `{env}_deployment_role` where left out. */
  readonly roleName?: string
  /** The name of the role's session, likewise; `{env}_role_session` where left out. devops may be recognised by it. */
  readonly roleSessionName?: string
}

/** The role of one env, as far as it differs. */
export interface EnvRoleOptions extends NamingOptions {
  /** The role's ARN, in place of a name. */
  readonly roleArn?: string
}

/** A policy in full. What is said more particularly wins: `role`, then `envs`, then the common fields. */
export interface RolePolicyOptions extends NamingOptions {
  readonly envs?: { readonly [env: string]: EnvRoleOptions }
  /** Asked for each env (`devops` too), for a policy that is looked up elsewhere. The answer is checked like the rest. */
  readonly role?: (env: string) => Effect.Effect<EnvRoleOptions, BotoSesError>
  /** Replaces the rules by which an ambient identity is recognised as devops. */
  readonly recognise?: (principal: Principal) => Recognition
}

export interface RolePolicyShape {
  /** The role of an env (`devops` too): its name or ARN, its session's name, and the options of assuming it. */
  readonly role: (env: string) => Effect.Effect<EnvRole, BotoSesError>
  /** The envs that the policy names: each must be known to the configuration, or what it says of them would be lost. */
  readonly envs?: ReadonlyArray<string>
  /** Replaces the rules by which an ambient identity is recognised as devops. */
  readonly recognise?: (principal: Principal) => Recognition
}

const RolePolicyBase: Context.ServiceClass<RolePolicy, "effect-boto-ses/RolePolicy", RolePolicyShape> = Context.Service<
  RolePolicy,
  RolePolicyShape
>()("effect-boto-ses/RolePolicy")

/** Which role belongs to an env, and how it is assumed. */
export class RolePolicy extends RolePolicyBase {
  /**
   * Roles by their names, and one set of options for all: the default policy.
   *
   * **Details**: what AWS would refuse fails the layer with `ConfigInvalid`, before any request.
   */
  static layerNaming(options: NamingOptions = {}): Layer.Layer<RolePolicy, BotoSesError> {
    return Layer.effect(RolePolicy, fromPolicyOptions(options, "the options given to RolePolicy.layerNaming"))
  }

  /**
   * A policy with its own role, names or options for each env, or one that is asked by an Effect.
   *
   * **Details**: mistakes in the tables fail the layer with `ConfigInvalid`, all together; those in the answer of `role`
   * fail the ask with `RoleOptionInvalid`.
   */
  static layer(options: RolePolicyOptions): Layer.Layer<RolePolicy, BotoSesError> {
    return Layer.effect(RolePolicy, fromPolicyOptions(options, "the options given to RolePolicy.layer"))
  }
}

import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Principal } from "../domain/aws/Arn.ts"
import type { EnvRole } from "../domain/config/Role.ts"
import type { RoleOptions } from "../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Recognition } from "../domain/plan/Recogniser.ts"

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
export interface Options extends NamingOptions {
  /**
   * What differs for an env, by its name (`devops` too). A name that the configuration does not know is `ConfigInvalid`
   * at each ask.
   */
  readonly envs?: { readonly [env: string]: EnvRoleOptions }
  /** Asked for each env (`devops` too), for a policy that is looked up elsewhere. The answer is checked like the rest. */
  readonly role?: (env: string) => Effect.Effect<EnvRoleOptions, BotoSesError>
  /** Replaces the rules by which an ambient identity is recognised as devops. */
  readonly recognise?: (principal: Principal) => Recognition
}

/** What marks a value as a role policy: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/RolePolicy"

/** Which role belongs to an env, and how it is assumed. */
export interface RolePolicy {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /** The role of an env (`devops` too): its name or ARN, its session's name, and the options of assuming it. */
  readonly role: (env: string) => Effect.Effect<EnvRole, BotoSesError>
  /** The envs that the policy names: each must be known to the configuration, or what it says of them would be lost. */
  readonly envs?: ReadonlyArray<string>
  /** Replaces the rules by which an ambient identity is recognised as devops. */
  readonly recognise?: (principal: Principal) => Recognition
}

/** The tag of the role policy. */
export const RolePolicy: Context.Service<RolePolicy, RolePolicy> =
  Context.Service<RolePolicy>("effect-boto-ses/RolePolicy")

/** A policy of one's own, which answers for its names and options itself. */
export const make = (policy: Omit<RolePolicy, typeof TypeId>): RolePolicy => ({ [TypeId]: TypeId, ...policy })

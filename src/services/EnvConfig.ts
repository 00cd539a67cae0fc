import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Option from "effect/Option"
import type { CommonFields, EntryFields } from "../domain/config/ConfigFile.ts"
import type { Entries } from "../domain/config/Entry.ts"
import type { IdentityTokenFields } from "../domain/oidc/TokenPlace.ts"
import type { CurrentEnvVariables } from "../domain/plan/CurrentEnv.ts"

/**
 * A value, or a `Config` that reads it. A `Config` that finds nothing fails the asks that need the entry; where absence
 * is meant, write `Config.option(…)`. A malformed value fails the layer.
 */
export type Field<A = string> = A | Config.Config<A> | Config.Config<Option.Option<A>>

/** Each of these values, or a `Config` that reads it. */
export type Fields<Values> = { readonly [Name in keyof Values]: Field<NonNullable<Values[Name]>> }

/** What is to be said of the token that identifies a job. Only one of `variable`, `file` and `command` may be given. */
export interface IdentityTokenOptions extends Fields<IdentityTokenFields> {}

/** What is known of one account. Each field may be left out: it is an error only when a plan needs it. */
export interface EntryOptions extends Fields<EntryFields> {}

/** The configuration of one devops account and several workloads. */
export interface Options<Env extends string = string>
  extends Fields<Omit<CommonFields, "defaultAppEnv" | "guardApp" | "identityToken" | "cdk">> {
  /** The account that builds and deploys. */
  readonly devops: EntryOptions
  /** The workload environments, by name. */
  readonly workloads: { readonly [K in Env]: EntryOptions }
  /** The env of the app session on a laptop and on Cloud9; `sbx` where it is left out and there is one. */
  readonly defaultAppEnv?: NoInfer<Env>
  /**
   * The environment that the program works for, where the program itself says it: it comes before `USER_ENV_NAME` and
   * `ENV_NAME`, and `explain` tells where they say otherwise.
   *
   * **Details**: it is read where those are: for `currentEnv` everywhere, for the app session in CI and in an application,
   * never for the app session of a laptop or Cloud9 (`defaultAppEnv`) or of an `exec`'s child (its target). A name written
   * here must be one of the class's; one that a `Config` reads is checked where it is used, as a variable's is, and where
   * the `Config` finds nothing no variable answers for it.
   *
   * **Example** (for one layer)
   *
   * ```ts
   * import { Effect, Option } from "effect"
   * import { BotoSesFactory, EnvConfig } from "effect-boto-ses"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { devops: {}, workloads: { sbx: {}, prd: {} } }) {}
   *
   * const layer = Aws.layerWith({ envConfig: EnvConfig.layer({ ...Aws.options, currentEnv: "prd" }) })
   * const current = await Effect.runPromise(Effect.provide(Aws.currentEnv, layer))
   * if (Option.getOrUndefined(current) !== "prd") throw new Error("expected prd")
   * ```
   */
  readonly currentEnv?: NoInfer<Env> | "devops" | Config.Config<string> | Config.Config<Option.Option<string>>
  /** The account guard also for an application's session, at the cost of one request. */
  readonly guardApp?: boolean
  /** The job's own token for `oidcRoleArn`, where the place's needs a word more. */
  readonly identityToken?: IdentityTokenOptions
}

/** Which variables `layerConfig` reads. */
export interface VariableOptions {
  /** Put behind each variable of an entry: with `ACME`, `SBX_AWS_ACCOUNT_ID_ACME`. */
  readonly suffix?: string
  /** The workloads; where left out, those that `BOTO_SES_ENVS` lists. */
  readonly envs?: ReadonlyArray<string>
}

/** Where `layerAuto` looks. */
export interface AutoOptions extends VariableOptions {
  /** The file; where left out, the one that `BOTO_SES_CONFIG` names, else the one found. */
  readonly path?: string
}

/** What marks a value as a configuration: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/EnvConfig"

/** The accounts, profiles, roles and regions of the devops and workload entries. */
export interface EnvConfig {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /** The accounts, profiles, roles and regions, read and checked. */
  readonly entries: Entries
  /** What names the current env: the program, or variables; which of those count depends on the runtime. */
  readonly currentEnv: CurrentEnvVariables
  /** Where the configuration was read from, in order of precedence, for `explain`. */
  readonly sources: ReadonlyArray<string>
}

/** The tag of the configuration. */
export const EnvConfig: Context.Service<EnvConfig, EnvConfig> = Context.Service<EnvConfig>("effect-boto-ses/EnvConfig")

/** A configuration from values that have been read and checked elsewhere. */
export const make = (config: Omit<EnvConfig, typeof TypeId>): EnvConfig => ({ [TypeId]: TypeId, ...config })

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
  extends Fields<Omit<CommonFields, "stsRegion" | "defaultAppEnv" | "guardApp" | "identityToken" | "cdk">> {
  /**
   * The region whose STS endpoint answers AssumeRole; otherwise that of the session which assumes. For an organization
   * whose role sessions are to be valid in opt-in regions, or whose network reaches one endpoint alone.
   *
   * Source: IAM User Guide, "Manage AWS STS in an AWS Region".
   *
   * **Example** (sessions for Hong Kong from Ireland's endpoint)
   *
   * ```ts
   * import { Effect } from "effect"
   * import { EnvConfig } from "effect-boto-ses"
   *
   * const config = EnvConfig.layer({ region: "ap-east-1", stsRegion: "eu-west-1", devops: {}, workloads: { prd: {} } })
   * const entries = Effect.map(EnvConfig.EnvConfig, ({ entries }) => entries)
   * const { stsRegion } = await Effect.runPromise(Effect.provide(entries, config))
   * if (stsRegion !== "eu-west-1") throw new Error(`expected eu-west-1, found ${stsRegion}`)
   * ```
   */
  readonly stsRegion?: Field
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
  /**
   * The account guard also for an application's session (Lambda, ECS, EC2 and so on), where the platform chose the role:
   * its account must be that of the current env. It costs one request, of two seconds at most.
   *
   * **Details**: the current env must be known (`currentEnv`, `USER_ENV_NAME`, `ENV_NAME`), and its entry must state the
   * account; else `app` fails with `CurrentEnvUnknown`, `UnknownEnv` or `ConfigMissing`, and in another account with
   * `AccountMismatch`.
   *
   * **Example** (a function that was deployed to the wrong account)
   *
   * ```ts
   * import { Effect } from "effect"
   * import { BotoSesFactory } from "effect-boto-ses"
   * import { layerTest } from "effect-boto-ses/testing"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
   *   region: "us-east-1",
   *   devops: {},
   *   workloads: { sbx: { accountId: "222222222222" }, prd: { accountId: "333333333333" } },
   *   currentEnv: "prd",
   *   guardApp: true
   * }) {}
   *
   * const ambient = { accountId: "222222222222", role: "app_role" }
   * const layer = layerTest(Aws, { runtime: "aws_lambda", ambient })
   * const { reason } = await Effect.runPromise(Effect.flip(Effect.provide(Aws.app, layer)))
   * if (!("_tag" in reason) || reason._tag !== "AccountMismatch") throw new Error(`found ${reason._tag}`)
   * ```
   */
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

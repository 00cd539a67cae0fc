import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type { Entries } from "../domain/config/Entry.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { CurrentEnvVariables } from "../domain/plan/CurrentEnv.ts"
import { fromLayerOptions } from "./config/TypedOptions.ts"

/**
 * A value, or a `Config` that reads it. A `Config` that finds nothing fails the asks that need the entry; where absence
 * is meant, write `Config.option(…)`. A malformed value fails the layer.
 */
export type Field<A = string> = A | Config.Config<A> | Config.Config<Option.Option<A>>

/** What is known of one account. Each field may be left out: it is an error only when a plan needs it. */
export interface EntryOptions {
  readonly accountId?: Field
  readonly profile?: Field
  readonly roleArn?: Field
  readonly region?: Field
}

/** The configuration of one devops account and several workloads. */
export interface EnvConfigOptions<Env extends string = string> {
  readonly region?: Field
  readonly stsRegion?: Field
  readonly devops: EntryOptions
  readonly workloads: { readonly [K in Env]: EntryOptions }
  /** The env of the app session on a laptop and on Cloud9; `sbx` where it is left out and there is one. */
  readonly defaultAppEnv?: NoInfer<Env>
  /** The account guard also for an application's session, at the cost of one request. */
  readonly guardApp?: boolean
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

export interface EnvConfigShape {
  readonly entries: Entries
  /** The variables that name the current env; which of them count depends on the runtime. */
  readonly currentEnv: CurrentEnvVariables
  /** Where the configuration was read from, in order of precedence, for `explain`. */
  readonly sources: ReadonlyArray<string>
}

const EnvConfigBase: Context.ServiceClass<EnvConfig, "effect-boto-ses/EnvConfig", EnvConfigShape> = Context.Service<
  EnvConfig,
  EnvConfigShape
>()("effect-boto-ses/EnvConfig")

/** The accounts, profiles, roles and regions of the devops and workload entries. */
export class EnvConfig extends EnvConfigBase {
  /**
   * The configuration written in the program. Each field is a value, or a `Config` that is read when the layer is built.
   *
   * **Details**: all mistakes are reported together as `ConfigInvalid`. A `Config` that finds nothing fails no layer, but
   * every ask that needs its entry, with `ConfigMissing`.
   */
  static layer<const Env extends string>(options: EnvConfigOptions<Env>): Layer.Layer<EnvConfig, BotoSesError> {
    return Layer.effect(EnvConfig, fromLayerOptions(options))
  }

  /**
   * The configuration from environment variables, through the active `ConfigProvider`: for each env
   * `SBX_AWS_ACCOUNT_ID`, `SBX_IAM_ROLE_ARN`, `SBX_AWS_PROFILE`, `SBX_AWS_REGION` (`PRD_EU_…` for `prd-eu`), the same
   * with `DEVOPS_`, and `BOTO_SES_ENVS`, `BOTO_SES_REGION`, `BOTO_SES_STS_REGION`, `BOTO_SES_DEFAULT_APP_ENV`,
   * `BOTO_SES_GUARD_APP`.
   *
   * **Details**: a variable that is not set, or empty, is an absent field. With a suffix the variables of the entries are
   * read with it only, the `BOTO_SES_…` ones with it first. Names come from the options or `BOTO_SES_ENVS`, never from
   * how variables look.
   */
  static layerConfig(options: VariableOptions = {}): Layer.Layer<EnvConfig, BotoSesError> {
    return Layer.effect(
      EnvConfig,
      Effect.flatMap(parts, ({ fromVariables }) => fromVariables(options))
    )
  }
}

/** Loaded on first use: most programs have their configuration in the program, and pay for no parser. */
const parts = Effect.promise(() => import("./config/ConfigLayers.ts"))

import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Option from "effect/Option"
import type { Entries } from "../domain/Entry.ts"
import type { CurrentEnvVariables } from "../domain/plan/CurrentEnv.ts"

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
export class EnvConfig extends EnvConfigBase {}

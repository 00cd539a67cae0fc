import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type Entries, entryOf, envNames } from "../domain/config/Entry.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Facts } from "../domain/plan/Plan.ts"
import { type RegionPlaces, sessionRegion } from "../domain/plan/SessionRegion.ts"
import type { RuntimeGroup } from "../domain/runtime/RuntimeName.ts"
import { CredentialSource } from "../services/CredentialSource.ts"
import { EnvConfig } from "../services/EnvConfig.ts"
import { IdentityToken } from "../services/IdentityToken.ts"
import { RolePolicy } from "../services/RolePolicy.ts"
import { Runtime } from "../services/Runtime.ts"
import { readVariables } from "../services/reading/CheckedVariables.ts"
import type { Session } from "../services/Session.ts"
import { SessionStore } from "../services/SessionStore.ts"
import { SnapshotStore } from "../services/SnapshotStore.ts"
import { Sts } from "../services/Sts.ts"
import { type Behaviour, checkBehaviour, type IdentityCheck } from "./Behaviour.ts"

/** The port to the alias of the account of a session (IAM ListAccountAliases). */
export type AccountAlias = (session: Session) => Effect.Effect<Option.Option<string>, BotoSesError>

/** Everything a factory works with, taken once when it is made: a caller's own services never change a session. */
export interface FactoryContext {
  readonly runtime: { readonly name: string; readonly group: RuntimeGroup; readonly evidence: string }
  readonly envConfig: EnvConfig
  readonly entries: Entries
  readonly rolePolicy: RolePolicy
  readonly snapshotStore: SnapshotStore
  readonly sessionStore: SessionStore
  readonly sts: Sts
  readonly credentialSource: CredentialSource
  readonly identityToken: IdentityToken
  readonly accountAlias: AccountAlias
  /** AWS's time as far as it is known, by which the ends of credentials are judged. */
  readonly clock: Clock.Clock
  /** The context in which shared work runs, whoever asks for it. */
  readonly context: Context.Context<never>
  /** Milliseconds before the end of credentials at which they are renewed. */
  readonly refreshMargin: number
  readonly identityCheck: IdentityCheck
  /** How many sessions with options, and how many of their credentials, are held. */
  readonly bound: number
  readonly profileVariables: NonNullable<Facts["profileVariables"]>
  readonly entryRegion: (env: string) => string | undefined
  /** The region known before any credentials are. */
  readonly regionBefore: (env: string | undefined, call: string | undefined) => string | undefined
  readonly region: (
    target: string,
    places: {
      readonly call?: string | undefined
      readonly entry: string | undefined
      readonly source: string | undefined
    },
    handedOver?: boolean
  ) => Effect.Effect<string, BotoSesError>
  /** The region whose STS endpoint is asked: the configured one, else the asking session's own. */
  readonly stsRegion: (places: {
    readonly entry: string | undefined
    readonly source: string | undefined
    /** Whether the session was handed over: it then keeps its own region before the configuration's. */
    readonly handedOver?: boolean
  }) => Effect.Effect<string, BotoSesError>
}

/** The program's clock, ahead by as much as AWS's is ahead of this machine's. */
const awsTime = (clock: Clock.Clock, { clockSkew }: Sts): Clock.Clock => {
  if (clockSkew === undefined) return clock
  const now = () => clock.currentTimeMillisUnsafe() + clockSkew()
  const nanos = () => clock.currentTimeNanosUnsafe() + BigInt(Math.round(clockSkew() * 1_000_000))
  return {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}

/** How many sessions with options are held besides one for each env. */
const spare = 1000

/** The services that a factory is made from. */
export type Services =
  | Runtime
  | EnvConfig
  | RolePolicy
  | SnapshotStore
  | SessionStore
  | IdentityToken
  | Sts
  | CredentialSource

export const makeFactoryContext: (
  accountAlias: AccountAlias,
  options: Behaviour
) => Effect.Effect<FactoryContext, BotoSesError, Services> = Effect.fnUntraced(function* (
  accountAlias: AccountAlias,
  options: Behaviour
): Effect.fn.Return<FactoryContext, BotoSesError, Services> {
  const { identityCheck, refreshMargin } = yield* checkBehaviour(options)
  const { name, group, evidence } = yield* Runtime
  const envConfig = yield* EnvConfig
  const { entries } = envConfig
  const sts = yield* Sts
  const platformRegions = yield* readVariables(["AWS_REGION", "AWS_DEFAULT_REGION"])

  const region = (target: string, places: Partial<RegionPlaces>, handedOver?: boolean) => {
    const all = {
      call: undefined,
      entry: undefined,
      source: undefined,
      config: entries.region,
      ...platformRegions,
      ...places
    }
    return sessionRegion(target, all, group, handedOver)
  }
  const orFail = <A>(result: Result.Result<A, BotoSesError["reason"]>): Effect.Effect<A, BotoSesError> =>
    Result.isSuccess(result) ? Effect.succeed(result.success) : Effect.fail(BotoSesError.of(result.failure))
  const entryRegion = (env: string): string | undefined => entryOf(entries, env)?.region

  return {
    runtime: { name, group, evidence },
    envConfig,
    entries,
    rolePolicy: yield* RolePolicy,
    snapshotStore: yield* SnapshotStore,
    sessionStore: yield* SessionStore,
    sts,
    credentialSource: yield* CredentialSource,
    identityToken: yield* IdentityToken,
    accountAlias,
    clock: awsTime(yield* Clock.Clock, sts),
    profileVariables: yield* readVariables(["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]),
    context: yield* Effect.context<never>(),
    refreshMargin,
    identityCheck,
    bound: envNames(entries).length + spare,
    entryRegion,
    regionBefore: (env, call) =>
      Result.getOrUndefined(region("", { call, entry: env === undefined ? undefined : entryRegion(env) })),
    region: (target, places, handedOver) => orFail(region(target, places, handedOver)),
    stsRegion: ({ entry, source, handedOver }) =>
      entries.stsRegion === undefined
        ? orFail(region("the request to STS", { entry, source }, handedOver))
        : Effect.succeed(entries.stsRegion)
  }
})

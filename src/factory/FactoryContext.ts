import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type Entries, entryOf, envNames } from "../domain/config/Entry.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../domain/errors/Config.ts"
import type { Facts } from "../domain/plan/Plan.ts"
import { type RegionPlaces, sessionRegion } from "../domain/plan/SessionRegion.ts"
import type { RuntimeGroup } from "../domain/runtime/RuntimeName.ts"
import { describeValue } from "../domain/text/Describe.ts"
import { CredentialSource } from "../services/CredentialSource.ts"
import { EnvConfig } from "../services/EnvConfig.ts"
import { RolePolicy } from "../services/RolePolicy.ts"
import { Runtime } from "../services/Runtime.ts"
import { readVariables } from "../services/reading/CheckedVariables.ts"
import type { Session } from "../services/Session.ts"
import { SessionStore } from "../services/SessionStore.ts"
import { SnapshotStore } from "../services/SnapshotStore.ts"
import { Sts } from "../services/Sts.ts"

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

/** The SDKs renew five minutes before the end; so do we. */
const defaultMargin: Duration.Input = "5 minutes"

/** How a factory goes about credentials. */
export interface Behaviour {
  /**
   * How long before their end credentials are renewed; five minutes by default. Those that come with less left are
   * renewed at half of it.
   */
  readonly refreshMargin?: Duration.Input
  /**
   * Whether the ambient identity is known before a role is assumed with it (`"first"`, the default), or both requests go
   * out side by side (`"parallel"`), which saves a CI job's first session one round trip to STS.
   *
   * **Details**: side by side only in CI and on Cloud9, where `devops.accountId` (or `devops.roleArn`) is configured and
   * the role can be assumed from nothing else; outside our own `exec`, without a session store, and not with a device (`mfa`)
   * or for more than an hour. A session is handed out only after both answers, behind the same guards and with the same errors.
   *
   * **Gotchas**: where the identity is refused, or already is the role, AssumeRole was asked for all the same: AWS has
   * made a session that nobody uses until it ends, or refused one, and CloudTrail has a line of it, also that of the
   * account whose credentials they were, with the role's ARN and the session's name, tags and policy.
   *
   * **Example**
   *
   * ```ts
   * import { BotoSesFactory } from "effect-boto-ses"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
   *   devops: { accountId: "111111111111" },
   *   workloads: { prd: { accountId: "333333333333" } },
   *   identityCheck: "parallel"
   * }) {}
   * ```
   */
  readonly identityCheck?: IdentityCheck
}

export type IdentityCheck = "first" | "parallel"

const invalidOption = (path: string, expected: string, found: unknown): Effect.Effect<never, BotoSesError> =>
  Effect.fail(
    BotoSesError.of(
      new ConfigInvalid({
        source: "the options of the factory",
        problems: [{ path, expected, found: describeValue(found), next: "Change the option." }]
      })
    )
  )

const identityCheckOf = (check: unknown = "first"): Effect.Effect<IdentityCheck, BotoSesError> =>
  check === "first" || check === "parallel"
    ? Effect.succeed(check)
    : invalidOption("identityCheck", '"first" or "parallel"', check)

const marginOf = (margin: Duration.Input): Effect.Effect<number, BotoSesError> => {
  const millis = Option.map(Duration.fromInput(margin), Duration.toMillis)
  return Option.isSome(millis) && Number.isFinite(millis.value) && millis.value >= 0
    ? Effect.succeed(millis.value)
    : invalidOption("refreshMargin", 'a duration, such as "5 minutes"', margin)
}

/** How many sessions with options are held besides one for each env. */
const spare = 1000

/** The services that a factory is made from. */
export type Services = Runtime | EnvConfig | RolePolicy | SnapshotStore | SessionStore | Sts | CredentialSource

export const makeFactoryContext: (
  accountAlias: AccountAlias,
  options: Behaviour
) => Effect.Effect<FactoryContext, BotoSesError, Services> = Effect.fnUntraced(function* (
  accountAlias: AccountAlias,
  options: Behaviour
): Effect.fn.Return<FactoryContext, BotoSesError, Services> {
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
    accountAlias,
    clock: awsTime(yield* Clock.Clock, sts),
    profileVariables: yield* readVariables(["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]),
    context: yield* Effect.context<never>(),
    refreshMargin: yield* marginOf(options.refreshMargin ?? defaultMargin),
    identityCheck: yield* identityCheckOf(options.identityCheck),
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

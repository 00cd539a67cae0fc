import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { maskAccountId } from "../domain/aws/AccountId.ts"
import { decodeMarker, markerVariables } from "../domain/child/ExecMarker.ts"
import { envNames } from "../domain/config/Entry.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type Ask, askOf, targetOf } from "../domain/Purpose.ts"
import { currentEnv } from "../domain/plan/CurrentEnv.ts"
import { describeValue } from "../domain/text/Describe.ts"
import type { CredentialSource } from "../services/CredentialSource.ts"
import { readVariable } from "../services/config/Variables.ts"
import type { EnvConfig } from "../services/EnvConfig.ts"
import type { RolePolicy } from "../services/RolePolicy.ts"
import type { Runtime } from "../services/Runtime.ts"
import type { AppSession, DevopsSession, EnvOptions, RoleSession, Session } from "../services/Session.ts"
import type { SnapshotStore } from "../services/SnapshotStore.ts"
import type { Sts } from "../services/Sts.ts"
import type { Live } from "./AccountAlias.ts"
import { type BotoSesFactory, TypeId } from "./BotoSesFactory.ts"
import { callProblem, marginOf, unknownEnv } from "./CallOptions.ts"
import { makeCells } from "./credentials/CredentialCells.ts"
import { once } from "./credentials/KeepSuccess.ts"
import { optionsKey, ownOptions } from "./credentials/Keys.ts"
import { makePlace } from "./FactoryContext.ts"
import { describePlan, makeExplanation, refusalOf } from "./planning/Explanation.ts"
import { makeSettler, type Request } from "./planning/Planner.ts"
import { makeSessions, type Sessions } from "./session/Sessions.ts"

export interface FactoryOptions {
  /** How long before their end credentials are renewed. */
  readonly refreshMargin?: Duration.Input
}

/** The SDKs renew five minutes before the end; so do we. */
const defaultMargin: Duration.Input = "5 minutes"

const requestOf = (ask: Ask, options: EnvOptions = {}): Request => ({
  ask,
  call: ownOptions(options),
  region: options.region
})

const handleKey = (ask: Ask, options: EnvOptions): string =>
  JSON.stringify([ask, options.region, options.refresh, optionsKey(options)])

/** Makes a factory from the services in its context. It lives in its scope, and so do its sessions and clients. */
export const makeFactory: (
  live: Live,
  options?: FactoryOptions
) => Effect.Effect<
  BotoSesFactory,
  BotoSesError,
  Runtime | EnvConfig | RolePolicy | SnapshotStore | Sts | CredentialSource | Scope.Scope
> = Effect.fnUntraced(function* (
  live: Live,
  options: FactoryOptions = {}
): Effect.fn.Return<
  BotoSesFactory,
  BotoSesError,
  Runtime | EnvConfig | RolePolicy | SnapshotStore | Sts | CredentialSource | Scope.Scope
> {
  const place = yield* makePlace
  const scope = yield* Scope.Scope
  const context = yield* Effect.context<never>()
  const clock = yield* Clock.Clock
  const margin = marginOf(options.refreshMargin ?? defaultMargin)
  if (typeof margin !== "number") return yield* margin
  const variables = new Map<string, string | undefined>()
  for (const name of markerVariables) variables.set(name, yield* readVariable(name))
  const marker = decodeMarker((name) => variables.get(name))

  const cells = makeCells(place, { clock, scope, context, margin })
  const settler = yield* makeSettler(place, cells, marker, context)
  const sessions = yield* makeSessions({ place, clock, context, live, cells, sources: cells, scope })

  const uncached = Effect.gen(function* () {
    const own = yield* Scope.Scope
    const ownCells = makeCells(place, { clock, scope: own, context, margin }, cells)
    return yield* makeSessions({ place, clock, context, live, cells: ownCells, sources: cells, scope: own })
  })

  const resolve = (using: Sessions, ask: Ask, options: EnvOptions): Effect.Effect<Session, BotoSesError> =>
    Effect.gen(function* () {
      const plan = yield* settler.settle(requestOf(ask, options))
      const account = plan.expectedAccount
      yield* Effect.annotateCurrentSpan({
        "boto_ses.source": describePlan(plan),
        ...(plan.env === undefined ? {} : { "boto_ses.env": plan.env }),
        ...(account === undefined ? {} : { "boto_ses.account": maskAccountId(account) })
      })
      return yield* using.ofPlan(ask, plan, options)
    }).pipe(
      Effect.withSpan("BotoSesFactory.resolve", {
        attributes: {
          "boto_ses.purpose": ask.purpose,
          "boto_ses.target": targetOf(ask),
          "boto_ses.runtime": place.runtime.name
        }
      })
    )

  const known = new Set([...envNames(place.entries), "devops"])
  const handles = new Map<string, Effect.Effect<Session, BotoSesError>>()
  /** The handles asked for by name alone, so that such a read costs one look-up. */
  const byName = new Map<string, Effect.Effect<Session, BotoSesError>>()

  const cached = (ask: Ask, options: EnvOptions): Effect.Effect<Session, BotoSesError> => {
    const key = handleKey(ask, options)
    const held = handles.get(key)
    if (held !== undefined) return held
    const handle = once(resolve(sessions, ask, options), context)
    handles.set(key, handle)
    return handle
  }

  /** `env("app")` is not the app session: the words of the other purposes name no env. */
  const envAsk = (name: string): Ask => (name === "devops" ? { purpose: "devops" } : { purpose: "env", env: name })

  const envProblem = (name: string, options?: EnvOptions): BotoSesError | undefined =>
    known.has(name) ? (options === undefined ? undefined : callProblem(options)) : unknownEnv(name, [...known])

  const env = (name: string, options?: EnvOptions): Effect.Effect<Session, BotoSesError> => {
    const held = options === undefined ? byName.get(name) : undefined
    if (held !== undefined) return held
    const problem = envProblem(name, options)
    if (problem !== undefined) return Effect.fail(problem)
    const handle = cached(envAsk(name), options ?? {})
    if (options === undefined) byName.set(name, handle)
    return handle
  }

  const devops = Effect.suspend(() => env("devops") as Effect.Effect<DevopsSession, BotoSesError>)
  let appHandle: Effect.Effect<Session, BotoSesError> | undefined
  const app = Effect.suspend(() => {
    appHandle ??= cached({ purpose: "app" }, {})
    return appHandle as Effect.Effect<AppSession, BotoSesError>
  })

  const names = envNames(place.entries)

  return {
    [TypeId]: TypeId,
    envNames: names,
    devops,
    env: env as BotoSesFactory["env"],
    app,
    session: app,
    currentEnv: Effect.suspend(() => {
      const found = currentEnv(place.runtime.group, place.envConfig.currentEnv, place.entries)
      return Result.isFailure(found)
        ? Effect.fail(BotoSesError.of(found.failure))
        : Effect.succeed(Option.fromUndefinedOr(found.success))
    }),
    envOf: (name) => (names.includes(name) ? Effect.succeed(name) : Effect.fail(unknownEnv(name, names))),
    explain: Effect.fnUntraced(function* (target, { identity = false, ...options } = {}) {
      const problem = callProblem(options)
      if (problem !== undefined) return yield* problem
      const request = requestOf(askOf(typeof target === "string" ? target : describeValue(target)), options)
      const found = yield* Effect.result(identity ? settler.settle(request) : settler.foresee(request))
      return makeExplanation({
        target: targetOf(request.ask),
        runtime: place.runtime,
        config: place.envConfig.sources,
        plan: refusalOf(found)
      })
    }),
    invalidate: Effect.andThen(
      settler.forget,
      Effect.sync(() => {
        handles.clear()
        byName.clear()
        appHandle = undefined
        sessions.forget()
        cells.clear()
      })
    ),
    fresh: {
      devops: Effect.flatMap(
        uncached,
        (using) => resolve(using, askOf("devops"), {}) as Effect.Effect<DevopsSession, BotoSesError>
      ),
      env: ((name: string, options?: EnvOptions) => {
        const problem = envProblem(name, options)
        return problem === undefined
          ? Effect.flatMap(uncached, (using) => resolve(using, envAsk(name), options ?? {}))
          : Effect.fail(problem)
      }) as BotoSesFactory["fresh"]["env"],
      app: Effect.flatMap(
        uncached,
        (using) => resolve(using, askOf("app"), {}) as Effect.Effect<AppSession, BotoSesError>
      ),
      assumeRole: (session, options) =>
        Effect.flatMap(uncached, (using) => using.assumed(session, options) as Effect.Effect<RoleSession, BotoSesError>)
    }
  }
})

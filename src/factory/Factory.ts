import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { maskAccountId } from "../domain/aws/AccountId.ts"
import { decodeMarker, markerVariables } from "../domain/child/ExecMarker.ts"
import { envNames } from "../domain/config/Entry.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type Ask, askOf, targetOf } from "../domain/Purpose.ts"
import { noteAhead } from "../domain/plan/Ahead.ts"
import { currentEnv } from "../domain/plan/CurrentEnv.ts"
import { describeValue } from "../domain/text/Describe.ts"
import { readVariables } from "../services/reading/CheckedVariables.ts"
import type { AppSession, DevopsSession, EnvOptions, RoleSession, Session } from "../services/Session.ts"
import * as SessionStore from "../services/SessionStore.ts"
import type { Behaviour } from "./Behaviour.ts"
import { type BotoSesFactory, TypeId } from "./BotoSesFactory.ts"
import { makeBounded } from "./Bounded.ts"
import { callProblem, unknownEnv } from "./CallOptions.ts"
import { makeCredentialCells } from "./credentials/CredentialCells.ts"
import { optionsKey, ownOptions } from "./credentials/Keys.ts"
import { keepSuccess } from "./credentials/SharedRun.ts"
import { type AccountAlias, makeFactoryContext, type Services } from "./FactoryContext.ts"
import { type BeginAhead, withAhead } from "./planning/BeginAhead.ts"
import { describePlan, makeExplanation, planOrRefusal } from "./planning/Explanation.ts"
import { makePlanner, type SessionRequest } from "./planning/Planner.ts"
import { makeSessions, type Sessions } from "./session/Sessions.ts"

const requestOf = (ask: Ask, options: EnvOptions = {}): SessionRequest => ({
  ask,
  call: ownOptions(options),
  region: options.region
})

/** The key of a handle that is asked for with options; `undefined` where they say no more than the name alone. */
const handleKey = (name: string, options: EnvOptions | undefined): string | undefined => {
  if (options === undefined) return undefined
  const key = [options.region, options.refresh, optionsKey(options)]
  return key.every((part) => part === undefined || part === noOptions) ? undefined : JSON.stringify([name, ...key])
}

const noOptions = optionsKey({})

/** Makes a factory from the services in its context. It lives in its scope, and so do its sessions and clients. */
export const makeFactory: (
  accountAlias: AccountAlias,
  options?: Behaviour
) => Effect.Effect<BotoSesFactory, BotoSesError, Services | Scope.Scope> = Effect.fnUntraced(function* (
  accountAlias: AccountAlias,
  options: Behaviour = {}
): Effect.fn.Return<BotoSesFactory, BotoSesError, Services | Scope.Scope> {
  const factory = yield* makeFactoryContext(accountAlias, options)
  const { runtime, envConfig, entries, context } = factory
  const scope = yield* Scope.Scope
  const marker = decodeMarker(yield* readVariables(markerVariables))

  const cells = makeCredentialCells(factory, scope)
  const planner = yield* makePlanner(factory, cells, marker)
  const sessions = yield* makeSessions(factory, { cells, sources: cells, scope })

  const uncached = Effect.gen(function* () {
    const own = yield* Scope.Scope
    const ownCells = makeCredentialCells(factory, own, cells)
    return yield* makeSessions(factory, { cells: ownCells, sources: cells, scope: own })
  })

  /** Under our own `exec` the ambient identity is the target's more likely than devops; a store may have the session. */
  const parallel =
    factory.identityCheck === "parallel" && marker === undefined && factory.sessionStore === SessionStore.none

  const resolvePlan = Effect.fnUntraced(function* (
    using: Sessions,
    ask: Ask,
    options: EnvOptions,
    ahead: BeginAhead | undefined
  ): Effect.fn.Return<Session, BotoSesError> {
    const plan = yield* planner.plan(requestOf(ask, options), ahead)
    yield* Effect.annotateCurrentSpan({
      "boto_ses.source": describePlan(plan),
      ...(plan.env === undefined ? {} : { "boto_ses.env": plan.env }),
      ...(plan.guard === undefined ? {} : { "boto_ses.account": maskAccountId(plan.guard.accountId) })
    })
    return yield* using.fromPlan(ask, plan, options)
  })

  const resolve = (using: Sessions, ask: Ask, options: EnvOptions): Effect.Effect<Session, BotoSesError> =>
    Effect.withSpan(
      withAhead(parallel ? using.beginAhead : undefined, (ahead) => resolvePlan(using, ask, options, ahead)),
      "BotoSesFactory.resolve",
      {
        attributes: {
          "boto_ses.purpose": ask.purpose,
          "boto_ses.target": targetOf(ask),
          "boto_ses.runtime": runtime.name
        }
      }
    )

  const known = new Set([...envNames(entries), "devops"])
  /** The handles asked for by name alone: they are kept for good, and such a read costs one look-up. */
  const byName = new Map<string, Effect.Effect<Session, BotoSesError>>()
  const byOptions = makeBounded<Effect.Effect<Session, BotoSesError>>(factory.bound)

  const cached = (ask: Ask, options: EnvOptions = {}): Effect.Effect<Session, BotoSesError> =>
    keepSuccess(resolve(sessions, ask, options), context)

  /** `env("app")` is not the app session: the words of the other purposes name no env. */
  const envAsk = (name: string): Ask => (name === "devops" ? { purpose: "devops" } : { purpose: "env", env: name })

  const envProblem = (name: string, options?: EnvOptions): BotoSesError | undefined =>
    known.has(name) ? (options === undefined ? undefined : callProblem(options)) : unknownEnv(name, [...known])

  const env = (name: string, options?: EnvOptions): Effect.Effect<Session, BotoSesError> => {
    const held = options === undefined ? byName.get(name) : undefined
    if (held !== undefined) return held
    const problem = envProblem(name, options)
    if (problem !== undefined) return Effect.fail(problem)
    const key = handleKey(name, options)
    const known = key === undefined ? byName.get(name) : byOptions.get(key)
    if (known !== undefined) return known
    const handle = cached(envAsk(name), options)
    if (key === undefined) byName.set(name, handle)
    else byOptions.set(key, handle)
    return handle
  }

  const devops = Effect.suspend(() => env("devops") as Effect.Effect<DevopsSession, BotoSesError>)
  let appHandle: Effect.Effect<Session, BotoSesError> | undefined
  const app = Effect.suspend(() => {
    appHandle ??= cached({ purpose: "app" })
    return appHandle as Effect.Effect<AppSession, BotoSesError>
  })

  const names = envNames(entries)

  return {
    [TypeId]: TypeId,
    envNames: names,
    devops,
    env: env as BotoSesFactory["env"],
    app,
    session: app,
    currentEnv: Effect.suspend(() => {
      const found = currentEnv(runtime.group, envConfig.currentEnv, entries)
      return Result.isFailure(found)
        ? Effect.fail(BotoSesError.of(found.failure))
        : Effect.succeed(Option.fromUndefinedOr(found.success))
    }),
    envOf: (name) => (names.includes(name) ? Effect.succeed(name) : Effect.fail(unknownEnv(name, names))),
    explain: Effect.fnUntraced(function* (target, { identity = false, ...options } = {}) {
      const problem = callProblem(options)
      if (problem !== undefined) return yield* problem
      const request = requestOf(askOf(typeof target === "string" ? target : describeValue(target)), options)
      const planned = yield* Effect.result(identity ? planner.plan(request) : planner.planOffline(request))
      const plan = planOrRefusal(planned)
      return makeExplanation({
        target: targetOf(request.ask),
        runtime,
        config: envConfig.sources,
        plan: parallel ? noteAhead(plan) : plan
      })
    }),
    invalidate: Effect.andThen(
      planner.forget,
      Effect.sync(() => {
        byName.clear()
        byOptions.clear()
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
        Effect.flatMap(
          uncached,
          (using) => using.assumeRole(session, options) as Effect.Effect<RoleSession, BotoSesError>
        )
    }
  }
})

import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { SessionStore } from "../../../src/services/SessionStore.ts"
import type { HostOptions } from "../../../src/sessionStore/host/HostOptions.ts"
import { makeHostStore } from "../../../src/sessionStore/host/HostStore.ts"
import type { StorePlace } from "../../../src/sessionStore/host/StoreFolder.ts"
import { type FakeSts, makeSts, start } from "../asks.ts"
import { files, inEnv, temporary } from "./places.ts"

/** A host's store as one process of a user with this home has it. */
export const hostStore = (
  home: string,
  options: HostOptions = {},
  env: Record<string, string> = {}
): Effect.Effect<SessionStore, never, Scope.Scope> => {
  const place: StorePlace = { runtime: { name: "local", group: "local" }, asked: options.everywhere ?? false }
  return inEnv({ HOME: home, ...env })(Effect.provide(makeHostStore(place, options), files))
}

/** Where its entries are. */
const folderOf = (home: string): string => `${home}/.cache/boto-ses/sessions`

export interface Host {
  readonly home: string
  readonly folder: string
  readonly sts: FakeSts
  /** The store of one more process. */
  readonly store: (
    options?: HostOptions,
    env?: Record<string, string>
  ) => Effect.Effect<SessionStore, never, Scope.Scope>
}

/** A test on a host of its own. */
export const onHost =
  <A, E>(test: (host: Host) => Effect.Effect<A, E, Scope.Scope>): (() => Effect.Effect<A, E, Scope.Scope>) =>
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const home = yield* Effect.provide(temporary, files)
      return yield* test({
        home,
        folder: folderOf(home),
        sts: makeSts(),
        store: (options, env) => hostStore(home, options, env)
      })
    })

/** What an effect warns of, a line each. */
export const warningsOf = Effect.fnUntraced(function* <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.fn.Return<ReadonlyArray<string>, E, R> {
  const warnings: Array<string> = []
  const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    if (logLevel === "Warn") warnings.push(String(message))
  })
  yield* Effect.provide(effect, Logger.layer([logger]))
  return warnings
})

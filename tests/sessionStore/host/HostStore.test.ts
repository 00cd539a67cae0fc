import { readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import type { SessionKey } from "../../../src/domain/aws/SessionKey.ts"
import type { SessionStore } from "../../../src/services/SessionStore.ts"
import { askOf, denied, hour, idOf, key, minute } from "../asks.ts"
import { sessionStoreSuite } from "../sessionStoreSuite.ts"
import { hostStore, onHost } from "./hosts.ts"
import { files, temporary } from "./places.ts"

sessionStoreSuite("layerHost", {
  stores: Effect.gen(function* () {
    const home = yield* temporary
    return [yield* hostStore(home), yield* hostStore(home)] as const
  }).pipe(Effect.provide(files)),
  sealsBySource: true
})

const local: SessionKey = { ...key, endpoint: { url: "http://localhost:4566", isAws: false } }
const weak: SessionKey = { ...key, chain: { ...key.chain, secret: Redacted.make("test") } }

describe("layerHost keeps", () => {
  it.effect(
    "nothing of another endpoint than AWS's, nor by a secret under 128 bits, unless it is asked to",
    onHost(({ home, folder, store, sts }) =>
      Effect.gen(function* () {
        for (const other of [local, weak]) {
          const [first, second] = [yield* store(), yield* store()]
          const one = yield* first.session(askOf({ key: other }), sts.obtain)
          assert.notStrictEqual(idOf(yield* second.session(askOf({ key: other }), sts.obtain)), idOf(one))
          assert.deepStrictEqual(readdirSync(home), [])
          assert.isTrue(Option.isNone(yield* first.peek(askOf({ key: other }))))
          assert.strictEqual(yield* first.clear(other), 0)
        }
        assert.strictEqual(sts.requests(), 4)
        for (const other of [local, weak]) {
          const [first, second] = [yield* store({ everywhere: true }), yield* store({ everywhere: true })]
          const one = yield* first.session(askOf({ key: other }), sts.obtain)
          assert.strictEqual(idOf(yield* second.session(askOf({ key: other }), sts.obtain)), idOf(one))
        }
        assert.strictEqual(sts.requests(), 6)
        assert.strictEqual(readdirSync(folder).filter((name) => /^[0-9a-f]{32}$/.test(name)).length, 2)
      })
    )
  )

  it.effect(
    "no sign-in with a device where that is the process's own, and says for how long it is to be asked for",
    onHost(({ home, store, sts }) =>
      Effect.gen(function* () {
        const serialNumber = "arn:aws:iam::111111111111:mfa/alice"
        const mfa: SessionKey = { ...key, operation: "GetSessionToken", parameters: { serialNumber } }
        const own = yield* store({ mfa: "process" })
        assert.isUndefined(own.mfaDurationSeconds)
        yield* own.session(askOf({ key: mfa }), sts.obtain)
        assert.deepStrictEqual(readdirSync(home), [])
        yield* own.session(askOf(), sts.obtain)
        const shared = yield* store()
        assert.strictEqual(shared.mfaDurationSeconds, 3600)
        assert.strictEqual((yield* store({ mfaDurationSeconds: 7200 })).mfaDurationSeconds, 7200)
        assert.strictEqual(idOf(yield* shared.session(askOf(), sts.obtain)), "ASIA2")
        assert.strictEqual(idOf(yield* shared.session(askOf({ key: mfa }), sts.obtain)), "ASIA3")
        assert.strictEqual(idOf(yield* shared.session(askOf({ key: mfa }), sts.obtain)), "ASIA3")
        assert.strictEqual(idOf(yield* own.session(askOf({ key: mfa }), sts.obtain)), "ASIA4")
      })
    )
  )

  it.effect(
    "what is looked up, and obtains nothing for it",
    onHost(({ home, store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        assert.isTrue(Option.isNone(yield* first.peek(askOf())))
        assert.deepStrictEqual(readdirSync(home), [])
        yield* first.session(askOf(), sts.obtain)
        assert.strictEqual(Option.getOrUndefined(Option.map(yield* second.peek(askOf()), idOf)), "ASIA1")
        yield* TestClock.adjust(56 * minute)
        assert.isTrue(Option.isNone(yield* second.peek(askOf())))
        assert.isTrue(Option.isSome(yield* second.peek(askOf({ life: 0 }))))
        assert.strictEqual(sts.requests(), 1)
      })
    )
  )

  it.effect(
    "no session longer than it may be old",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const first = yield* store({ maxAge: "20 minutes" })
        yield* first.session(askOf(), sts.obtain)
        yield* TestClock.adjust(12 * minute)
        assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA1")
        yield* TestClock.adjust(9 * minute)
        assert.strictEqual(idOf(yield* (yield* store()).session(askOf(), sts.obtain)), "ASIA1")
        assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA2")
      })
    )
  )
})

describe("layerHost renews", () => {
  /** So late that every entry of an hour is due, and so early that it serves. */
  const dueAfter = 54.9 * minute

  it.effect(
    "what is about to end by one process, while the others get what is kept",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        yield* first.session(askOf(), sts.obtain)
        yield* TestClock.adjust(dueAfter)
        const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
        const slow = Effect.andThen(Effect.andThen(begun.open, goOn.await), sts.obtain)
        const renewing = yield* Effect.forkChild(first.session(askOf(), slow))
        yield* begun.await
        for (const store of [first, second, second]) {
          assert.strictEqual(idOf(yield* store.session(askOf(), sts.obtain)), "ASIA1")
        }
        yield* goOn.open
        assert.strictEqual(idOf(yield* Fiber.join(renewing)), "ASIA2")
        assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA2")
        assert.strictEqual(sts.requests(), 2)
      })
    )
  )

  it.effect(
    "not again for ten to twenty seconds where that failed, in whatever process",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const stores: ReadonlyArray<SessionStore> = [yield* store(), yield* store()]
        for (const store of stores) yield* store.session(askOf(), sts.obtain)
        yield* TestClock.adjust(dueAfter - minute)
        sts.failNext(100)
        /** The seconds in which a request was made. */
        const tried: Array<number> = []
        for (let second = 0; second < 60; second++) {
          const before = sts.requests()
          for (const store of stores) assert.strictEqual(idOf(yield* store.session(askOf(), sts.obtain)), "ASIA1")
          if (sts.requests() > before) tried.push(second)
          yield* TestClock.adjust(1000)
        }
        assert.strictEqual(sts.requests(), 1 + tried.length)
        const pauses = tried.slice(1).map((second, index) => second - (tried[index] ?? 0))
        assert.isAtLeast(pauses.length, 1)
        for (const pause of pauses) assert.isTrue(pause >= 10 && pause <= 20, JSON.stringify(tried))
      })
    )
  )

  it.effect(
    "nothing for which a person is asked, while it is good",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const one = yield* store()
        const ask = askOf({ prompt: { what: "a code", fail: () => denied } })
        yield* one.session(ask, sts.obtain)
        yield* TestClock.adjust(dueAfter)
        assert.strictEqual(idOf(yield* one.session(ask, sts.obtain)), "ASIA1")
        yield* TestClock.adjust(minute)
        assert.strictEqual(idOf(yield* one.session(ask, sts.obtain)), "ASIA2")
      })
    )
  )

  it.effect(
    "for three seconds at most, while what is kept is good",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const one = yield* store()
        yield* one.session(askOf(), sts.obtain)
        yield* TestClock.adjust(dueAfter)
        const begun = yield* Latch.make()
        const renewing = yield* Effect.forkChild(one.session(askOf(), Effect.andThen(begun.open, Effect.never)))
        yield* begun.await
        yield* TestClock.adjust("3 seconds")
        assert.strictEqual(idOf(yield* Fiber.join(renewing)), "ASIA1")
      })
    )
  )

  it.effect(
    "and gives nothing that has ended meanwhile",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const one = yield* store()
        const ask = askOf({ life: 1000 })
        yield* one.session(ask, sts.obtain)
        yield* TestClock.adjust(hour - 1000)
        const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
        const slow = Effect.andThen(Effect.andThen(begun.open, goOn.await), Effect.fail(denied))
        const renewing = yield* Effect.forkChild(Effect.flip(one.session(ask, slow)))
        yield* begun.await
        yield* TestClock.adjust("2 seconds")
        yield* goOn.open
        assert.strictEqual((yield* Fiber.join(renewing)).kind, "denied")
      })
    )
  )

  it.effect(
    "what was made together not together",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const one = yield* store()
        const asks = Array.from({ length: 60 }, (_, index) =>
          askOf({ key: { ...key, parameters: { ...key.parameters, externalId: `${index}` } } })
        )
        for (const ask of asks) yield* one.session(ask, sts.obtain)
        /** How many were renewed in each of the five minutes. */
        const renewed: Array<number> = []
        yield* TestClock.adjust(50 * minute)
        for (let step = 0; step < 5; step++) {
          yield* TestClock.adjust(minute - (step === 4 ? 1 : 0))
          const before = sts.requests()
          for (const ask of asks) yield* one.session(ask, sts.obtain)
          renewed.push(sts.requests() - before)
        }
        assert.strictEqual(
          renewed.reduce((sum, count) => sum + count),
          60
        )
        for (const count of renewed) assert.isBelow(count, 30, String(renewed))
      })
    )
  )
})

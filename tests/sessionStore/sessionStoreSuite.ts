import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { SessionKey } from "../../src/domain/aws/SessionKey.ts"
import type { SessionStore } from "../../src/services/SessionStore.ts"
import { arn, askOf, type FakeSts, hour, idOf, key, makeSts, minute, role, start } from "./asks.ts"

/** Each field of a key with another value. */
const others: { readonly [field: string]: SessionKey } = {
  "the steps before": { ...key, chain: { ...key.chain, steps: ["second"] } },
  "the number of steps": { ...key, chain: { ...key.chain, steps: ["first", "second"] } },
  operation: { ...key, operation: "GetSessionToken" },
  endpoint: { ...key, endpoint: { ...key.endpoint, url: "https://sts.eu-west-1.amazonaws.com" } },
  role: { ...key, parameters: { ...key.parameters, roleArn: `${role}2` } },
  "session name": { ...key, parameters: { ...key.parameters, roleSessionName: "other" } },
  duration: { ...key, parameters: { ...key.parameters, durationSeconds: 900 } },
  "a parameter more": { ...key, parameters: { ...key.parameters, externalId: "x" } },
  tags: { ...key, parameters: { ...key.parameters, tags: { team: "a" } } },
  "a policy": { ...key, parameters: { ...key.parameters, policy: "{}" } }
}

export interface SuiteOptions {
  /** The same store as two processes have it, empty; of one that is one process's alone twice the same. */
  readonly stores: Effect.Effect<readonly [SessionStore, SessionStore], never, Scope.Scope>
  /** Whether what one process keeps seals by the secret of the source: another secret then opens nothing. */
  readonly sealsBySource?: boolean
}

/** What every store of sessions does, whatever keeps them. */
export const sessionStoreSuite = (name: string, { stores, sealsBySource = false }: SuiteOptions): void => {
  const withStores = <A, E>(
    test: (first: SessionStore, second: SessionStore, sts: FakeSts) => Effect.Effect<A, E, Scope.Scope>
  ) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const [first, second] = yield* stores
      yield* test(first, second, makeSts())
    })

  describe(`${name} as a SessionStore`, () => {
    it.effect("keeps what was obtained, for every process", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          const made = yield* first.session(askOf(), sts.obtain)
          assert.strictEqual(made.keptSince, undefined)
          yield* TestClock.adjust(minute)
          for (const store of [first, second]) {
            const kept = yield* store.session(askOf(), sts.obtain)
            assert.strictEqual(idOf(kept), "ASIA1")
            assert.strictEqual(kept.credentials && Redacted.value(kept.credentials.secretAccessKey), "secret 1")
            assert.strictEqual(kept.credentials?.expiresAt, start + hour)
            assert.strictEqual(kept.identity?.userId, "AROA:x")
            assert.strictEqual(kept.keptSince, start)
          }
          assert.strictEqual(sts.requests(), 1)
        })
      )
    )

    it.effect("gives no session for another key", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          for (const [index, [field, other]] of Object.entries(others).entries()) {
            const answer = yield* second.session(askOf({ key: other }), sts.obtain)
            assert.strictEqual(idOf(answer), `ASIA${index + 2}`, field)
          }
        })
      )
    )

    if (sealsBySource) {
      it.effect("opens nothing with another secret, nor under another source's id", () =>
        withStores((first, second, sts) =>
          Effect.gen(function* () {
            yield* first.session(askOf(), sts.obtain)
            const secret = Redacted.make("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
            for (const other of [{ secret }, { id: "AKIAI44QH8DHBEXAMPLE" }]) {
              const asked = askOf({ key: { ...key, chain: { ...key.chain, ...other } } })
              assert.notStrictEqual(idOf(yield* second.session(asked, sts.obtain)), "ASIA1")
            }
          })
        )
      )
    }

    it.effect("gives none that AWS refused, and keeps the one that comes then", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          const refused = { accessKeyId: "ASIA1", ended: true }
          assert.strictEqual(idOf(yield* first.session(askOf({ refused }), sts.obtain)), "ASIA2")
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA2")
          assert.strictEqual(idOf(yield* second.session(askOf({ refused }), sts.obtain)), "ASIA2")
        })
      )
    )

    it.effect("leaves to others what only one asker finds refused", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          sts.failNext(1)
          const refused = { accessKeyId: "ASIA1", ended: false }
          yield* Effect.flip(first.session(askOf({ refused }), sts.obtain))
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA1")
        })
      )
    )

    it.effect("gives none that was made before the asked time", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          yield* TestClock.adjust(minute)
          const asked = askOf({ since: start + 1 })
          assert.strictEqual(idOf(yield* second.session(asked, sts.obtain)), "ASIA2")
          assert.strictEqual(idOf(yield* first.session(asked, sts.obtain)), "ASIA2")
        })
      )
    )

    it.effect("gives none with less life than is needed", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          yield* TestClock.adjust(31 * minute)
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA1")
          assert.strictEqual(idOf(yield* second.session(askOf({ life: 10 * hour }), sts.obtain)), "ASIA2")
          yield* TestClock.adjust(31 * minute)
          assert.strictEqual(idOf(yield* first.session(askOf({ life: "half" }), sts.obtain)), "ASIA3")
        })
      )
    )

    it.effect("gives nothing dead, by AWS's clock", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          const asked = askOf({ life: 0, clockSkew: () => hour })
          assert.strictEqual(idOf(yield* second.session(asked, sts.obtain)), "ASIA2")
          yield* TestClock.adjust(3 * hour)
          assert.strictEqual(idOf(yield* second.session(askOf({ life: 0 }), sts.obtain)), "ASIA3")
        })
      )
    )

    it.effect("obtains once for all who ask at the same time", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          const asks = Array.from({ length: 50 }, (_, index) =>
            (index % 2 === 0 ? first : second).session(askOf(), sts.obtain)
          )
          const answers = yield* Effect.all(asks, { concurrency: "unbounded" })
          assert.deepStrictEqual(new Set(answers.map(idOf)), new Set(["ASIA1"]))
          assert.strictEqual(sts.requests(), 1)
        })
      )
    )

    it.effect("tells a failure to those who waited, and to nobody later", () =>
      withStores((first, _, sts) =>
        Effect.gen(function* () {
          sts.failNext(1)
          const asks = Array.from({ length: 20 }, () => Effect.flip(first.session(askOf(), sts.obtain)))
          const errors = yield* Effect.all(asks, { concurrency: "unbounded" })
          assert.deepStrictEqual(new Set(errors.map(({ code }) => code)), new Set(["AccessDenied"]))
          assert.strictEqual(sts.requests(), 1)
          assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA2")
        })
      )
    )

    it.effect("goes on for the others where the one who began leaves", () =>
      withStores((first, _, sts) =>
        Effect.gen(function* () {
          const leaving = yield* Effect.forkChild(first.session(askOf(), sts.obtain), { startImmediately: true })
          const staying = yield* Effect.forkChild(first.session(askOf(), sts.obtain), { startImmediately: true })
          yield* Fiber.interrupt(leaving)
          assert.isDefined(idOf(yield* Fiber.join(staying)))
        })
      )
    )

    it.effect("keeps an identity without credentials, or asks again, and never mixes them up", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          yield* first.session(askOf(), sts.obtain)
          const identity = { accountId: "111111111111", arn, userId: "AROACI:build" }
          const asked = askOf({ key: { ...key, operation: "GetCallerIdentity", parameters: { accessKeyId: "ASIA1" } } })
          for (const store of [first, second]) {
            const answer = yield* store.session(asked, Effect.succeed({ credentials: undefined, identity }))
            assert.strictEqual(answer.credentials, undefined)
            assert.strictEqual(answer.identity?.arn, arn)
          }
        })
      )
    )

    it.effect("removes what is kept for a key, or all", () =>
      withStores((first, second, sts) =>
        Effect.gen(function* () {
          const other = askOf({ key: { ...key, parameters: { ...key.parameters, externalId: "x" } } })
          assert.strictEqual(yield* first.clear(), 0)
          yield* first.session(askOf(), sts.obtain)
          yield* first.session(other, sts.obtain)
          assert.strictEqual(yield* first.clear(key), 1)
          assert.strictEqual(yield* first.clear(key), 0)
          assert.strictEqual(idOf(yield* second.session(other, sts.obtain)), "ASIA2")
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA3")
          assert.strictEqual(yield* second.clear(), 2)
          assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA4")
        })
      )
    )
  })
}

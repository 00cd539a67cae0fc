import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { Identity } from "../../../src/domain/aws/Identity.ts"
import { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"
import { StsUnavailable } from "../../../src/domain/errors/Sts.ts"
import { guarded } from "../../../src/factory/credentials/AccountGuard.ts"
import { type CredentialCell, makeCredentialCell } from "../../../src/factory/credentials/CredentialCell.ts"
import { fixed } from "../../../src/factory/session/Renewal.ts"
import type { SourcedCredentials } from "../../../src/services/CredentialSource.ts"
import { FallbackRegion } from "../../../src/services/FallbackRegion.ts"
import { SessionNeed } from "../../../src/services/SessionStore.ts"

const minute = 60_000
const margin = 5 * minute
const own = "111111111111"
const other = "222222222222"

const down = BotoSesError.of(
  new StsUnavailable({ operation: "AssumeRole", region: "us-east-1", code: "Down", detail: "it is down" })
)

/** A source whose answers a test decides, and a cell on it. */
const makeWorld = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const scope = yield* Scope.make()
  const source = {
    lifetime: (15 * minute) as number | undefined,
    failing: false,
    key: "KEY",
    fixedKey: false,
    account: own,
    loads: 0,
    identities: 0,
    interrupted: 0,
    tellsIdentity: false,
    needsIdentity: false,
    before: Effect.void as Effect.Effect<void>
  }
  const identityOf = (account: string): Identity => ({
    arn: `arn:aws:sts::${account}:assumed-role/role/session`,
    accountId: account,
    userId: "AROA:session"
  })
  const accounts = new Map<string, string>()
  const load = Effect.suspend(() => {
    const number = ++source.loads
    return Effect.andThen(
      source.before,
      Effect.suspend((): Effect.Effect<SourcedCredentials, BotoSesError> => {
        if (source.failing) return Effect.fail(down)
        const accessKeyId = source.fixedKey ? source.key : `${source.key}${number}`
        accounts.set(accessKeyId, source.account)
        return Effect.succeed({
          credentials: {
            accessKeyId,
            secretAccessKey: Redacted.make("secret"),
            sessionToken: Redacted.make("token"),
            expiresAt: source.lifetime === undefined ? undefined : clock.currentTimeMillisUnsafe() + source.lifetime
          },
          origin: { _tag: "Own", name: "the source" },
          identity: source.tellsIdentity ? identityOf(source.account) : undefined
        })
      })
    ).pipe(Effect.onInterrupt(() => Effect.sync(() => source.interrupted++)))
  })
  const cell = makeCredentialCell(
    {
      key: "cell",
      label: "the source",
      load,
      askIdentity: ({ credentials }) =>
        Effect.sync(() => {
          source.identities++
          return identityOf(accounts.get(credentials.accessKeyId) ?? "")
        }),
      needsIdentity: () => source.needsIdentity
    },
    { clock, scope, context: yield* Effect.context<never>(), margin }
  )
  return { clock, scope, source, cell }
})

/** Lets what runs in the background come to rest. */
const settled = Effect.forEach(Array.from({ length: 10 }), () => Effect.yieldNow, { discard: true })

const keyOf = (cell: CredentialCell) => Effect.map(cell.get, ({ credentials }) => credentials.accessKeyId)

describe("CredentialCell", () => {
  it.effect("answers from what it holds until the margin, then renews once in the background", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      assert.strictEqual(yield* keyOf(cell), "KEY1")
      yield* TestClock.adjust(10 * minute - 1)
      assert.strictEqual(yield* keyOf(cell), "KEY1")
      yield* settled
      assert.strictEqual(source.loads, 1)
      yield* TestClock.adjust(1)
      for (let i = 0; i < 5; i++) assert.strictEqual(yield* keyOf(cell), "KEY1")
      yield* settled
      assert.strictEqual(source.loads, 2)
      assert.strictEqual(yield* keyOf(cell), "KEY2")
    })
  )

  it.effect(
    "tries a failed renewal again after ten seconds and not before, and keeps the old ones to their last ms",
    () =>
      Effect.gen(function* () {
        const { source, cell } = yield* makeWorld
        yield* cell.get
        yield* TestClock.adjust(10 * minute)
        source.failing = true
        yield* cell.get
        yield* settled
        yield* TestClock.adjust(9_999)
        yield* cell.get
        yield* settled
        assert.strictEqual(source.loads, 2)
        yield* TestClock.adjust(1)
        yield* cell.get
        yield* settled
        assert.strictEqual(source.loads, 3)
        yield* TestClock.adjust(5 * minute - 10_001)
        assert.strictEqual(yield* keyOf(cell), "KEY1")
        yield* settled
        yield* TestClock.adjust(1)
        assert.strictEqual((yield* Effect.flip(cell.get)).reason._tag, "StsUnavailable")
        source.failing = false
        yield* cell.get
      })
  )

  it.effect("credentials that come with less than the margin left cause no storm of requests", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.lifetime = 4 * minute
      yield* cell.get
      for (let i = 0; i < 119; i++) {
        yield* TestClock.adjust("1 second")
        yield* cell.get
        yield* settled
      }
      assert.strictEqual(source.loads, 1)
      yield* TestClock.adjust("1 second")
      yield* cell.get
      yield* settled
      assert.strictEqual(source.loads, 2)
    })
  )

  it.effect("refuses credentials that had ended when they arrived", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.lifetime = 0
      const { reason } = yield* Effect.flip(cell.get)
      assert.strictEqual(reason._tag, "SessionExpired")
      assert.include(reason.message, "correct this machine's clock")
      source.lifetime = 1
      yield* cell.get
    })
  )

  it.effect("credentials without an end are kept until AWS calls them expired", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.lifetime = undefined
      source.fixedKey = true
      yield* cell.get
      yield* TestClock.adjust("365 days")
      yield* cell.get
      assert.strictEqual(source.loads, 1)
      cell.invalidate("ANOTHER")
      assert.isDefined(cell.peek())
      cell.invalidate("KEY")
      assert.isUndefined(cell.peek())
      const { reason } = yield* Effect.flip(cell.get)
      assert.strictEqual(reason._tag, "SessionExpired")
      assert.include(reason.message, "gave the same ones again")
      // The source may have been right: what one ask was refused is not refused for good.
      yield* cell.get
    })
  )

  it.effect("a forced refresh that fails leaves credentials that are still good, with and without an end", () =>
    Effect.gen(function* () {
      for (const lifetime of [15 * minute, undefined]) {
        const { source, cell } = yield* makeWorld
        source.lifetime = lifetime
        yield* cell.get
        source.failing = true
        yield* cell.refresh
        assert.strictEqual(yield* keyOf(cell), "KEY1")
        assert.strictEqual(source.loads, 2)
      }
      const { source, cell } = yield* makeWorld
      source.failing = true
      assert.strictEqual((yield* Effect.flip(cell.refresh)).reason._tag, "StsUnavailable")
    })
  )

  it.effect("clear during a load: its waiters get its answer, nobody else does", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      const gate = yield* Deferred.make<void>()
      source.before = Deferred.await(gate)
      const first = yield* Effect.forkChild(keyOf(cell))
      yield* settled
      cell.clear()
      source.before = Effect.void
      assert.strictEqual(yield* keyOf(cell), "KEY2")
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* Fiber.join(first), "KEY1")
      assert.strictEqual(yield* keyOf(cell), "KEY2")
      assert.strictEqual(source.loads, 2)
    })
  )

  it.effect("clear during a load: its last waiter still cancels it", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.before = Effect.never
      const first = yield* Effect.forkChild(keyOf(cell))
      yield* settled
      cell.clear()
      yield* Fiber.interrupt(first)
      assert.strictEqual(source.interrupted, 1)
    })
  )

  it.effect("the load ends with its last waiter, and not before", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.before = Effect.never
      const askers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(cell.get))
      yield* settled
      for (const [index, asker] of askers.entries()) {
        assert.strictEqual(source.interrupted, 0)
        yield* Fiber.interrupt(asker)
        yield* settled
        assert.strictEqual(source.interrupted, index === 2 ? 1 : 0)
      }
    })
  )

  it.effect("a renewal begun in the background outlives those who joined it", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      yield* cell.get
      yield* TestClock.adjust(10 * minute)
      source.before = Effect.never
      yield* cell.get
      yield* settled
      yield* TestClock.adjust(5 * minute)
      const asker = yield* Effect.forkChild(cell.get)
      yield* settled
      yield* Fiber.interrupt(asker)
      assert.strictEqual(source.interrupted, 0)
      assert.strictEqual(source.loads, 2)
    })
  )

  it.effect("after the end of its scope every ask is SessionClosed, also of those who waited", () =>
    Effect.gen(function* () {
      const { source, cell, scope } = yield* makeWorld
      const { cell: held, scope: heldScope } = yield* makeWorld
      const first = yield* held.get
      source.before = Effect.never
      const waiting = yield* Effect.forkChild(Effect.flip(cell.get))
      yield* settled
      yield* Scope.close(scope, Exit.void)
      yield* Scope.close(heldScope, Exit.void)
      assert.strictEqual((yield* Fiber.join(waiting)).reason._tag, "SessionClosed")
      for (const ask of [
        cell.get,
        cell.refresh,
        held.get,
        held.refresh,
        held.open,
        fixed(held, first, yield* Clock.Clock).credentials
      ]) {
        assert.strictEqual((yield* Effect.flip(ask)).reason._tag, "SessionClosed")
      }
    })
  )

  it.effect("a new asker does not wait for a cancelled load that is still cleaning up", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      const cleaned = yield* Deferred.make<void>()
      source.before = Effect.onInterrupt(Effect.never, () => Deferred.await(cleaned))
      const first = yield* Effect.forkChild(cell.get)
      yield* settled
      const leaving = yield* Effect.forkChild(Fiber.interrupt(first))
      yield* settled
      source.before = Effect.void
      assert.strictEqual(yield* keyOf(cell), "KEY2")
      yield* Deferred.succeed(cleaned, undefined)
      yield* Fiber.join(leaving)
      assert.strictEqual(yield* keyOf(cell), "KEY2")
    })
  )

  it.effect("a forced refresh that others need inside the margin outlives the one who forced it", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      yield* cell.get
      yield* TestClock.adjust(11 * minute)
      source.before = Effect.never
      const forcing = yield* Effect.forkChild(cell.refresh)
      yield* settled
      yield* TestClock.adjust("10 seconds")
      yield* cell.get
      yield* Fiber.interrupt(forcing)
      assert.strictEqual(source.interrupted, 0)
      assert.strictEqual(source.loads, 2)
    })
  )

  it.effect("clear forgives credentials that were called expired", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.fixedKey = true
      yield* cell.get
      cell.invalidate("KEY")
      cell.clear()
      yield* cell.get
    })
  )

  it.effect("names the key that is to be replaced now, not one that was refused before", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      const refused: Array<unknown> = []
      source.before = Effect.map(SessionNeed, (need) => {
        refused.push(need.refused)
      })
      yield* cell.get
      cell.invalidate("KEY1")
      yield* cell.get
      yield* cell.refresh
      assert.deepStrictEqual(refused, [
        undefined,
        { accessKeyId: "KEY1", ended: true },
        { accessKeyId: "KEY2", ended: false }
      ])
    })
  )

  it.effect("asks its source in the context it was made in, with the asker's span above", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      const seen: Array<unknown> = []
      source.before = Effect.gen(function* () {
        seen.push(yield* FallbackRegion)
        const refresh = yield* Effect.orDie(Effect.currentSpan)
        const above = Option.getOrUndefined(refresh.parent)
        seen.push(refresh.name, above?._tag === "Span" && above.name)
      })
      yield* cell.get.pipe(Effect.provideService(FallbackRegion, "the asker's"), Effect.withSpan("asker"))
      assert.deepStrictEqual(seen, [undefined, "Credentials.refresh", "asker"])
    })
  )

  it.effect("warns of a failed renewal that nobody notices, and only of such", () => {
    const warnings: Array<unknown> = []
    const logger = Logger.make(({ logLevel, message }) => {
      if (logLevel === "Warn") warnings.push(message)
    })
    return Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.failing = true
      yield* Effect.flip(cell.get)
      assert.deepStrictEqual(warnings, [])
      source.failing = false
      yield* cell.get
      yield* TestClock.adjust(11 * minute)
      source.failing = true
      yield* cell.get
      yield* settled
      assert.strictEqual(warnings.length, 1)
      assert.include(String(warnings[0]), "Credentials of the source not renewed")
    }).pipe(Effect.provide(Logger.layer([logger])))
  })

  it.effect("fixed credentials end where AWS calls them expired, not where it says so of others", () =>
    Effect.gen(function* () {
      const { cell } = yield* makeWorld
      const renewal = fixed(cell, yield* cell.get, yield* Clock.Clock)
      renewal.expire("ANOTHER")
      yield* renewal.credentials
      renewal.expire("KEY1")
      const { reason } = yield* Effect.flip(renewal.credentials)
      assert.strictEqual(reason._tag, "SessionExpired")
      // They were called expired before their stated end: the message must not name it.
      assert.notInclude(reason.message, "expired at")
    })
  )

  it.effect("credentials that AWS calls expired are not given to who called them so, whoever else waits for them", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      source.before = Effect.yieldNow
      const rejecting = Effect.gen(function* () {
        const first = yield* keyOf(cell)
        cell.invalidate(first)
        return [first, yield* keyOf(cell)]
      })
      const [keys] = yield* Effect.all([rejecting, cell.get, cell.get], { concurrency: "unbounded" })
      assert.deepStrictEqual(keys, ["KEY1", "KEY2"])
    })
  )

  it.effect("the identity asked for once is part of the credentials from then on", () =>
    Effect.gen(function* () {
      const { source, cell } = yield* makeWorld
      const held = yield* cell.get
      const known = () => held.identity?.accountId
      assert.isUndefined(known())
      yield* Effect.all([held.identify, held.identify], { concurrency: 2 })
      assert.strictEqual(known(), own)
      source.needsIdentity = true
      yield* TestClock.adjust(16 * minute)
      assert.strictEqual((yield* cell.get).identity?.accountId, own)
      assert.strictEqual(source.identities, 2)
    })
  )
})

const Command = Schema.Literals([
  "ask",
  "ask",
  "ask",
  "wait1s",
  "wait12s",
  "wait1m",
  "wait7m",
  "wait20m",
  "down",
  "up",
  "own",
  "other",
  "reject",
  "clear"
])

const waits = { wait1s: 1000, wait12s: 12_000, wait1m: minute, wait7m: 7 * minute, wait20m: 20 * minute } as const

describe("a guarded cell under any sequence of events", () => {
  it.effect.prop(
    "gives out no expired credentials and none of another account, and asks no more often than it must",
    [Schema.Array(Command).check(Schema.isMaxLength(40))],
    ([commands]) =>
      Effect.gen(function* () {
        const { source, cell, clock } = yield* makeWorld
        source.needsIdentity = true
        const credentials = guarded(cell, { accountId: own }, "it")
        let attempted = Number.NEGATIVE_INFINITY
        let accountHeld: string | undefined
        for (const command of commands) {
          switch (command) {
            case "ask": {
              const now = clock.currentTimeMillisUnsafe()
              const before = cell.peek()?.credentials
              const left = (before?.expiresAt ?? 0) - now
              const mustLoad = before === undefined || left <= 0
              const loads = mustLoad || (left <= margin && now - attempted >= 10_000) ? 1 : 0
              const loadsBefore = source.loads
              const found = yield* Effect.all(
                Array.from({ length: 3 }, () => Effect.result(credentials)),
                { concurrency: "unbounded" }
              )
              yield* settled
              assert.strictEqual(source.loads - loadsBefore, loads, "loads")
              if (loads > 0) attempted = now
              const expected = mustLoad ? (source.failing ? "StsUnavailable" : source.account) : accountHeld
              for (const each of found) {
                if (each._tag === "Success") {
                  assert.isAbove(each.success.credentials.expiresAt ?? 0, now)
                  assert.strictEqual((yield* each.success.identify).accountId, own)
                  assert.strictEqual(expected, own)
                } else {
                  assert.strictEqual(
                    each.failure.reason._tag,
                    expected === "StsUnavailable" ? expected : "AccountMismatch"
                  )
                  assert.notStrictEqual(expected, own)
                }
              }
              if (loads > 0 && !source.failing) accountHeld = source.account
              break
            }
            case "down":
            case "up":
              source.failing = command === "down"
              break
            case "own":
              source.account = own
              break
            case "other":
              source.account = other
              break
            case "reject":
              cell.invalidate(cell.peek()?.credentials.accessKeyId ?? "")
              break
            case "clear":
              cell.clear()
              break
            default:
              yield* TestClock.adjust(waits[command])
          }
        }
        assert.isAtMost(source.identities, source.loads)
      }),
    { arbitrary: { runs: 300 } }
  )
})

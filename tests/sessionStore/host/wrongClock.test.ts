import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as TestClock from "effect/testing/TestClock"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import { keepCredentials, keepIdentity } from "../../../src/services/KeepSession.ts"
import type { Obtained } from "../../../src/services/SessionStore.ts"
import { stsErrorText } from "../../../src/services/Sts.ts"
import { arn, hour, idOf, key, minute, start } from "../asks.ts"
import { type Host, onHost } from "./hosts.ts"

/** A machine whose clock is behind AWS's by so many milliseconds, and what AWS was asked for. */
const makeMachine = ({ store }: Host) => {
  const machine = { behind: 0, roles: 0, before: Effect.void as Effect.Effect<void> }
  const { chain, endpoint } = key
  const identity = { accountId: "111111111111", arn, userId: "AROACI:build" }

  /** One more process: it knows AWS's clock by an answer of its own, else by another's word. */
  const begin = Effect.gen(function* () {
    let heard: number | undefined
    let learned = 0
    const hear = Effect.sync(() => {
      heard = machine.behind
    })
    const sts = {
      clockSkew: () => heard ?? learned,
      learnClockSkew: (milliseconds: number) => {
        learned = milliseconds
      }
    }
    const keeper = { store: yield* store(), sts }
    const request = { chain, endpoint, failures: stsErrorText }
    const role = Effect.gen(function* () {
      yield* machine.before
      yield* hear
      const credentials = makeCredentials({
        accessKeyId: `ASIA${++machine.roles}`,
        secretAccessKey: "secret",
        sessionToken: "t",
        expiresAt: (yield* Clock.currentTimeMillis) + machine.behind + hour
      })
      return { credentials, identity } satisfies Obtained
    })
    return {
      identity: keepIdentity(
        keeper,
        { ...request, operation: "GetCallerIdentity", parameters: { accessKeyId: chain.id } },
        Effect.as(hear, identity)
      ),
      role: keepCredentials(keeper, { ...request, operation: "AssumeRole", parameters: key.parameters }, role),
      clockSkew: sts.clockSkew
    }
  })
  return { machine, begin }
}

describe("a machine whose clock is wrong", () => {
  it.effect(
    "goes by it no longer once it is mended, whatever old entries say",
    onHost((host) =>
      Effect.gen(function* () {
        const { machine, begin } = makeMachine(host)
        machine.behind = hour
        const first = yield* begin
        yield* first.identity
        yield* first.role
        machine.behind = 0
        yield* TestClock.setTime(start + hour + 1000)
        for (let times = 0; times < 4; times++) {
          const process = yield* begin
          yield* process.identity
          assert.strictEqual(process.clockSkew(), 0)
          assert.strictEqual(idOf(yield* process.role), "ASIA2")
          yield* TestClock.adjust(minute)
        }
      })
    )
  )

  it.effect(
    "makes one for all that ask at once, though it is an hour ahead",
    onHost((host) =>
      Effect.gen(function* () {
        const { machine, begin } = makeMachine(host)
        machine.behind = -hour
        const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
        machine.before = Effect.andThen(begun.open, goOn.await)
        const [first, ...others] = yield* Effect.replicateEffect(begin, 8)
        assert(first !== undefined)
        const holder = yield* Effect.forkChild(first.role)
        yield* begun.await
        const waiters = yield* Effect.forEach(others, ({ role }) => Effect.forkChild(role))
        yield* TestClock.withLive(Effect.sleep("300 millis"))
        yield* goOn.open
        for (const fiber of [holder, ...waiters]) assert.strictEqual(idOf(yield* Fiber.join(fiber)), "ASIA1")
        for (const { clockSkew } of others) assert.strictEqual(clockSkew(), -hour)
        assert.strictEqual(machine.roles, 1)
      })
    )
  )

  it.effect(
    "gives nothing that it made before it was set back",
    onHost((host) =>
      Effect.gen(function* () {
        const { machine, begin } = makeMachine(host)
        yield* (yield* begin).role
        machine.behind = 3 * hour
        yield* TestClock.setTime(start - 2 * hour)
        assert.strictEqual(idOf(yield* (yield* begin).role), "ASIA2")
      })
    )
  )
})

import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as TestClock from "effect/testing/TestClock"
import { profileOrigin } from "../../../src/domain/aws/Origin.ts"
import { Person } from "../../../src/platform/Person.ts"
import type { Answer } from "../../../src/platform/Question.ts"
import { SourceUnusable, sourceUnusableText } from "../../../src/services/CredentialSource.ts"
import type { Prompt, SessionAsk } from "../../../src/services/SessionStore.ts"
import type { StsError } from "../../../src/services/Sts.ts"
import { askOf, idOf } from "../asks.ts"
import { type Host, onHost } from "./hosts.ts"

class NoCode extends Data.Error<{ readonly why: string }> {}

const what = "a code of the device arn:aws:iam::111111111111:mfa/alice for the profile prd"
const prompt: Prompt<NoCode> = { what, fail: (why) => new NoCode({ why }) }

/** An ask before which a person is asked; as an error only the store's own is looked at. */
const prompted = (): SessionAsk<StsError | NoCode> => ({
  ...(askOf() as SessionAsk<StsError | NoCode>),
  prompt
})

/** A person who gives an answer, and what was asked. */
const personWith = (answer: Effect.Effect<Answer>) => {
  const asked: Array<string> = []
  const latch = Latch.makeUnsafe()
  const person: Person = {
    ask: ({ text }) => {
      asked.push(text)
      return Effect.andThen(latch.open, answer)
    }
  }
  return { person, asked, isAsked: latch.await }
}

const unasked = Effect.succeed<Answer>({ _tag: "Unasked", why: "there is no terminal", next: "" })

/** A process that has the turn and asks its person, until it is told to go on, and another that waits. */
const waiting = Effect.fnUntraced(function* ({ store, sts }: Host, answer: Effect.Effect<Answer>) {
  const [first, second] = [yield* store(), yield* store()]
  const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
  const slow = Effect.andThen(Effect.andThen(begun.open, goOn.await), sts.obtain)
  const owner = yield* Effect.forkChild(Effect.result(first.session(prompted(), slow)))
  yield* begun.await
  const { person, asked, isAsked } = personWith(answer)
  const waiter = yield* Effect.forkChild(
    Effect.result(Effect.provideService(second.session(prompted(), sts.obtain), Person, person))
  )
  yield* isAsked
  return { owner, waiter, asked, goOn, second }
})

describe("who waits for another process's question", () => {
  it.effect(
    "fails after twenty seconds without a terminal, and says what is asked for and where",
    onHost((host) =>
      Effect.gen(function* () {
        const { owner, waiter, goOn } = yield* waiting(host, unasked)
        yield* TestClock.adjust("19 seconds")
        assert.isUndefined(waiter.pollUnsafe())
        yield* TestClock.adjust("1 second")
        const failed = yield* Fiber.join(waiter)
        assert(failed._tag === "Failure" && failed.failure instanceof NoCode)
        assert.strictEqual(
          failed.failure.why,
          `Another process asks for ${what} (in ${process.cwd()}), and has no answer yet. Answer it, and try again.`
        )
        yield* goOn.open
        assert.strictEqual((yield* Fiber.join(owner))._tag, "Success")
        assert.strictEqual(host.sts.requests(), 1)
      })
    )
  )

  it.effect(
    "gets its outcome where it comes in time",
    onHost((host) =>
      Effect.gen(function* () {
        const { waiter, goOn } = yield* waiting(host, unasked)
        yield* TestClock.adjust("15 seconds")
        yield* goOn.open
        const got = yield* Fiber.join(waiter)
        assert(got._tag === "Success")
        assert.strictEqual(idOf(got.success), "ASIA1")
        assert.strictEqual(host.sts.requests(), 1)
      })
    )
  )

  it.effect(
    "is told who asks, and takes over with Enter",
    onHost((host) =>
      Effect.gen(function* () {
        const { waiter, asked, goOn, owner } = yield* waiting(host, Effect.succeed<Answer>({ _tag: "Line", line: "" }))
        const got = yield* Fiber.join(waiter)
        assert(got._tag === "Success")
        assert.strictEqual(idOf(got.success), "ASIA1")
        assert.deepStrictEqual(asked, [
          `Another process asks for ${what} (in ${process.cwd()}). Answer there, or press Enter to be asked here: `
        ])
        yield* goOn.open
        yield* Fiber.join(owner)
        assert.strictEqual(host.sts.requests(), 2)
      })
    )
  )

  it.effect(
    "is asked itself where nobody could be asked there",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const origin = profileOrigin("prd")
        const { failures: _, ...rest } = askOf()
        const ask: SessionAsk<SourceUnusable> = {
          ...rest,
          principal: Effect.die("not needed"),
          failures: sourceUnusableText(origin),
          prompt: { what, fail: (detail) => new SourceUnusable({ origin, detail }) }
        }
        const [first, second] = [yield* store(), yield* store()]
        const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
        const nobody = new SourceUnusable({ origin, detail: "there is no terminal", isUnasked: true })
        const alone = Effect.andThen(Effect.andThen(begun.open, goOn.await), Effect.fail(nobody))
        const owner = yield* Effect.forkChild(Effect.flip(first.session(ask, alone)))
        yield* begun.await
        const { person, isAsked } = personWith(Effect.never)
        const waiter = yield* Effect.forkChild(
          Effect.provideService(second.session(ask, Effect.orDie(sts.obtain)), Person, person)
        )
        yield* isAsked
        yield* goOn.open
        assert.strictEqual(yield* Fiber.join(owner), nobody)
        assert.strictEqual(idOf(yield* Fiber.join(waiter)), "ASIA1")
      })
    )
  )

  it.effect(
    "leaves with the person, at once",
    onHost((host) =>
      Effect.gen(function* () {
        const { waiter, goOn, owner } = yield* waiting(host, Effect.succeed<Answer>({ _tag: "Left" }))
        assert.strictEqual((yield* Fiber.join(waiter))._tag, "Failure")
        yield* goOn.open
        yield* Fiber.join(owner)
        assert.strictEqual(host.sts.requests(), 1)
      })
    )
  )
})

describe("who waits for another process's request", () => {
  it.effect(
    "shares its failure, and nobody does who asks later",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
        sts.failNext(1)
        const slow = Effect.andThen(Effect.andThen(begun.open, goOn.await), sts.obtain)
        const owner = yield* Effect.forkChild(Effect.flip(first.session(askOf(), slow)))
        yield* begun.await
        const waiter = yield* Effect.forkChild(Effect.flip(second.session(askOf(), sts.obtain)))
        yield* TestClock.withLive(Effect.sleep("200 millis"))
        yield* goOn.open
        const failures = [yield* Fiber.join(owner), yield* Fiber.join(waiter)]
        for (const { code, kind, detail } of failures) {
          assert.deepStrictEqual([code, kind], ["AccessDenied", "denied"])
          assert.include(detail, "not authorized")
        }
        assert.strictEqual(sts.requests(), 1)
        assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA2")
      })
    )
  )

  it.effect(
    "makes one by itself after a minute",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        const begun = yield* Latch.make()
        const owner = yield* Effect.forkChild(first.session(askOf(), Effect.andThen(begun.open, Effect.never)))
        yield* begun.await
        const waiter = yield* Effect.forkChild(second.session(askOf(), sts.obtain))
        yield* TestClock.withLive(Effect.sleep("200 millis"))
        yield* TestClock.adjust("60 seconds")
        assert.strictEqual(idOf(yield* Fiber.join(waiter)), "ASIA1")
        yield* Fiber.interrupt(owner)
      })
    )
  )
})

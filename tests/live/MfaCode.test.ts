import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { layerPrompt, MfaCode } from "../../src/live/MfaCode.ts"
import { Person } from "../../src/platform/Person.ts"
import type { Answer, Question } from "../../src/platform/Question.ts"

const request = { serialNumber: "arn:aws:iam::111111111111:mfa/alice", profile: "acme-prd" }

/** The source of codes with a person who answers so, and what that person was asked. */
const withPerson = (answers: ReadonlyArray<string | Answer>, pace: Effect.Effect<unknown> = Effect.void) =>
  Effect.gen(function* () {
    const asked: Array<Question> = []
    const left = [...answers]
    const person: Person = {
      ask: (question) =>
        Effect.suspend(() => {
          asked.push(question)
          const answer = left.shift() ?? ""
          return Effect.as(pace, typeof answer === "string" ? { _tag: "Line", line: answer } : answer)
        })
    }
    const code = yield* MfaCode.pipe(Effect.provide(layerPrompt), Effect.provideService(Person, person))
    return { asked, code }
  })

describe("MfaCode.layerPrompt", () => {
  it.effect("asks unseen, naming the device and the profile, and takes a code with blanks", () =>
    Effect.gen(function* () {
      const { asked, code } = yield* withPerson([" 123 456"])
      assert.strictEqual(Redacted.value(yield* code(request)), "123456")
      assert.deepStrictEqual(asked, [
        {
          text: "Code of the MFA device arn:aws:iam::11********11:mfa/alice for the profile acme-prd: ",
          isHidden: true
        }
      ])
    })
  )

  it.effect("asks again for what is no code, three times in all", () =>
    Effect.gen(function* () {
      const { asked, code } = yield* withPerson(["12345", "abcdef", "123456"])
      assert.strictEqual(Redacted.value(yield* code(request)), "123456")
      assert.match(asked[1]?.text ?? "", /^A code has six digits\. Code of/)
      const stubborn = yield* withPerson(["1", "2", "3", "123456"])
      const { detail } = yield* Effect.flip(stubborn.code(request))
      assert.match(detail, /a code of six digits/)
      assert.strictEqual(stubborn.asked.length, 3)
    })
  )

  for (const [what, answer, detail] of [
    ["an empty line", "", /none was given\.$/],
    ["the end of the input", { _tag: "Left" }, /none was given\.$/],
    [
      "no terminal",
      { _tag: "Unasked", why: "it is night", next: "Wait." },
      /nobody can be asked for one: it is night\. Wait\.$/
    ]
  ] as const) {
    it.effect(`fails by ${what}, for a person`, () =>
      Effect.gen(function* () {
        const { asked, code } = yield* withPerson([answer])
        const error = yield* Effect.flip(code(request))
        assert.match(error.detail, detail)
        assert.notMatch(error.detail, /Layer/)
        assert.strictEqual(asked.length, 1)
      })
    )
  }

  it.effect("gives up on a person after five minutes", () =>
    Effect.gen(function* () {
      const { code } = yield* withPerson([], Effect.never)
      const fiber = yield* Effect.forkChild(Effect.flip(code(request)))
      yield* TestClock.adjust("299 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.match((yield* Fiber.join(fiber)).detail, /within 5 minutes/)
    })
  )

  it.effect("asks one after the other, and each has the whole time", () =>
    Effect.gen(function* () {
      const { asked, code } = yield* withPerson(["123456", "654321"], Effect.sleep("4 minutes"))
      const both = yield* Effect.forkChild(
        Effect.all([code(request), code({ ...request, profile: "acme-sbx" })], { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(asked.length, 1)
      yield* TestClock.adjust("7 minutes")
      assert.deepStrictEqual((yield* Fiber.join(both)).map(Redacted.value), ["123456", "654321"])
    })
  )

  it.effect("shows names of others without their effects", () =>
    Effect.gen(function* () {
      const { asked, code } = yield* withPerson(["123456"])
      yield* code({ serialNumber: "a\u001b[2Jb", profile: "x\n::error::y" })
      const text = asked[0]?.text ?? ""
      assert.notMatch(text, /\n|::error/)
      assert.notInclude(text, "\u001b")
    })
  )
})

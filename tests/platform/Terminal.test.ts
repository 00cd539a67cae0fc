import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import type { Answer } from "../../src/platform/Question.ts"
import { askAtTerminal } from "../../src/platform/Terminal.ts"
import { lendTerminal } from "../../src/platform/TerminalLoan.ts"

const question = { text: "Code: ", isHidden: true }

const inEnvironment = (env: { readonly [name: string]: string }) =>
  Effect.provide(askAtTerminal(question), ConfigProvider.layer(ConfigProvider.fromEnv({ env })))

const whyNot = (answer: Answer): string | undefined => (answer._tag === "Unasked" ? answer.why : undefined)

// What a terminal is needed for, tests/conformance/terminal.test.ts tries on one.
describe("askAtTerminal", () => {
  it.effect("asks nobody in a CI job, whatever it has of terminals", () =>
    Effect.gen(function* () {
      assert.strictEqual(whyNot(yield* inEnvironment({ CI: "true" })), "this is a CI job (CI is set)")
    })
  )

  it.effect("asks nobody while another program has the terminal", () =>
    Effect.gen(function* () {
      const lent = yield* lendTerminal(inEnvironment({}))
      assert.strictEqual(whyNot(lent), "the command that runs has the terminal")
      assert.strictEqual(whyNot(yield* inEnvironment({ CI: "1" })), "this is a CI job (CI is set)")
    })
  )
})

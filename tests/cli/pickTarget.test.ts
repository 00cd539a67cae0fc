import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Terminal from "effect/Terminal"
import { askTarget } from "../../src/cli/commands/exec/pickTarget.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"
import { pressed } from "./pressed.ts"

const inputOf = (name: string): Terminal.UserInput => ({
  input: Option.none(),
  key: { name, ctrl: false, meta: false, shift: false }
})

describe("exec without TARGET", () => {
  it.live("lets a person pick one of the targets, or leave", () =>
    Effect.gen(function* () {
      const shown: Array<string> = []
      const ask = (keys: ReadonlyArray<string>) =>
        askTarget(["sbx", "prd", "devops", "app"]).pipe(
          Effect.provide(Layer.merge(pressed(keys.map(inputOf), shown), nodeServices))
        )
      assert.strictEqual(yield* ask(["down", "down", "enter"]), "devops")
      for (const target of ["sbx", "prd", "devops", "app"]) assert.include(shown.join(""), target)
      assert.strictEqual((yield* Effect.flip(ask(["down"])))._tag, "QuitError")
    })
  )
})

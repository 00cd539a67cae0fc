import { assert, describe, it } from "@effect/vitest"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Terminal from "effect/Terminal"
import { askTarget } from "../../src/cli/commands/exec/pickTarget.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"

/** A terminal on which these keys are pressed; where they run out the person has left. */
const pressed = (keys: ReadonlyArray<string>, shown: Array<string>) =>
  Effect.gen(function* () {
    const queue = yield* Queue.make<Terminal.UserInput, Cause.Done>()
    yield* Queue.offerAll(
      queue,
      keys.map((name) => ({ input: Option.none(), key: { name, ctrl: false, meta: false, shift: false } }))
    )
    yield* Queue.end(queue)
    return Terminal.make({
      columns: Effect.succeed(80),
      rows: Effect.succeed(24),
      size: Effect.never,
      readLine: Effect.never,
      readInput: Effect.succeed(queue),
      display: (text) => Effect.sync(() => shown.push(text))
    })
  })

describe("exec without TARGET", () => {
  it.live("lets a person pick one of the targets, or leave", () =>
    Effect.gen(function* () {
      const shown: Array<string> = []
      const ask = (keys: ReadonlyArray<string>) =>
        askTarget(["sbx", "prd", "devops", "app"]).pipe(
          Effect.provideServiceEffect(Terminal.Terminal, pressed(keys, shown)),
          Effect.provide(nodeServices)
        )
      assert.strictEqual(yield* ask(["down", "down", "enter"]), "devops")
      for (const target of ["sbx", "prd", "devops", "app"]) assert.include(shown.join(""), target)
      assert.strictEqual((yield* Effect.flip(ask(["down"])))._tag, "QuitError")
    })
  )
})

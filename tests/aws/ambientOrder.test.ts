import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { cases, world } from "./ambientCases.ts"
import { ours, settle } from "./ambientRun.ts"

describe("the ambient chain takes", () => {
  for (const one of cases) {
    it.live(one.name, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* ours(yield* settle(one)), one.takes)
      }).pipe(Effect.provide(LocalAws.layer(world)))
    )
  }
})

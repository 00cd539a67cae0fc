import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { askOf, describeAsk, targetOf } from "../../src/domain/Purpose.ts"

describe("a target's word", () => {
  it.each([
    ["devops", { purpose: "devops" }, "devops"],
    ["app", { purpose: "app" }, "app"],
    ["session", { purpose: "app" }, "app"],
    ["prd", { purpose: "env", env: "prd" }, 'env("prd")'],
    ["constructor", { purpose: "env", env: "constructor" }, 'env("constructor")'],
    ["", { purpose: "env", env: "" }, 'env("")']
  ] as const)("%j stands for its ask", (target, ask, text) => {
    assert.deepStrictEqual(askOf(target), ask)
    assert.strictEqual(describeAsk(ask), text)
  })

  it.prop("of an ask stands for the same ask", [Schema.String], ([target]) => {
    assert.deepStrictEqual(askOf(targetOf(askOf(target))), askOf(target))
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { nearest } from "../../../src/domain/text/Nearest.ts"

const envs = ["sbx", "tst", "stg", "prd", "devops"]

describe("the nearest name", () => {
  it.each([
    ["prdd", "prd"],
    ["prod", "prd"],
    ["pdr", "prd"],
    ["PRD", "prd"],
    ["sb", "sbx"],
    ["tset", "tst"],
    ["sgt", "stg"],
    ["develops", "devops"]
  ])("to %s is %s", (given, expected) => {
    assert.strictEqual(nearest(given, envs)[0], expected)
  })

  it("takes a beginning for the name", () => {
    assert.strictEqual(nearest("aud", ["file", "audience", "command"])[0], "audience")
  })

  it("keeps the order of those alike, and shows all", () => {
    assert.deepStrictEqual([...nearest("zzzzzzzzz", envs)].sort(), [...envs].sort())
    assert.deepStrictEqual([...nearest("x", ["a", "b", "c"])], ["a", "b", "c"])
    assert.deepStrictEqual([...nearest("x", [])], [])
  })

  it("costs little for hostile input", () => {
    const long = "x".repeat(1_000_000)
    assert.deepStrictEqual([...nearest(long, [long, "a"])], [long, "a"])
  })

  it.prop(
    "has the name itself first, and loses none",
    [Schema.Array(Schema.String), Schema.String],
    ([names, given]) => {
      const short = given.slice(0, 60)
      const found = nearest(short, [...names, short])
      assert.strictEqual(found[0]?.toLowerCase(), short.toLowerCase())
      assert.sameMembers([...found], [...names, short])
    }
  )
})

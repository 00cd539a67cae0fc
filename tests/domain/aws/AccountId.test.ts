import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { isAccountId, maskAccountId, maskAccountIds } from "../../../src/domain/aws/AccountId.ts"

describe("an account id", () => {
  it.each(["111111111111", "000000000000", "012345678901"])("%s is one", (text) => {
    assert.isTrue(isAccountId(text))
  })

  it.each<[unknown]>([
    [111111111111],
    ["11111111111"],
    ["1111111111111"],
    [" 111111111111"],
    ["111111111111\n"],
    ["11111111111a"],
    ["１１１１１１１１１１１１"],
    [""],
    [null],
    [undefined]
  ])("%j is none", (value) => {
    assert.isFalse(isAccountId(value))
  })
})

describe("masking", () => {
  it("keeps two digits at each end, as the Python original", () => {
    assert.strictEqual(maskAccountId("123456789012"), "12********12")
  })

  it.each([
    ["", ""],
    ["1", "*"],
    ["1234", "****"],
    ["12345", "12********45"]
  ])("of %j, which is no account id, shows little of it", (text, masked) => {
    assert.strictEqual(maskAccountId(text), masked)
  })

  it("finds the ids in a text, and only them", () => {
    assert.strictEqual(
      maskAccountIds("arn:aws:iam::123456789012:role/x of 210987654321, request 1234567890123, 12345678901"),
      "arn:aws:iam::12********12:role/x of 21********21, request 1234567890123, 12345678901"
    )
  })

  it.prop(
    "leaves no account id in any text, and does nothing twice",
    [Schema.String, Schema.String],
    ([before, after]) => {
      const masked = maskAccountIds(`${before} 123456789012 ${after}`)
      assert.notMatch(masked, /(?<!\d)\d{12}(?!\d)/)
      assert.strictEqual(maskAccountIds(masked), masked)
    }
  )
})

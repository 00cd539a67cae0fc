import { assert, describe, it } from "@effect/vitest"
import { claimsOf } from "./tokens.ts"

describe("the times of a token", () => {
  it.each([
    [1_893_456_000, 1_893_456_000_000],
    [-5, -5000],
    [1e308, undefined],
    [1e15, undefined],
    ["1893456000", undefined],
    [null, undefined],
    [{ valueOf: 1 }, undefined]
  ])("are known where they are times: %j", (exp, expected) => {
    assert.strictEqual(claimsOf({ exp }).expiresAt, expected)
    assert.strictEqual(claimsOf({ iat: exp }).issuedAt, expected)
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import { readClaims } from "../../../src/domain/oidc/Claims.ts"

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const token = (claims: unknown): string => `${part({ alg: "RS256" })}.${part(claims)}.signature`
const read = (text: string) => readClaims(Redacted.make(text))

describe("readClaims", () => {
  it("reads what AWS compares", () => {
    const claims = read(token({ iss: "https://a.test", sub: "é", aud: ["x", "y"], azp: "z", iat: 1, exp: 2 }))
    assert.deepInclude(claims, { issuer: "https://a.test", subject: "é", audience: "z", audiences: ["x", "y"] })
    assert.deepInclude(claims, { issuedAt: 1000, expiresAt: 2000 })
    assert.strictEqual(read(token({ aud: "x", exp: "soon" }))?.audience, "x")
    assert.strictEqual(read(token({ aud: "x", exp: "soon" }))?.expiresAt, undefined)
  })

  it("takes nothing else for a token", () => {
    // Base64 of five characters is none, and the platform's own reader fails at it.
    for (const text of [
      "",
      "a",
      "a.b",
      "a.b.c",
      "abcde.abcde.x",
      `${token({})}.x`,
      token([]),
      token("x"),
      "..",
      "{}.{}.{}"
    ])
      assert.strictEqual(read(text), undefined, text)
  })
})

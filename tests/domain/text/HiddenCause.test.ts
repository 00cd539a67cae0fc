import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { hiddenCause } from "../../../src/domain/text/HiddenCause.ts"

const hide = (text: string): string => text.replaceAll("tokentoken", "<redacted>")

class Refused extends Error {
  override readonly name: string = "Refused"
  readonly CanonicalRequest = "POST\nx-amz-security-token:tokentoken"
  readonly $metadata = { requestId: "r-1", headers: ["a: tokentoken"] }
  readonly when = new Date(0)
  readonly agent = new Map([["token", "tokentoken"]])
  readonly retry = (): string => "tokentoken"
}

const shown = (value: unknown): string => inspect(value, { depth: 20, showHidden: true })

describe("hiddenCause", () => {
  it("hides texts in every field, in every depth, and in the causes of an error", () => {
    const error = new Refused("tokentoken is wrong", { cause: new AggregateError([new Error("tokentoken")], "both") })
    Object.defineProperty(error, "$response", { value: { headers: { authorization: "tokentoken" } } })
    Object.assign(error, { tokentoken: 1, self: error })
    const copy = hiddenCause(error, hide)
    assert.notInclude(shown(copy) + JSON.stringify(Object.entries(copy as object).length), "tokentoken")
    assert(copy instanceof Refused)
    assert.strictEqual(copy.message, "<redacted> is wrong")
    assert.strictEqual(copy.CanonicalRequest, "POST\nx-amz-security-token:<redacted>")
    assert.deepStrictEqual(copy.$metadata, { requestId: "r-1", headers: ["a: <redacted>"] })
    assert.deepStrictEqual(copy.when, new Date(0))
    assert.include(copy.stack ?? "", "HiddenCause.test")
    assert.strictEqual((copy.cause as AggregateError).errors[0].message, "<redacted>")
    assert.strictEqual((copy as unknown as { self: unknown }).self, copy)
  })

  it("leaves out what cannot be looked through", () => {
    const copy = hiddenCause(new Refused("x"), hide)
    assert.notProperty(copy, "agent")
    assert.notProperty(copy, "retry")
  })

  it("takes what is no error too, and a getter that throws", () => {
    assert.strictEqual(hiddenCause("a tokentoken", hide), "a <redacted>")
    assert.strictEqual(hiddenCause(undefined, hide), undefined)
    const odd = {
      get broken(): string {
        throw new Error("tokentoken")
      },
      good: 1
    }
    assert.deepStrictEqual(hiddenCause(odd, hide), { good: 1 })
  })
})

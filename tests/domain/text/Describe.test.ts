import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { describeValue, isPlainObject, safeText, valueAt } from "../../../src/domain/text/Describe.ts"

const secrets = [
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "AKIAIOSFODNN7EXAMPLE",
  "ASIAIOSFODNN7EXAMPLE",
  "FwoGZXIvYXdzEBYaDHqa0AP1W8FvBvXk6SLIAbcdEFGHijklMNOPqrstUVWXyz0123456789+/abcdEFGH=="
]

describe("describeValue", () => {
  it.each(secrets)("shows nothing of a secret, wherever it stands", (secret) => {
    for (const text of [secret, `key=${secret}`, `${secret} `, `"${secret}"`, `a\n${secret}`]) {
      assert.notInclude(describeValue(text), secret.slice(4, 16))
    }
  })

  it.each([
    "arn:aws:iam::222222222222:role/sbx_deployment_role",
    "us-east-1",
    "acme-devops",
    "a".repeat(60),
    "/Users/me/src/acme/Thing/conf/boto.ts"
  ])("shows what is no secret: %s", (text) => {
    assert.notInclude(describeValue(text), "not shown")
  })

  it("masks account ids, stays on one line and is not long", () => {
    assert.notInclude(safeText("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln"), "c2ln")
    assert.strictEqual(safeText("of 222222222222"), '"of 22********22"')
    assert.strictEqual(safeText("a\nb\u001b[0m"), '"a\\nb\\u001b[0m"')
    assert.isBelow(safeText("é-".repeat(10_000)).length, 90)
  })

  it.prop("is total", [Schema.Unknown], ([value]) => {
    const text = describeValue(value)
    assert.isBelow(text.length, 400)
    assert.notMatch(text, /\[object|\bundefined\b/)
  })

  it("names every other kind of value", () => {
    const ring: { self?: unknown } = {}
    ring.self = ring
    assert.deepStrictEqual(
      [undefined, null, 5n, Symbol("x"), () => 1, [], [1], new Date(0), new Map(), ring, false, ""].map(describeValue),
      [
        "nothing",
        "null",
        "the number 5",
        "a symbol",
        "a function",
        "an empty list",
        "a list of 1",
        "a date",
        "an object",
        "an object",
        "false",
        "an empty text"
      ]
    )
  })
})

describe("isPlainObject and valueAt", () => {
  it("tells objects of fields from others", () => {
    assert.deepStrictEqual([{}, Object.create(null), new (class A {})()].map(isPlainObject), [true, true, true])
    assert.deepStrictEqual([null, [], new Map(), new Date(), () => 1].map(isPlainObject), Array(5).fill(false))
  })

  it("follows own keys only", () => {
    assert.strictEqual(valueAt({ a: [{ b: 1 }] }, ["a", "0", "b"]), 1)
    assert.isUndefined(valueAt({}, ["constructor", "name"]))
    assert.isUndefined(valueAt(null, ["a"]))
  })
})

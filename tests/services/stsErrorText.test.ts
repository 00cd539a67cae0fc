import { assert, describe, it } from "@effect/vitest"
import { StsError, type StsErrorKind, stsErrorText } from "../../src/services/Sts.ts"

const errorOf = (kind: StsErrorKind, code: string): StsError =>
  new StsError({ operation: "AssumeRole", kind, code, detail: "what AWS said", region: "us-east-1", status: 403 })

describe("stsErrorText", () => {
  it.each([
    ["denied", "AccessDenied"],
    ["expired", "ExpiredToken"],
    ["unavailable", "Throttling"],
    ["unavailable", "ECONNREFUSED"]
  ] as const)("tells others what AWS said: %s, %s", (kind, code) => {
    const text = stsErrorText.encode(errorOf(kind, code))
    assert.deepInclude({ ...stsErrorText.decode(text ?? "") }, { kind, code, detail: "what AWS said", status: 403 })
  })

  it.each([
    ["unavailable", "ETIMEDOUT"],
    ["unavailable", "TimeoutError"],
    ["misconfigured", "InvalidEndpoint"]
  ] as const)("leaves to each process what is its own: %s, %s", (kind, code) => {
    assert.isUndefined(stsErrorText.encode(errorOf(kind, code)))
  })

  it.each(["", "null", "[]", "{}", '{"kind":"nonsense"}', '{"kind":"denied","code":1}'])(
    "takes %s for none",
    (text) => {
      assert.isUndefined(stsErrorText.decode(text))
    }
  )
})

import { assert, describe, it } from "@effect/vitest"
import { endOfIdentity, endOfSession } from "../../../src/domain/aws/KeptSession.ts"

describe("the end of what is kept", () => {
  it("is AWS's, or that of what was asked for, whichever comes first", () => {
    assert.strictEqual(endOfSession(1_000, 5_000, 3_600), 4_600)
    assert.strictEqual(endOfSession(1_000, 4_000, 3_600), 4_000)
    assert.strictEqual(endOfSession(1_000, undefined, 3_600), 4_600)
  })

  it("is a day for an identity", () => {
    assert.strictEqual(endOfIdentity(1_000), 86_401_000)
  })
})

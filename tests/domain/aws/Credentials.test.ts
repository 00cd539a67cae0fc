import { assert, describe, it } from "@effect/vitest"
import { rfc3339 } from "../../../src/domain/aws/Credentials.ts"

describe("rfc3339", () => {
  it("rounds down to a second", () => {
    assert.strictEqual(rfc3339(1_999), "1970-01-01T00:00:01Z")
  })
})

import * as NodeFS from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { errorsFile, errorsText } from "../../../scripts/reasons.ts"

describe("the reasons in docs/errors.md", () => {
  it("are what scripts/reasons.ts writes", () => {
    const page = NodeFS.readFileSync(errorsFile, "utf8")
    assert.strictEqual(page, errorsText(page))
  })
})

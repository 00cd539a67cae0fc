import * as NodeFS from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { readmeFile, readmeText } from "../../../scripts/reasons.ts"

describe("the README's table of reasons", () => {
  it("is what scripts/reasons.ts writes", () => {
    const readme = NodeFS.readFileSync(readmeFile, "utf8")
    assert.strictEqual(readme, readmeText(readme))
  })
})

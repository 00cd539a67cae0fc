import { assert, describe, it } from "@effect/vitest"
import { namedExports } from "../../src/platform/NamedExports.ts"

describe("namedExports", () => {
  it("are the module's own where it has any", () => {
    const module = { default: {}, Client: 1 }
    assert.strictEqual(namedExports(module), module)
  })

  it("are those of the default where a bundler leaves nothing else", () => {
    const names = { Client: 1 }
    assert.strictEqual(namedExports({ default: names } as object), names)
    assert.strictEqual(namedExports({ default: names, "module.exports": names } as object), names)
  })

  it("are the module's own where there are none at all", () => {
    const module = {}
    assert.strictEqual(namedExports(module), module)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { heavyImports } from "../../scripts/check/hotModules.ts"

const found = (texts: { readonly [file: string]: string }): ReadonlyArray<string> =>
  heavyImports("mod.ts", (file) => texts[file] ?? "").map(({ where, what }) => `${where} ${what}`)

describe("heavyImports", () => {
  it("finds one behind other files, and tells the way", () => {
    assert.deepStrictEqual(
      found({
        "mod.ts": 'export * from "./src/A.ts"',
        "src/A.ts": 'import "./B.ts"',
        "src/B.ts": 'import "effect/Schema"'
      }),
      ["src/B.ts:1 loads effect/Schema at each start (mod.ts → src/A.ts → src/B.ts); load it on demand"]
    )
  })

  for (const specifier of [
    "effect",
    "effect/FileSystem",
    "node:http",
    "node:process",
    "@aws-sdk/client-sts",
    "effect/unstable/cli"
  ]) {
    it(`finds ${specifier}`, () => assert.strictEqual(found({ "mod.ts": `import "${specifier}"` }).length, 1))
  }

  for (const text of [
    'import type * as Schema from "effect/Schema"',
    'const load = () => import("effect/Schema")',
    'import * as Effect from "effect/Effect"',
    'import { join } from "node:path"'
  ]) {
    it(`finds none in ${text}`, () => assert.deepStrictEqual(found({ "mod.ts": text }), []))
  }

  it("ends where files import each other", () => {
    assert.deepStrictEqual(found({ "mod.ts": 'import "./A.ts"', "A.ts": 'import "./mod.ts"' }), [])
  })
})

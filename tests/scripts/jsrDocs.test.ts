import { assert, describe, it } from "@effect/vitest"
import { lintProblems, publicModules, undocumented, unnameable } from "../../scripts/check/jsrDocs.ts"
import { root } from "../../scripts/lib/repository.ts"

describe("publicModules", () => {
  it("goes from an entry to its namespaces, and theirs, and to nothing else", () => {
    const texts: { readonly [file: string]: string } = {
      "mod.ts": 'export * as A from "./src/A.ts"\nexport * from "./src/B.ts"\nexport { C } from "./src/C.ts"',
      "src/A.ts": 'export * as Inner from "./inner/Inner.ts"',
      "src/inner/Inner.ts": 'import * as B from "../B.ts"\nexport const b = B'
    }
    assert.deepStrictEqual(
      publicModules(["mod.ts"], (file) => texts[file] ?? ""),
      ["mod.ts", "src/A.ts", "src/inner/Inner.ts"]
    )
  })
})

describe("lintProblems", () => {
  it("finds what deno doc says, with its place in the repository", () => {
    const said = [
      "error[missing-jsdoc]: exported symbol is missing JSDoc documentation",
      `  --> ${root}/src/A.ts:12:14`,
      "   | ",
      "12 | export const a = 1",
      "   |              ^",
      "",
      "",
      "error[private-type-ref]: public type 'A' references private type 'B'",
      `   --> ${root}/src/A.ts:120:1`,
      "error: Found 2 documentation lint errors."
    ].join("\n")
    assert.deepStrictEqual(lintProblems(said), [
      { where: "src/A.ts:12", what: "exported symbol is missing JSDoc documentation" },
      { where: "src/A.ts:120", what: "public type 'A' references private type 'B'" }
    ])
  })
})

describe("undocumented", () => {
  it("misses the documentation of the entry and of each exported symbol", () => {
    const symbols = [
      { name: "told", declarations: [{ declarationKind: "export", jsDoc: { doc: "What it is." } }] },
      { name: "untold", declarations: [{ declarationKind: "export" }] },
      { name: "own", declarations: [{ declarationKind: "private" }] }
    ]
    assert.deepStrictEqual(
      undocumented("mod.ts", { symbols }).map(({ what }) => what),
      ["has no @module documentation", "exports untold without documentation"]
    )
    assert.deepStrictEqual(undocumented("mod.ts", { module_doc: { doc: "What for." }, symbols: [] }), [])
  })
})

describe("unnameable", () => {
  it("finds the types of a function's signature that nothing exports", () => {
    const type = (typeName: string) => ({ tsType: { kind: "typeRef", value: { typeName } } })
    const def = {
      typeParams: [{ name: "A" }],
      params: [type("A"), type("Told"), type("Own"), type("Layer.Layer"), { tsType: { value: type("Hidden") } }],
      returnType: type("Promise")
    }
    const symbols = [
      { name: "run", declarations: [{ declarationKind: "export", kind: "function", def }] },
      { name: "own", declarations: [{ declarationKind: "private", kind: "function", def }] }
    ]
    assert.deepStrictEqual(
      unnameable("mod.ts", { symbols }, new Set(["Told"])).map(({ what }) => what),
      ["run names Own, which nothing public exports", "run names Hidden, which nothing public exports"]
    )
  })
})

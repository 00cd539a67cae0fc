import { assert, describe, it } from "@effect/vitest"
import { packageOf, parse } from "../../scripts/lib/source.ts"

const found = (text: string): ReadonlyArray<string> =>
  parse("a.ts", text).imports.map(({ specifier, kind, line }) => `${line} ${kind} ${specifier}`)

describe("imports", () => {
  const cases: ReadonlyArray<readonly [text: string, expected: ReadonlyArray<string>]> = [
    ['import a from "x"', ["1 static x"]],
    ["import a, { b as c } from 'x'", ["1 static x"]],
    ['import * as A from "x"', ["1 static x"]],
    ['import {\n  a,\n  b\n} from "x"\nimport "y"', ["1 static x", "5 static y"]],
    ['import type { A } from "x"', ["1 type x"]],
    ['import type A from "x"', ["1 type x"]],
    ['import type * as A from "x"', ["1 type x"]],
    ['import type from "x"', ["1 static x"]],
    ['import type, { A } from "x"', ["1 static x"]],
    ['import { type A } from "x"', ["1 static x"]],
    ['import { "a-b" as c } from "x"', ["1 static x"]],
    ['import x from "./x.json" with { type: "json" }', ["1 static ./x.json"]],
    ['export { a } from "x"', ["1 static x"]],
    ['export * from "x"\nexport * as B from "y"', ["1 static x", "2 static y"]],
    ['export type { A } from "x"\nexport type * from "y"', ["1 type x", "2 type y"]],
    ['export { a }\nexport * from "x"', ["2 static x"]],
    ['export { a }\nimport "x"', ["2 static x"]],
    ['export type A = "x"', []],
    ['export type A = B\nexport const from = "x"', []],
    ['const a = await import("x")', ["1 dynamic x"]],
    ["const a = () => import(`x`)", ["1 dynamic x"]],
    ['const a = { ...await import("x"), ...import("y") }', ["1 dynamic x", "1 dynamic y"]],
    ['import("x", { with: { type: "json" } })', ["1 dynamic x"]],
    ["import(name)", ["1 dynamic undefined"]],
    ["import(`x/$" + "{name}`)", ["1 dynamic undefined"]],
    ['import("x" + name)', ["1 dynamic undefined"]],
    ['const a = require("x")', ["1 dynamic x"]],
    ["const a = require(name)", ["1 dynamic undefined"]],
    ['type A = typeof import("x")', ["1 type x"]],
    ['type A = import("x").A', ["1 type x"]],
    ["import.meta.url", []],
    ['loader.import("x")', []]
  ]
  for (const [text, expected] of cases) {
    it(text, () => assert.deepStrictEqual(found(text), expected))
  }

  it("sees nothing in comments, strings and regular expressions", () => {
    const text = [
      '// import "a"',
      '/* import "b"',
      '   import "c" */',
      "const a = 'import \"d\"'",
      'const b = `import "e"',
      "`",
      "const c = /import(\"f\")[/]import('g')/g",
      'const d = a.length / 2; import "h" // after a division'
    ].join("\n")
    assert.deepStrictEqual(found(text), ["8 static h"])
  })

  it("sees code inside of a template", () => {
    const text = "const a = `one $" + "{ { b: `$" + '{await import("x")}` } }\n`\nimport "y"'
    assert.deepStrictEqual(found(text), ["1 dynamic x", "3 static y"])
  })

  it("does not take a quote in a comment or an escaped one for a string", () => {
    assert.deepStrictEqual(found("// it's\nconst a = 'it\\'s'\nimport \"x\""), ["3 static x"])
  })
})

describe("parse", () => {
  it("throws where the text is no module, by its language", () => {
    assert.throws(() => parse("src/a.ts", "import { from"), /^src\/a\.ts: /)
    assert.throws(() => parse("a.js", "type A = 1"), SyntaxError)
    assert.deepStrictEqual(parse("a.d.ts", 'export declare const a: import("x").A').imports, [
      { specifier: "x", kind: "type", line: 1 }
    ])
  })
})

describe("packageOf", () => {
  for (const [specifier, expected] of [
    ["effect", "effect"],
    ["effect/Effect", "effect"],
    ["@aws-sdk/client-sts", "@aws-sdk/client-sts"],
    ["@aws-sdk/client-sts/deep", "@aws-sdk/client-sts"],
    ["./a.ts", undefined],
    ["node:fs", undefined],
    ["#own", undefined]
  ] as const) {
    it(`${specifier} is of ${expected}`, () => assert.strictEqual(packageOf(specifier), expected))
  }
})

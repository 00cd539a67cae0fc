import { assert, describe, it } from "@effect/vitest"
import { checkFiles, checkManifests, type DenoJson, type PackageJson } from "../../scripts/check/exports.ts"

const npm: PackageJson = {
  version: "1.2.3",
  exports: {
    ".": { types: "./dist/mod.d.ts", default: "./dist/mod.js" },
    "./testing": { types: "./dist/src/testing/mod.d.ts", default: "./dist/src/testing/mod.js" },
    "./package.json": "./package.json"
  },
  bin: { tool: "./dist/src/cli/main.js" },
  files: ["dist", "README.md", "LICENSE", "CHANGELOG.md"],
  dependencies: { "ci-info": "^4.5.0" },
  peerDependencies: { effect: "~4.1.0" }
}

const deno: DenoJson = {
  version: "1.2.3",
  exports: { ".": "./mod.ts", "./testing": "./src/testing/mod.ts" },
  imports: { "ci-info": "npm:ci-info@^4.5.0", effect: "npm:effect@~4.1.0" },
  publish: { include: ["mod.ts", "src", "README.md", "LICENSE", "CHANGELOG.md"] }
}

const used = new Map([
  ["effect", "mod.ts:1"],
  ["ci-info", "src/a.ts:2"]
])

const lines = (problems: ReadonlyArray<{ where: string; what: string }>): ReadonlyArray<string> =>
  problems.map(({ where, what }) => `${where}: ${what}`)

describe("checkManifests", () => {
  const cases: ReadonlyArray<
    readonly [
      name: string,
      changed: { npm?: object; deno?: object; used?: typeof used },
      expected: ReadonlyArray<string>
    ]
  > = [
    ["agreement", {}, []],
    ["another version", { deno: { version: "1.2.4" } }, ["deno.json: version is 1.2.4, in package.json 1.2.3"]],
    [
      "an export that only deno.json has",
      { deno: { exports: { ...deno.exports, "./cdk": "./src/cdk/mod.ts" } } },
      ['package.json: exports no "./cdk", which deno.json exports']
    ],
    ["the command line as an export", { deno: { exports: { ...deno.exports, "./cli": "./src/cli/main.ts" } } }, []],
    [
      "another command line",
      { deno: { exports: { ...deno.exports, "./cli": "./src/cli/other.ts" } } },
      ["package.json: the command tool leads to ./dist/src/cli/main.js, in deno.json to ./src/cli/other.ts"]
    ],
    [
      "an export that only package.json has",
      { deno: { exports: { ".": "./mod.ts" } } },
      ['deno.json: exports no "./testing", which package.json exports']
    ],
    [
      "an export that leads elsewhere",
      { deno: { exports: { ...deno.exports, "./testing": "./src/testing/main.ts" } } },
      [
        'package.json: "./testing" leads to ./dist/src/testing/mod.d.ts, in deno.json to ./src/testing/main.ts',
        'package.json: "./testing" leads to ./dist/src/testing/mod.js, in deno.json to ./src/testing/main.ts'
      ]
    ],
    [
      "an export of a source file",
      { npm: { exports: { ...npm.exports, ".": { types: "./dist/mod.d.ts", default: "./mod.js" } } } },
      ['package.json: "." leads to ./mod.js, in deno.json to ./mod.ts']
    ],
    [
      "an undeclared package",
      { used: new Map([...used, ["yaml", "src/b.ts:3"]]) },
      ["package.json: yaml, which src/b.ts:3 imports, is neither a dependency nor a peer"]
    ],
    [
      "an unused package",
      { used: new Map([["effect", "mod.ts:1"]]) },
      ["package.json: nothing published imports ci-info"]
    ],
    [
      "another range",
      { deno: { imports: { ...deno.imports, effect: "npm:effect@^4.1.0" } } },
      ['deno.json: imports["effect"] is npm:effect@^4.1.0, not npm:effect@~4.1.0']
    ],
    [
      "an import too many",
      { deno: { imports: { ...deno.imports, yaml: "npm:yaml@2" } } },
      ['deno.json: imports["yaml"] is no dependency in package.json']
    ]
  ]
  for (const [name, changed, expected] of cases) {
    it(name, () =>
      assert.deepStrictEqual(
        lines(checkManifests({ ...npm, ...changed.npm }, { ...deno, ...changed.deno }, changed.used ?? used)),
        expected
      )
    )
  }
})

describe("checkFiles", () => {
  const check = (changed: { npm?: object; deno?: object; missing?: string }): ReadonlyArray<string> =>
    lines(
      checkFiles(
        { ...npm, ...changed.npm },
        { ...deno, ...changed.deno },
        ["mod.ts", "src/a.ts"],
        (path) => path !== changed.missing
      )
    )

  it("nothing missing", () => assert.deepStrictEqual(check({}), []))

  it("a file that the build did not make", () =>
    assert.deepStrictEqual(check({ missing: "dist/src/cli/main.js" }), [
      "package.json: dist/src/cli/main.js does not exist"
    ]))

  it("files that would not be packed", () =>
    assert.deepStrictEqual(check({ npm: { files: ["dist/src", "README.md", "LICENSE", "CHANGELOG.md"] } }), [
      'package.json: dist/mod.d.ts is not among "files"',
      'package.json: dist/mod.js is not among "files"'
    ]))

  it("files that would not be published", () =>
    assert.deepStrictEqual(check({ deno: { publish: { include: ["mod.ts", "src", "README.md", "LICENSE"] } } }), [
      'deno.json: CHANGELOG.md is not among "publish.include"'
    ]))
})

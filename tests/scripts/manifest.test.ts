import { assert, describe, it } from "@effect/vitest"
import { publishedManifest } from "../../scripts/lib/manifest.ts"
import { read } from "../../scripts/lib/repository.ts"

const ofRepository = { name: "tool", version: "1.2.3", private: true, files: ["dist"], license: "MIT" }

describe("publishedManifest", () => {
  it("leaves out what only developers need", () => {
    const more = { scripts: { test: "vitest run" }, devDependencies: { vitest: "5.1.1" }, allowScripts: { bun: true } }
    assert.deepStrictEqual(publishedManifest({ ...ofRepository, ...more }), {
      name: "tool",
      version: "1.2.3",
      license: "MIT"
    })
  })

  it("knows each field of the package's own manifest", () => {
    const published = Object.keys(publishedManifest(JSON.parse(read("package.json"))))
    assert.includeMembers(published, [
      "name",
      "version",
      "exports",
      "bin",
      "engines",
      "dependencies",
      "peerDependencies"
    ])
    assert.notIncludeMembers(published, ["private", "scripts", "devDependencies"])
  })

  it("stops at a field that nobody has decided about", () =>
    assert.throws(() => publishedManifest({ ...ofRepository, overrides: {} }), /package\.json: overrides/))

  for (const repository of [
    "https://host.example/acme/tool",
    { type: "git", url: "git+https://host.example/acme/tool.git" }
  ]) {
    it(`has the addresses that follow from ${JSON.stringify(repository)}`, () => {
      const { homepage, bugs } = publishedManifest({ ...ofRepository, repository })
      assert.strictEqual(homepage, "https://host.example/acme/tool#readme")
      assert.deepStrictEqual(bugs, { url: "https://host.example/acme/tool/issues" })
    })
  }

  it("has no address where there is no repository", () =>
    assert.notIncludeMembers(Object.keys(publishedManifest(ofRepository)), ["homepage", "bugs", "repository"]))
})

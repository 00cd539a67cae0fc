import { assert, describe, it } from "@effect/vitest"
import { anchorsOf, isNamed, linkProblems, linksOf, unnamed, variablesOf } from "../../scripts/lib/pages.ts"

describe("anchorsOf", () => {
  it("makes them as GitHub does", () => {
    const page = "# What `exec` does, and why\n\n## A CI job's own identity\n\n## The [page](a.md) of it\n"
    assert.deepStrictEqual(Array.from(anchorsOf(page)), [
      "what-exec-does-and-why",
      "a-ci-jobs-own-identity",
      "the-page-of-it"
    ])
  })

  it("numbers what comes again, and leaves out what stands in a block", () => {
    const page = "## One\n\n```sh\n# a comment\n```\n\n## One\n"
    assert.deepStrictEqual(Array.from(anchorsOf(page)), ["one", "one-1"])
  })
})

describe("linksOf", () => {
  it("finds links, references and pictures with their lines, and none in code or of the web", () => {
    const page = [
      "[a](a.md) and [b](https://example.com)",
      '<img src="pictures/a.svg">',
      "`[c](c.md)`",
      "```md",
      "[d](d.md)",
      "```",
      "[e]: e.md#top"
    ].join("\n")
    assert.deepStrictEqual(linksOf(page), [
      { target: "a.md", line: 1 },
      { target: "e.md#top", line: 7 },
      { target: "pictures/a.svg", line: 2 }
    ])
  })
})

describe("linkProblems", () => {
  const pages = new Map([
    ["README.md", "[there](docs/a.md#first) [not](docs/b.md) [no heading](docs/a.md#second)"],
    ["docs/a.md", "# A\n\n## First\n\n[back](../README.md) [here](#first) [gone](#third)"]
  ])

  it("tells what leads nowhere", () => {
    assert.deepStrictEqual(
      linkProblems(pages, (path) => pages.has(path)).map(({ where, what }) => `${where} ${what}`),
      [
        "README.md:1 leads to docs/b.md, which is not there",
        "README.md:1 leads to #second, which is no heading of docs/a.md",
        "docs/a.md:5 leads to #third, which is no heading of docs/a.md"
      ]
    )
  })
})

describe("names", () => {
  it("are words of their own, or the beginning of a family", () => {
    assert.isTrue(isNamed("see `Aws.layerLocal`", "layerLocal"))
    assert.isFalse(isNamed("see `Aws.layerLocal`", "layer"))
    assert.isTrue(isNamed("`BOTO_SES_EXEC_…`", "BOTO_SES_EXEC_TARGET"))
    assert.isFalse(isNamed("`BOTO_SES_…`", "CACHE_SES"))
  })

  it("are missed with the place that they come from", () => {
    const pages = new Map([["README.md", "`layer`"]])
    assert.deepStrictEqual(
      unnamed(
        pages,
        new Map([
          ["layer", "mod.ts"],
          ["layerOf", "src/a.ts"]
        ])
      ),
      [{ where: "src/a.ts", what: "neither README.md nor docs/ names layerOf" }]
    )
  })

  it("of variables are whole texts, and none that only begin others", () => {
    const source = 'read("BOTO_SES_CACHE") + "XDG_CACHE_HOME" + `$BOTO_SES_NOT` + "BOTO_SES_DECIDED_" + "MY_BOTO_SES_X"'
    assert.deepStrictEqual(variablesOf(source), ["BOTO_SES_CACHE", "XDG_CACHE_HOME"])
  })
})

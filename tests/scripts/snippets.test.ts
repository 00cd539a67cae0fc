import { assert, describe, it } from "@effect/vitest"
import { commandsOf, docSnippetsOf, snippetsOf } from "../../scripts/lib/snippets.ts"

describe("snippetsOf", () => {
  it("finds blocks with their place, language and marks", () => {
    const markdown = [
      "# Title",
      "```ts no-run",
      "const a = 1",
      "",
      "a",
      "```",
      "text",
      "~~~sh",
      "npm test",
      "~~~"
    ].join("\n")
    assert.deepStrictEqual(snippetsOf("a.md", markdown), [
      { file: "a.md", line: 3, language: "ts", marks: ["no-run"], code: "const a = 1\n\na\n" },
      { file: "a.md", line: 9, language: "sh", marks: [], code: "npm test\n" }
    ])
  })

  it("takes off the indent of a block in a list, and no more", () => {
    const markdown = ["1. First:", "   ```ts", "   if (a) {", "     b", "   }", "   ```"].join("\n")
    assert.strictEqual(snippetsOf("a.md", markdown)[0]?.code, "if (a) {\n  b\n}\n")
  })

  it("does not end a block at a shorter fence", () => {
    const markdown = ["````md", "```ts", "a", "```", "````"].join("\n")
    assert.deepStrictEqual(
      snippetsOf("a.md", markdown).map(({ code }) => code),
      ["```ts\na\n```\n"]
    )
  })

  it("refuses a block without end", () => {
    assert.throws(() => snippetsOf("a.md", "text\n```ts\na"), /a\.md:2: the fence is not closed/)
  })
})

describe("docSnippetsOf", () => {
  it("finds blocks in doc comments only", () => {
    const source = [
      "// ```ts",
      "/** One line. */",
      "/**",
      " * Text.",
      " *",
      " * ```ts",
      " * const a = {",
      " *   b: 1",
      " * }",
      " *",
      " * ```",
      " */",
      "export const x = 1",
      "  /**",
      "   * ```ts no-run",
      "   * inner * 2",
      "   * ```",
      "   */"
    ].join("\n")
    assert.deepStrictEqual(docSnippetsOf("a.ts", source), [
      { file: "a.ts", line: 7, language: "ts", marks: [], code: "const a = {\n  b: 1\n}\n\n" },
      { file: "a.ts", line: 16, language: "ts", marks: ["no-run"], code: "inner * 2\n" }
    ])
  })
})

describe("commandsOf", () => {
  it("reads one command a line", () => {
    const code = [
      "# set up",
      "$ npm install && npm start",
      "npm test   # all of it",
      "",
      "npx a \\",
      "  --b",
      "echo a#b"
    ].join("\n")
    assert.deepStrictEqual(commandsOf(code), ["npm install && npm start", "npm test", "npx a --b", "echo a#b"])
  })
})

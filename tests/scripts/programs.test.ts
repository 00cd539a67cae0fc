import { assert, describe, it } from "@effect/vitest"
import { programsOf } from "../../scripts/lib/programs.ts"
import { snippetsOf } from "../../scripts/lib/snippets.ts"

const programs = (...markdown: ReadonlyArray<string>): ReturnType<typeof programsOf> =>
  programsOf(snippetsOf("docs/a.md", markdown.join("\n")))

describe("programsOf", () => {
  it("keeps a block at its line", () => {
    const [program] = programs("# Title", "", "```ts", "first", "second", "```").programs
    assert.strictEqual(program?.path, "snippets/docs-a.md-4.ts")
    assert.strictEqual(program?.text, "\n\n\nfirst\nsecond\n")
  })

  it("puts what continues after what it continues, all the way back", () => {
    const { programs: all } = programs(
      "```ts",
      "a",
      "```",
      "```ts continues",
      "b",
      "```",
      "",
      "```ts continues",
      "c",
      "```"
    )
    assert.deepStrictEqual(
      all.map(({ text }) => text),
      ["\na\n", "\na\n\n\nb\n", "\na\n\n\nb\n\n\n\nc\n"]
    )
    assert.deepStrictEqual(
      all.map(({ isContinued }) => isContinued),
      [true, true, false]
    )
  })

  it("starts anew without the mark", () => {
    assert.strictEqual(programs("```ts", "a", "```", "```ts", "b", "```").programs[1]?.text, "\n\n\n\nb\n")
  })

  it("names a test so that Vitest finds it", () => {
    assert.strictEqual(programs("```ts test", "a", "```").programs[0]?.path, "snippets/docs-a.md-2.test.ts")
  })

  it("keeps the tests of other runtimes from tsc, which has no types for them", () => {
    assert.strictEqual(programs("```ts bun-test", "a", "```").programs[0]?.path, "foreign/docs-a.md-2.test.ts")
    assert.strictEqual(programs("```ts deno-test", "a", "```").programs[0]?.path, "foreign/docs-a.md-2.test.ts")
  })

  it("refuses marks that it does not know, and no-run without an error shown", () => {
    const { problems } = programs("```ts no-runn", "a", "```", "```ts no-run", "b", "```")
    assert.deepStrictEqual(
      problems.map(({ snippet, what }) => `${snippet.line} ${what}`),
      ['2 "no-runn" is no mark of a ts block', "5 a no-run block shows what does not compile, with a @ts-expect-error"]
    )
    assert.lengthOf(programs("```ts no-run", "// @ts-expect-error", "```").problems, 0)
  })
})

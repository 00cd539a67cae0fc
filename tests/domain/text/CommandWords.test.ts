import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { posixWords, windowsWords } from "../../../src/domain/text/CommandWords.ts"

const words = (split: typeof posixWords, command: string) =>
  Result.match(split(command), { onFailure: (problem) => problem, onSuccess: (all) => all })

describe("posixWords", () => {
  for (const [command, expected] of [
    ["", []],
    [" \t\r\n", []],
    ["tool  --a\tb\nc", ["tool", "--a", "b", "c"]],
    ["tool 'a \"b\\' c", ["tool", 'a "b\\', "c"]],
    ['"a \\" \\\\ \\n \\$"', ['a " \\ \\n \\$']],
    ["a\\ b\\\nc", ["a b\nc"]],
    ["'' x\"\" \"\"''", ["", "x", ""]],
    ["a'b'\"c\"d", ["abcd"]],
    ["a|b & c;d $(e) # f", ["a|b", "&", "c;d", "$(e)", "#", "f"]],
    ["a\u00a0b\u000bc", ["a\u00a0b\u000bc"]],
    ["$'a\\nb'", ["$a\\nb"]],
    ["'a", "OpenQuote"],
    ['"a\\"', "OpenQuote"],
    ["a\\", "OpenEscape"],
    ['"a\\', "OpenEscape"]
  ] as const) {
    it(JSON.stringify(command), () => {
      assert.deepStrictEqual(words(posixWords, command), expected)
    })
  }

  it.prop("gives back words that were quoted", [Schema.Array(Schema.String)], ([all]) => {
    assert.deepStrictEqual(words(posixWords, all.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ")), all)
  })
})

describe("windowsWords", () => {
  for (const [command, expected] of [
    ["", []],
    ["C:\\bin\\tool.exe  --a\tb", ["C:\\bin\\tool.exe", "--a", "b"]],
    ['"C:\\Program Files\\tool.exe" x', ["C:\\Program Files\\tool.exe", "x"]],
    ['a\\"b a\\\\"b c" d', ['a"b', "a\\b c", "d"]],
    ['"" x', ["", "x"]],
    ["'a b' &c", ["'a", "b'", "&c"]],
    ["a\\\\ b\\", ["a\\\\", "b\\"]],
    ["a\nb", ["a\nb"]],
    ['"a', "OpenQuote"]
  ] as const) {
    it(JSON.stringify(command), () => {
      assert.deepStrictEqual(words(windowsWords, command), expected)
    })
  }
})

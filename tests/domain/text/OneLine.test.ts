import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { oneLine, safeLine } from "../../../src/domain/text/OneLine.ts"

const cases: ReadonlyArray<readonly [what: string, text: string, shown: string]> = [
  ["a colour", "\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m"],
  ["the title of a terminal", "\u001b]0;owned\u0007", "\\u001b]0;owned\\u0007"],
  ["a one-byte escape sequence", "\u009b2J", "\\u009b2J"],
  ["a backspace, a delete and a null", "a\b\u007f\u0000", "a\\u0008\\u007f\\u0000"],
  ["a line break", "one\r\n  two\n\nthree", "one two three"],
  ["a line break at either end", "\nan answer of AWS.\n", "an answer of AWS."],
  ["a carriage return that hides", "safe\rerror", "safe error"],
  ["Unicode's line breaks", "one\u2028two\u0085three", "one two three"],
  ["a turned direction of writing", "acme-\u202edrp\u202c\u2066x\u2069", "acme-\\u202edrp\\u202c\\u2066x\\u2069"],
  ["what takes no place", "ac\u200bme\ufeff\u2060", "ac\\u200bme\\ufeff\\u2060"],
  ["hidden tags", "a\u{e0041}", "a\\udb40\\udc41"],
  ["half a character", "a\ud800b", "a\\ud800b"],
  ["a tab", "a\tb", "a b"],
  ["GitHub's order", "::error title=x::y", "\\u003a:error title=x::y"],
  ["GitHub's order behind blanks", "x  ::add-mask::y", "x  \\u003a:add-mask::y"],
  ["GitHub's order after a line break", "x\n::stop-commands::y", "x \\u003a:stop-commands::y"],
  ["GitHub's first form", "x ##[error]y", "x \\u0023#[error]y"],
  ["Azure's order", "x ##vso[task.setvariable variable=a]b", "x \\u0023#vso[task.setvariable variable=a]b"],
  ["Azure's order within a word", "x##VSO[a]", "x\\u0023#VSO[a]"],
  ["TeamCity's order", "##teamcity[buildStop]", "\\u0023#teamcity[buildStop]"],
  ["three number signs", "###vso[a]", "#\\u0023#vso[a]"]
]

describe("oneLine", () => {
  it.each(cases)("takes the effect from %s", (_, text, shown) => {
    assert.strictEqual(oneLine(text), shown)
  })

  it.each([
    "arn:aws:iam::222222222222:role/path/sbx_deployment_role",
    "std::string of a::b",
    "12:30 :: noon",
    "## a heading [x]",
    "Zürich, 東京, 👩‍💻, שלום",
    "C:\\Users\\me"
  ])("leaves what has none: %s", (text) => {
    assert.strictEqual(oneLine(text), text)
  })

  it.prop("of any text stays on a line, and is the same when it is shown again", [Schema.String], ([text]) => {
    assert.notMatch(oneLine(text), /[\p{Cc}\u2028\u2029]/u)
    assert.strictEqual(oneLine(oneLine(text)), oneLine(text))
  })
})

describe("safeLine", () => {
  it.each(cases)("within JSON leaves the text the same: %s", (_, text) => {
    const json = JSON.stringify({ [text]: text })
    assert.deepStrictEqual(JSON.parse(safeLine(json)), JSON.parse(json))
    assert.notMatch(safeLine(json), /[\p{Cc}\u2028\u2029\u202e]|##vso\[/u)
  })
})

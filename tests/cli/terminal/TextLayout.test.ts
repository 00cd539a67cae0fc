import { assert, describe, it } from "@effect/vitest"
import { hang, pad, shorten, wrap } from "../../../src/cli/terminal/TextLayout.ts"

describe("wrap", () => {
  it("breaks between words and keeps a long one whole", () => {
    assert.deepStrictEqual(wrap("one two three", 7), ["one two", "three"])
    assert.deepStrictEqual(wrap("see https://example.com/a/long/path now", 10), [
      "see",
      "https://example.com/a/long/path",
      "now"
    ])
  })
  it("never breaks a command, which is copied", () => {
    for (const command of [
      "aws sso login --profile acme-prd",
      "aws configure --profile 'my corp'",
      "aws --profile boto-ses-app sts get-caller-identity",
      "boto-ses doctor",
      "boto-ses explain --matrix",
      "boto-ses init --env sbx=111111111111 --region us-east-1",
      "npm install --save-dev effect-boto-ses",
      "npx effect-boto-ses init",
      "chmod 700 /home/u/.cache/boto-ses"
    ]) {
      for (const [before, after] of [
        ["Run: ", ""],
        ["Add it (", "), or correct the name of what was meant."],
        ["Correct that, then run ", "."]
      ]) {
        for (const width of [1, 20, 30, 40, 60]) {
          const lines = wrap(`${before}${command}${after}`, width)
          assert.isTrue(
            lines.some((line) => line.includes(command)),
            lines.join("|")
          )
        }
      }
    }
    assert.deepStrictEqual(wrap("what the AWS CLI and boto-ses, as well as aws itself, take", 14), [
      "what the AWS",
      "CLI and",
      "boto-ses, as",
      "well as",
      "aws itself,",
      "take"
    ])
  })
  it("keeps the breaks of the text", () => {
    assert.deepStrictEqual(wrap("one\n\ntwo", 7), ["one", "", "two"])
  })
})

describe("hang", () => {
  it("indents the lines after the first by the label", () => {
    assert.deepStrictEqual(hang("Next: ", "one two three", 13), ["Next: one two", "      three"])
  })
})

describe("shorten", () => {
  it("marks what it cuts", () => {
    assert.deepStrictEqual(
      [4, 5, 6].map((width) => shorten("plums", width)),
      ["plu…", "plums", "plums"]
    )
  })
  it("counts a wide character as the two columns that it takes", () => {
    assert.deepStrictEqual(
      [3, 4, 5, 6].map((width) => shorten("環境名", width)),
      ["環…", "環…", "環境…", "環境名"]
    )
  })
})

describe("pad", () => {
  it("fills up on the side asked for", () => {
    assert.deepStrictEqual([pad("a", 3), pad("a", 3, "right"), pad("abcd", 3)], ["a  ", "  a", "abcd"])
    assert.strictEqual(pad("環境", 5), "環境 ")
  })
})

import { assert, describe, it } from "@effect/vitest"
import { paintColours, wantsColour } from "../../../src/cli/terminal/Paint.ts"

const nothing = { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, TERM: undefined }

describe("wantsColour", () => {
  const cases: ReadonlyArray<
    readonly [wanted: boolean, isTerminal: boolean, variables: Partial<typeof nothing> | object]
  > = [
    [true, true, {}],
    [true, true, { TERM: "xterm-256color" }],
    [true, true, { NO_COLOR: "", CI: "", FORCE_COLOR: "" }],
    [true, true, { CI: "false" }],
    [false, true, { CI: "true" }],
    [false, true, { TERM: "dumb" }],
    [false, true, { NO_COLOR: "1" }],
    [false, true, { NO_COLOR: "0" }],
    [false, true, { FORCE_COLOR: "0" }],
    [false, true, { FORCE_COLOR: "false" }],
    [false, false, {}],
    [false, false, { TERM: "xterm-256color" }],
    [true, false, { FORCE_COLOR: "1" }],
    [true, false, { FORCE_COLOR: "3", CI: "true", TERM: "dumb" }],
    [false, false, { FORCE_COLOR: "1", NO_COLOR: "1" }]
  ]
  for (const [wanted, isTerminal, variables] of cases) {
    it(`${wanted} ${isTerminal ? "on a terminal" : "in a pipe"} with ${JSON.stringify(variables)}`, () => {
      assert.strictEqual(wantsColour({ ...nothing, isTerminal, ...variables }), wanted)
    })
  }
})

describe("paintColours", () => {
  it("ends the look that it began", () => {
    assert.strictEqual(paintColours("bad", "no"), "\u001b[31mno\u001b[39m")
    assert.strictEqual(paintColours("heading", "title"), "\u001b[1mtitle\u001b[22m")
  })
  it("leaves plain and empty text alone", () => {
    assert.strictEqual(paintColours("plain", "text"), "text")
    assert.strictEqual(paintColours("dim", ""), "")
  })
})

import { assert, describe, it } from "@effect/vitest"
import { changedWords } from "../../src/cli/commands/exec/oddBytes.ts"

const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values)

describe("changedWords", () => {
  it("are those in which bytes were replaced", () => {
    assert.deepStrictEqual(changedWords(["a", "caf\ufffd"], bytes(0x61, 0, 0x63, 0x61, 0x66, 0xe9)), [1])
    assert.deepStrictEqual(changedWords(["a", "caf\ufffd"], undefined), [1])
  })

  it("are none where the replacement itself was given", () => {
    assert.deepStrictEqual(changedWords(["a", "\ufffd"], bytes(0x61, 0, 0xef, 0xbf, 0xbd)), [])
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { plainPieces, plainText } from "../../../src/domain/text/PlainText.ts"

const hostile =
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b]8;;http://x\u001b\\link\u001bc\u009b2J\u202eevil\b\r\nnext\rover\tü\n"

describe("plainText", () => {
  it("keeps words and lines", () => {
    assert.strictEqual(plainText(hostile), "red link\\u009b2J\\u202eevil\\u0008\nnext\nover  ü\n")
  })

  it.prop("is the same piece by piece", [Schema.Array(Schema.Int)], ([cuts]) => {
    const pieces = plainPieces()
    const places = [0, ...cuts.map((cut) => Math.abs(cut) % hostile.length), hostile.length].sort((a, b) => a - b)
    const shown = places.slice(1).map((end, index) => pieces(hostile.slice(places[index], end)))
    assert.strictEqual(shown.join(""), plainText(hostile))
  })
})

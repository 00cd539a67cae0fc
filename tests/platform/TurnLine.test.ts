import { assert, describe, it } from "@effect/vitest"
import { processorShare } from "../../src/platform/TurnLine.ts"

describe("processorShare", () => {
  const cases: ReadonlyArray<readonly [string, number, number]> = [
    ["0.00 0.00 0.00 1/132 1361\n", 2, 1],
    ["37.77 21.49 12.83 4/132 1361\n", 2, 0.5],
    ["1.00 1.00 1.00 100/900 1361\n", 2, 0.1],
    ["1.00 1.00 1.00 0/900 1361\n", 8, 1],
    ["", 2, 1],
    ["none of ours", 2, 1]
  ]
  for (const [text, processors, share] of cases) {
    it(`is ${share} of ${processors} by ${JSON.stringify(text)}`, () => {
      assert.strictEqual(processorShare(text, processors), share)
    })
  }
})

import { assert, describe, it } from "@effect/vitest"
import { describeJudged } from "../../scripts/lib/judged.ts"

describe("the cases that peers judged", () => {
  it("are summed for each of them", () => {
    const lines = [
      { judge: "moto", cases: 310 },
      { judge: "boto3", cases: 2000 },
      { judge: "boto3", cases: 33 }
    ]
    assert.strictEqual(
      describeJudged(lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
      "boto3 2,033, moto 310"
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { editedDotenv, variablesIn } from "../../src/cli/commands/env/dotenvFile.ts"

const variables = {
  set: [
    ["AWS_ACCESS_KEY_ID", "new"],
    ["AWS_REGION", "us-east-1"]
  ],
  unset: ["AWS_PROFILE"]
} as const

const edited = (text: string) => Result.getOrThrow(editedDotenv(text, variables))

describe("a dotenv file", () => {
  it("keeps every line that is not ours, and takes ours in their places", () => {
    const cases: ReadonlyArray<readonly [before: string, after: string]> = [
      ["", "AWS_ACCESS_KEY_ID=new\nAWS_REGION=us-east-1\n"],
      ["A=1", "A=1\nAWS_ACCESS_KEY_ID=new\nAWS_REGION=us-east-1\n"],
      [
        "# c\nexport AWS_ACCESS_KEY_ID = 'old'\n\nAWS_REGION=a\nB=2\nAWS_REGION=b\n",
        "# c\nexport AWS_ACCESS_KEY_ID=new\n\nAWS_REGION=us-east-1\nB=2\n"
      ],
      ["A=1\r\nAWS_REGION=a\r\n", "A=1\r\nAWS_REGION=us-east-1\r\nAWS_ACCESS_KEY_ID=new\r\n"],
      [
        "AWS_PROFILE=p\nMY_AWS_REGION=x\n#AWS_REGION=y\n",
        "MY_AWS_REGION=x\n#AWS_REGION=y\nAWS_ACCESS_KEY_ID=new\nAWS_REGION=us-east-1\n"
      ],
      ['K="a\nb\nc"\nAWS_REGION=a\n', 'K="a\nb\nc"\nAWS_REGION=us-east-1\nAWS_ACCESS_KEY_ID=new\n']
    ]
    for (const [before, after] of cases) assert.strictEqual(edited(before), after)
    assert.strictEqual(
      edited("\uFEFFAWS_REGION=a\nX=\u00fc\n"),
      "AWS_REGION=us-east-1\nX=\u00fc\nAWS_ACCESS_KEY_ID=new\n"
    )
  })

  it("does not touch what some readers take as the value of another variable", () => {
    for (const text of ['K="a\nAWS_REGION=x\n"\n', "AWS_REGION='a\nb'\n"]) {
      assert.deepStrictEqual(editedDotenv(text, variables), Result.fail("AWS_REGION"))
    }
  })

  it("has the variables of a target and those that would win over them", () => {
    assert.deepStrictEqual(variablesIn("AWS_PROFILE=\nA=AWS_REGION\nexport AWS_REGION=a\nAWS_REGION=b", variables), [
      "AWS_PROFILE",
      "AWS_REGION"
    ])
  })
})

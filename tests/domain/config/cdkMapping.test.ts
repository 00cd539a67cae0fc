import { assert, describe, it } from "@effect/vitest"
import { ConfigFile } from "../../../src/domain/config/ConfigFile.ts"
import { configProblems } from "../../../src/domain/config/FindProblems.ts"

const sbx = { accountId: "222222222222" }
const problems = (cdk: unknown) => configProblems(ConfigFile, { devops: {}, workloads: { sbx }, cdk })

describe("the mapping of CDK's accounts", () => {
  it("is an account and a target of it", () => {
    assert.deepStrictEqual(problems({ "222222222222": "sbx", "111111111111": "devops" }), [])
  })

  it("tells every mistake at once", () => {
    const found = problems({ "22": "sbx", "222222222222": "sbxx", "333333333333": "sbx", "444444444444": "app" })
    assert.deepStrictEqual(
      found.map(({ path, next }) => [path, next]),
      [
        ["cdk", "Write the account's 12 digits; in a file as text, in quotes."],
        ["cdk.444444444444", "Write devops or the name of a workload."],
        ["cdk.222222222222", 'Did you mean "sbx"? Known: sbx, devops.'],
        ["cdk.333333333333", "Make them agree."]
      ]
    )
  })
})

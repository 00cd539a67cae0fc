import { assert, describe, it } from "@effect/vitest"
import type { Entries } from "../../../src/domain/config/Entry.ts"
import type { EnvRole } from "../../../src/domain/config/Role.ts"
import { policyAgreementProblems } from "../../../src/domain/config/RoleConflicts.ts"

const role = (roleName: string): EnvRole => ({ roleName, roleSessionName: "x", options: {} })
const oneAccount: Entries = {
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "111111111111" }, prd: { accountId: "333333333333" } },
  guardApp: false
}
const named = (devops: string, sbx: string, prd = sbx): ReadonlyMap<string, EnvRole> =>
  new Map([
    ["devops", role(devops)],
    ["sbx", role(sbx)],
    ["prd", role(prd)]
  ])

describe("policyAgreementProblems", () => {
  it("finds nothing where every role is another", () => {
    assert.deepStrictEqual(policyAgreementProblems(oneAccount, named("a", "b")), [])
    assert.deepStrictEqual(policyAgreementProblems(oneAccount, named("a", "b", "a")), [])
  })

  it("finds a workload's role that is by its name that of devops, whatever the paths", () => {
    const problems = policyAgreementProblems(oneAccount, named("deploy", "path/deploy"))
    assert.strictEqual(problems.length, 1)
    assert.strictEqual(problems[0]?.path, "devops and sbx")
    assert.include(problems[0]?.found, 'the same role, "deploy"')
  })

  it("finds one stated in the one place and named in the other", () => {
    const entries = { ...oneAccount, devops: { roleArn: "arn:aws:iam::111111111111:role/ops/deploy" } }
    assert.strictEqual(policyAgreementProblems(entries, named("a", "deploy")).length, 1)
    assert.strictEqual(policyAgreementProblems(entries, named("deploy", "b")).length, 0)
  })

  it("does not compare roles whose account is not known", () => {
    const entries = { ...oneAccount, devops: {}, workloads: { sbx: {}, prd: {} } }
    assert.deepStrictEqual(policyAgreementProblems(entries, named("a", "a")), [])
  })

  it("finds envs that only the policy names, the nearest known one first", () => {
    const problems = policyAgreementProblems(oneAccount, named("a", "b"), ["devops", "prd", "prdd"])
    assert.strictEqual(problems.length, 1)
    assert.strictEqual(problems[0]?.found, '"prdd"')
    assert.include(problems[0]?.next, 'Did you mean "prd"?')
  })
})

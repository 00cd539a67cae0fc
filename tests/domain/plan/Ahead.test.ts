import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { assumedAhead, noteAhead } from "../../../src/domain/plan/Ahead.ts"
import { plan } from "../../../src/domain/plan/Decide.ts"
import type { Facts } from "../../../src/domain/plan/Plan.ts"
import { app, at, devopsUser, env, withEntries } from "./asking.ts"
import { accounts, base, entries, rolesOf } from "./fixture.ts"

const noteIn = (facts: Partial<Facts>): boolean =>
  JSON.stringify(noteAhead(plan({ ...base, ...facts }))).includes("identityCheck")

const ahead = (facts: Partial<Facts>): string | undefined => {
  const made = plan({ ...base, ...facts })
  const role = made._tag === "NeedsAmbientIdentity" ? assumedAhead(made)?.role.arn : undefined
  assert.strictEqual(noteIn(facts), role !== undefined)
  return role
}

const prd = `arn:aws:iam::${accounts.prd}:role/prd_deployment_role`
const sbx = `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`
const mfa = { serialNumber: "arn:aws:iam::111111111111:mfa/ci", code: Effect.succeed(Redacted.make("123456")) }
const devopsRole = { roleArn: `arn:aws:iam::${accounts.devops}:role/ci` }

describe("assumedAhead", () => {
  const cases: ReadonlyArray<readonly [string, Partial<Facts>, string | undefined]> = [
    ["a workload in CI", env("prd"), prd],
    ["a workload on Cloud9", { ...env("prd"), ...at("aws_cloud9") }, prd],
    ["the app in CI", { ...app, currentEnv: { USER_ENV_NAME: "sbx" } }, sbx],
    ["a session with tags", { ...env("prd"), call: { tags: { a: "b" } } }, prd],
    ["a session of an hour", { ...env("prd"), call: { durationSeconds: 3600 } }, prd],
    ["a devops role that is stated", { ...env("prd"), ...withEntries({ devops: devopsRole }) }, prd],
    ["a devops that nothing states", { ...env("prd"), ...withEntries({ devops: {} }) }, undefined],
    ["devops itself", {}, undefined],
    ["a laptop", { ...env("prd"), ...at("local") }, undefined],
    ["an application", { ...app, ...at("aws_lambda") }, undefined],
    ["a hand-over, from which the role may be assumed too", { ...env("prd"), handover: true }, undefined],
    ["an identity that is known", { ...env("prd"), ...devopsUser }, undefined],
    ["a device", { ...env("prd"), call: { mfa } }, undefined],
    ["a device of the policy", { ...env("prd"), roles: rolesOf(["devops", "prd"], { prd: { mfa } }) }, undefined],
    ["the longest session", { ...env("prd"), call: { durationSeconds: "max" } }, undefined],
    ["a session of more than an hour", { ...env("prd"), call: { durationSeconds: 3601 } }, undefined],
    ["a role that is not known", { ...env("prd"), ...withEntries({ workloads: { prd: {} } }) }, undefined],
    ["an env of no name", env("typo"), undefined],
    [
      "a role of another account than the entry's",
      {
        ...env("prd"),
        ...withEntries({ workloads: { ...entries.workloads, prd: { accountId: accounts.prd, roleArn: sbx } } })
      },
      undefined
    ]
  ]
  for (const [name, facts, role] of cases) {
    it(`is ${role === undefined ? "nothing" : "the role"} for ${name}`, () => assert.strictEqual(ahead(facts), role))
  }
})

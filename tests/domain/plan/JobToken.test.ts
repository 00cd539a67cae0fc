import { assert, describe, it } from "@effect/vitest"
import type { Entries } from "../../../src/domain/config/Entry.ts"
import type { TokenPlace } from "../../../src/domain/oidc/TokenPlace.ts"
import { plan } from "../../../src/domain/plan/Decide.ts"
import type { Facts } from "../../../src/domain/plan/Plan.ts"
import { app, as, env, one, performable, refusal } from "./asking.ts"
import { accounts, base, entries, role, rolesOf, session } from "./fixture.ts"

const job = (account: string, partition = "aws") => `arn:${partition}:iam::${account}:role/job`

/** Entries in which these envs name a role of the job's own. */
const withRoles = (...envs: ReadonlyArray<"devops" | "sbx" | "prd">): Entries => {
  const given = (name: "devops" | "sbx" | "prd") => ({
    ...(name === "devops" ? entries.devops : entries.workloads[name]),
    ...(envs.includes(name) ? { oidcRoleArn: job(accounts[name]) } : {})
  })
  return { ...entries, devops: given("devops"), workloads: { sbx: given("sbx"), prd: given("prd") } }
}

const offered: TokenPlace = {
  _tag: "Offered",
  by: "GitHub Actions",
  renewable: true,
  carriesTags: false,
  notes: []
}
const inJob = (...envs: ReadonlyArray<"devops" | "sbx" | "prd">): Partial<Facts> => ({
  entries: withRoles(...envs),
  identityToken: offered
})

describe("the role of a job's own token", () => {
  it("is had directly, whoever the ambient identity is", () => {
    const direct = inJob("devops", "sbx", "prd")
    assert.strictEqual(one(direct), "AssumeRoleWithWebIdentity devops@devops")
    assert.strictEqual(one({ ...direct, ...env("prd") }), "AssumeRoleWithWebIdentity prd@prd")
    assert.strictEqual(
      one({ ...direct, ...app, currentEnv: { USER_ENV_NAME: "sbx" } }),
      "AssumeRoleWithWebIdentity sbx@sbx"
    )
    const stranger = as(session(accounts.stranger, "other"))
    assert.strictEqual(one({ ...direct, ...env("prd"), ...stranger }), "AssumeRoleWithWebIdentity prd@prd")
  })

  it("is where other roles are assumed from, where only devops has one", () => {
    assert.strictEqual(
      one({ ...inJob("devops"), ...env("prd") }),
      "AssumeRole prd@prd from AssumeRoleWithWebIdentity devops@devops"
    )
    const already = as(session(accounts.prd, "prd_deployment_role"))
    assert.strictEqual(
      one({ ...inJob("devops"), ...env("prd"), ...already }),
      "AssumeRole prd@prd from AssumeRoleWithWebIdentity devops@devops"
    )
  })

  it("leaves devops to the ambient identity, where only a workload has one", () => {
    assert.notInclude(one(inJob("prd")), "WebIdentity")
    assert.strictEqual(one({ ...inJob("prd"), ...env("prd") }), "AssumeRoleWithWebIdentity prd@prd")
  })

  it("changes nothing outside of CI", () => {
    for (const group of ["local", "cloud9", "app", "glue_container", "unknown"] as const) {
      const runtime = { name: group, group, evidence: "of the test" }
      for (const ask of [{ purpose: "devops" }, { purpose: "app" }, { purpose: "env", env: "prd" }] as const) {
        const facts: Facts = { ...base, runtime, ask }
        const found = JSON.stringify(plan({ ...facts, ...inJob("devops", "sbx", "prd") }))
        assert.strictEqual(found, JSON.stringify(plan(facts)), `${group} ${ask.purpose}`)
      }
    }
  })

  it("is refused where the place offers no token, and nothing is taken in its place", () => {
    const next = "Give the job `permissions: id-token: write`."
    const none: Partial<Facts> = {
      ...inJob("devops", "prd"),
      identityToken: { _tag: "NotOffered", by: "GitHub Actions", next },
      handover: true,
      ...as(session(accounts.devops, "devops_role"))
    }
    for (const ask of [env("devops"), env("prd"), env("sbx")]) {
      const { message } = refusal({ ...none, ...ask }, "IdentityTokenAbsent")
      assert.include(message, next)
      assert.include(message, "No other credentials are taken")
    }
  })

  it("is refused where the entry states another account, or its region another partition", () => {
    const other: Entries = { ...entries, devops: { ...entries.devops, oidcRoleArn: job(accounts.stranger) } }
    assert.strictEqual(refusal({ ...inJob(), entries: other }, "AccountMismatch").actual, accounts.stranger)
    const roleOnly = { roleArn: "arn:aws:iam::111111111111:role/ops", oidcRoleArn: job(accounts.stranger) }
    const stated = refusal({ ...inJob(), entries: { ...entries, devops: roleOnly } }, "AccountMismatch")
    assert.strictEqual(stated.expected, "111111111111")
    const china: Entries = { ...entries, devops: { oidcRoleArn: job(accounts.devops, "aws-cn") } }
    assert.strictEqual(refusal({ ...inJob(), entries: china }, "PartitionMismatch").role, "aws-cn")
    const found = performable({ ...inJob(), entries: china, region: undefined })
    assert.strictEqual(found.guard?.accountId, accounts.devops)
  })

  it("is refused where what a configuration names is no role, whatever credentials are there", () => {
    const bad = { oidcRoleArn: "arn:aws:iam::333333333333:role/no role" }
    const workload: Entries = {
      ...entries,
      workloads: { ...entries.workloads, prd: { ...entries.workloads.prd, ...bad } }
    }
    const devops: Entries = { ...entries, devops: { ...entries.devops, ...bad } }
    const there = { handover: true, ...as(session(accounts.devops, "devops_role")) }
    for (const facts of [
      { entries: workload, ...env("prd") },
      { entries: devops, ...env("devops") },
      { entries: devops, ...env("prd") }
    ]) {
      assert.include(refusal({ ...inJob(), ...there, ...facts }, "ConfigInvalid").message, "oidcRoleArn")
    }
  })

  it("takes a limiting policy and a duration; the other options of RolePolicy are listed as not applied", () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] })
    const roles = new Map([
      ...rolesOf(["devops", "sbx"]),
      ["prd", role("prd", { policy, durationSeconds: 7200, tags: { team: "ops" }, externalId: "acme" })] as const
    ])
    const found = performable({ ...inJob("prd"), ...env("prd"), roles })
    if (found._tag !== "AssumeRoleWithWebIdentity") return assert.fail(found._tag)
    assert.deepStrictEqual(found.options, { policy, durationSeconds: 7200 })
    assert.deepStrictEqual([...found.notApplied].sort(), ["externalId", "tags"])
    const tagged = { ...inJob("prd"), identityToken: { ...offered, carriesTags: true } }
    const carried = performable({ ...tagged, ...env("prd"), roles })
    if (carried._tag !== "AssumeRoleWithWebIdentity") return assert.fail(carried._tag)
    assert.deepStrictEqual(carried.options.tags, { team: "ops" })
    assert.deepStrictEqual(carried.notApplied, ["externalId"])
  })

  it("refuses an option of the call that would be lost", () => {
    const call = { tags: { team: "ops" }, sourceIdentity: "alice", durationSeconds: 900 } as const
    const { options } = refusal({ ...inJob("prd"), ...env("prd"), call }, "OptionNotApplicable")
    assert.deepStrictEqual([...options].sort(), ["sourceIdentity", "tags"])
  })

  it("says until when a token carries the job that cannot be minted anew", () => {
    const fixed: TokenPlace = {
      ...offered,
      renewable: false,
      by: "GitLab CI",
      expiresAt: Date.parse("2030-01-01T10:00:00Z")
    }
    const { notes } = performable({ ...inJob("prd"), ...env("prd"), identityToken: fixed })
    assert.deepStrictEqual(notes, [
      "the token cannot be minted anew: it ends at 2030-01-01T10:00:00Z, so that sessions last until 2030-01-01T11:00:00Z at most"
    ])
    const longer = performable({
      ...inJob("prd"),
      ...env("prd"),
      identityToken: fixed,
      call: { durationSeconds: "max" }
    })
    assert.include(longer.notes.join(), "until 2030-01-01T22:00:00Z")
  })

  it("says nothing of an end that is no time", () => {
    for (const expiresAt of [Number.NaN, Number.POSITIVE_INFINITY, 1e18]) {
      const identityToken: TokenPlace = { ...offered, renewable: false, expiresAt }
      assert.deepStrictEqual(performable({ ...inJob("prd"), ...env("prd"), identityToken }).notes, [
        "the token cannot be minted anew: when it ends is not known"
      ])
    }
    const last: TokenPlace = { ...offered, renewable: false, expiresAt: 8_640_000_000_000_000 }
    assert.lengthOf(performable({ ...inJob("prd"), ...env("prd"), identityToken: last }).notes, 1)
  })

  it("lets what a parent's exec gave come first", () => {
    const found = plan({
      ...base,
      ...inJob("devops", "prd"),
      ...env("prd"),
      marker: {
        target: "prd",
        env: "prd",
        accountId: accounts.prd,
        kind: "assumed-role",
        name: "job"
      },
      ...as(session(accounts.prd, "job"))
    })
    assert.strictEqual(found._tag, "UseAmbient")
  })
})

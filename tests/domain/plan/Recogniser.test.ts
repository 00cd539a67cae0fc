import { assert, describe, it } from "@effect/vitest"
import { type Principal, parseRoleArn } from "../../../src/domain/aws/Arn.ts"
import type { Entry } from "../../../src/domain/config/Entry.ts"
import type { EnvRole } from "../../../src/domain/config/Role.ts"
import { recogniseDevops } from "../../../src/domain/plan/Recogniser.ts"
import type { RuntimeGroup } from "../../../src/domain/runtime/RuntimeName.ts"
import { accounts, federated, principal, role, rolesOf, root, session, user } from "./fixture.ts"

const { devops, sbx, prd, stranger } = accounts

interface Given {
  readonly devops?: Entry
  readonly workloads?: { readonly [env: string]: Entry }
  readonly roles?: ReadonlyMap<string, EnvRole>
  readonly group?: RuntimeGroup
}

const verdict = (who: Principal, given: Given = {}) =>
  recogniseDevops({
    principal: who,
    entries: {
      devops: given.devops ?? {},
      workloads: given.workloads ?? { sbx: { accountId: sbx }, prd: { accountId: prd } },
      guardApp: false
    },
    roles: given.roles ?? rolesOf(["devops", "sbx", "prd"]),
    group: given.group ?? "ci"
  })

const recognised = (who: Principal, given: Given): boolean => verdict(who, given).recognised

describe("rule 1: devops.roleArn", () => {
  const given = { devops: { accountId: devops, roleArn: `arn:aws:iam::${devops}:role/team/ops` } }

  it.each<[string, Principal, boolean]>([
    ["a session of that role, whose path AWS drops", session(devops, "ops"), true],
    ["a session of that role by an instance", session(devops, "ops", "i-0123456789abcdef0"), true],
    ["another role of its account", session(devops, "opsx"), false],
    ["a role of that name in another account", session(stranger, "ops"), false],
    ["a user of that name", user(devops, "ops"), false],
    ["a user of its account", user(devops), false],
    ["a federated user of its account", federated(devops), false],
    ["the root user of its account", root(devops), false],
    ["a role with the session name of devops", session(devops, "x", "devops_role_session"), false]
  ])("%s", (_, who, expected) => {
    assert.strictEqual(recognised(who, given), expected)
  })

  it("holds for an ARN that RolePolicy states, too", () => {
    const roles = new Map([["devops", { ...role("devops"), roleArn: `arn:aws:iam::${devops}:role/ops` }]])
    assert.isTrue(recognised(session(devops, "ops"), { roles }))
    assert.isFalse(recognised(session(devops, "other", "devops_role_session"), { roles }))
  })

  it("of the entry wins over RolePolicy's", () => {
    const roles = new Map([["devops", { ...role("devops"), roleArn: `arn:aws:iam::${devops}:role/other` }]])
    assert.isTrue(recognised(session(devops, "ops"), { ...given, roles }))
    assert.isFalse(recognised(session(devops, "other"), { ...given, roles }))
  })

  it("names the role and the account, masked", () => {
    const { rule } = verdict(session(devops, "opsx"), given)
    assert.include(rule, "role ops of 11********11")
  })

  it("serves Identity Center's roles, which have paths", () => {
    const name = "AWSReservedSSO_Ops_0123456789abcdef"
    const roleArn = `arn:aws:iam::${devops}:role/aws-reserved/sso.amazonaws.com/eu-west-1/${name}`
    assert.isDefined(parseRoleArn(roleArn))
    assert.isTrue(recognised(session(devops, name, "bob@example.com"), { devops: { roleArn } }))
  })
})

describe("rule 2: devops.accountId", () => {
  const given: Given = { devops: { accountId: devops } }

  it.each<[string, Principal, boolean]>([
    ["a user", user(devops), true],
    ["a federated user", federated(devops), true],
    ["an instance profile", session(devops, "builder", "i-0123456789abcdef0"), true],
    ["a role", session(devops, "ci"), true],
    ["a role called as a workload's of another account", session(devops, "sbx_deployment_role"), true],
    ["the root user", root(devops), false],
    ["a user of another account", user(stranger), false],
    ["a role of another account with devops's session name", session(stranger, "ci", "devops_role_session"), false]
  ])("%s", (_, who, expected) => {
    assert.strictEqual(recognised(who, given), expected)
  })

  it("one account for all: a workload's role is not devops, and devops.roleArn is proposed", () => {
    const all: Given = { ...given, workloads: { sbx: { accountId: devops }, prd: { accountId: devops } } }
    assert.isTrue(recognised(session(devops, "ci"), all))
    const found = verdict(session(devops, "prd_deployment_role"), all)
    assert.isFalse(found.recognised)
    assert.include(found.rule, '"prd"')
    assert.include(found.recognised ? "" : found.advice, "devops.roleArn")
  })

  it("a workload of unknown account is compared by its role's name alone", () => {
    const unknown: Given = { ...given, workloads: { sbx: {} } }
    assert.isFalse(recognised(session(devops, "sbx_deployment_role"), unknown))
    assert.isTrue(recognised(session(devops, "ci"), unknown))
    assert.isTrue(recognised(user(devops, "sbx_deployment_role"), unknown))
  })

  it("a workload's role with a path is compared by its name", () => {
    const roles = new Map([["sbx", { ...role("sbx"), roleName: "team/deploy" }]])
    assert.isFalse(
      recognised(session(devops, "deploy"), { ...given, workloads: { sbx: { accountId: devops } }, roles })
    )
  })

  it("a workload's role stays one where RolePolicy failed for it", () => {
    const roles = rolesOf(["devops"])
    const stated = { sbx: { roleArn: `arn:aws:iam::${devops}:role/deploy` } }
    assert.isFalse(recognised(session(devops, "deploy"), { ...given, workloads: stated, roles }))
    assert.isTrue(recognised(session(devops, "ci"), { ...given, workloads: stated, roles }))
    const unstated = { sbx: { accountId: devops } }
    assert.isFalse(recognised(session(devops, "ci"), { ...given, workloads: unstated, roles }))
    assert.isTrue(recognised(user(devops), { ...given, workloads: unstated, roles }))
    assert.isTrue(recognised(session(devops, "ci"), { ...given, roles }))
  })

  it("is never weak", () => {
    assert.deepInclude(verdict(user(devops), given), { recognised: true, weak: false })
  })
})

describe("rule 3: the role session name of devops", () => {
  it("recognises it exactly, and weakly", () => {
    assert.deepInclude(verdict(session(devops, "ci", "devops_role_session")), { recognised: true, weak: true })
  })

  it.each(["devops_role_session2", "my_devops_role_session", "DEVOPS_ROLE_SESSION", "devops", "build"])(
    "does not take %s for it",
    (name) => {
      const found = verdict(session(devops, "ci", name))
      assert.isFalse(found.recognised)
      assert.include(found.recognised ? "" : found.advice, "devops.accountId")
    }
  )

  it("is that of RolePolicy", () => {
    const roles = new Map([["devops", { ...role("devops"), roleSessionName: "pipeline" }]])
    const workloads = {}
    assert.isTrue(recognised(session(devops, "ci", "pipeline"), { roles, workloads }))
    assert.isFalse(recognised(session(devops, "ci", "devops_role_session"), { roles, workloads }))
  })

  it("is not guessed where RolePolicy failed", () => {
    assert.isFalse(recognised(session(devops, "ci", "devops_role_session"), { roles: new Map(), workloads: {} }))
  })

  it.each(["i-0123456789abcdef0", "i-01234567"])("takes the instance profile's session %s on Cloud9 only", (name) => {
    const who = session(devops, "builder", name)
    assert.isTrue(recognised(who, { group: "cloud9" }))
    for (const group of ["ci", "local", "unknown"] as const) assert.isFalse(recognised(who, { group }))
  })

  it.each(["i-0123456", "i-0123456789abcdef0a", "i-0123456789ABCDEF0", "xi-0123456789abcdef0", "instance"])(
    "takes no %s for an instance",
    (name) => {
      assert.isFalse(recognised(session(devops, "builder", name), { group: "cloud9" }))
    }
  )

  it("no workload's role is devops, by whatever session name", () => {
    const found = verdict(session(sbx, "sbx_deployment_role", "i-0123456789abcdef0"), { group: "cloud9" })
    assert.isFalse(found.recognised)
    assert.include(found.rule, '"sbx"')
    assert.isFalse(recognised(session(prd, "prd_deployment_role", "devops_role_session"), {}))
    assert.isTrue(recognised(session(devops, "prd_deployment_role", "devops_role_session"), {}))
    assert.isFalse(
      recognised(session(devops, "prd_deployment_role", "devops_role_session"), { workloads: { prd: {} } })
    )
  })

  it.each([user(devops, "devops_role_session"), federated(devops), root(devops)])(
    "no session name, no devops",
    (who) => {
      assert.isFalse(recognised(who, { group: "cloud9" }))
    }
  )

  it("tells who was found, masked", () => {
    const who = principal(`arn:aws:sts::${stranger}:assumed-role/ci/build`)
    assert.include(verdict(who).rule, "role ci of 99********99")
  })
})

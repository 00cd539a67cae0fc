import { assert, describe, it } from "@effect/vitest"
import type { ExecMarker } from "../../../src/domain/child/ExecMarker.ts"
import { app, as, at, devopsUser, env, one, performable, refusal, withEntries } from "./asking.ts"
import { accounts, entries, rolesOf, session, user } from "./fixture.ts"

const marker = (target: string, of: string | undefined, principal = session(accounts.prd, "ops")): ExecMarker => ({
  target,
  env: of,
  accountId: principal.accountId,
  kind: principal.kind,
  name: principal.name
})
const inherits = as(session(accounts.prd, "ops"))

describe("names that are no env's", () => {
  it.each(["app", "session", "constructor", "__proto__", "toString", "hasOwnProperty", "", "prdd"])(
    "%j is an unknown env wherever an env can be asked for",
    (name) => {
      for (const runtime of ["local", "aws_cloud9", "ci"] as const) {
        const { given, known } = refusal({ ...at(runtime), ...env(name), ...devopsUser }, "UnknownEnv")
        assert.strictEqual(given, name)
        assert.sameMembers([...known], ["sbx", "prd", "devops"])
      }
    }
  )

  it.each(["app", "session", "qa", "constructor"])("%j is none either where exec's marker names it", (name) => {
    const facts = { ...at("local"), ...env(name), ...inherits }
    refusal({ ...facts, marker: marker(name, name) }, "UnknownEnv")
    refusal({ ...facts, marker: marker("app", name) }, "UnknownEnv")
    refusal({ ...facts, marker: marker("prd", "prd") }, "UnknownEnv")
  })

  it("a workload may be called as something of every object", () => {
    const workloads = { constructor: { accountId: accounts.prd } }
    const facts = { ...env("constructor"), ...devopsUser, ...withEntries({ workloads }) }
    assert.strictEqual(
      one({ ...facts, roles: rolesOf(["devops", "constructor"]) }),
      "AssumeRole constructor@prd from UseAmbient devops@devops"
    )
  })

  it("the nearest known one is named first", () => {
    assert.strictEqual(refusal({ ...at("local"), ...env("prdd") }, "UnknownEnv").known[0], "prd")
  })
})

describe("exec's marker", () => {
  const local = at("local")

  it("gives devops only where exec's target was devops", () => {
    for (const [target, of] of [
      ["app", "devops"],
      ["prd", "devops"],
      ["session", undefined]
    ] as const) {
      assert.strictEqual(one({ ...local, ...inherits, marker: marker(target, of) }), "UseProfile devops@devops")
    }
    assert.strictEqual(one({ ...local, ...inherits, marker: marker("devops", undefined) }), "UseAmbient devops@devops")
  })

  it("of devops gives no env and no app", () => {
    const facts = { ...local, ...inherits, marker: marker("devops", "prd") }
    assert.strictEqual(one({ ...facts, ...env("prd") }), "UseProfile prd@prd")
    assert.strictEqual(one({ ...facts, ...app }), "UseProfile sbx@sbx")
  })

  it("of one env gives no other, whatever env it also names", () => {
    const facts = { ...local, ...inherits, marker: marker("prd", "sbx") }
    assert.strictEqual(one({ ...facts, ...env("sbx") }), "UseProfile sbx@sbx")
    assert.strictEqual(one({ ...facts, ...env("prd") }), "UseAmbient prd@prd")
    assert.strictEqual(one({ ...facts, ...app }), "UseAmbient prd@prd")
  })

  it("expects the account of our configuration, not the one that it names itself", () => {
    const foreign = session(accounts.stranger, "prd_deployment_role")
    const found = performable({ ...local, ...as(foreign), ...env("prd"), marker: marker("prd", "prd", foreign) })
    assert.strictEqual(found.guard?.accountId, accounts.prd)
  })

  it("of no env that we know gives the app of the table's env only if the account is the one stated for it", () => {
    const sbx = session(accounts.sbx, "ops")
    for (const [target, of] of [
      ["app", undefined],
      ["app", "qa"],
      ["qa", "qa"]
    ] as const) {
      for (const runtime of ["local", "aws_cloud9"] as const) {
        const asked = { ...at(runtime), ...app }
        const same = { ...asked, ...as(sbx), marker: marker(target, of, sbx) }
        assert.strictEqual(one(same), "UseAmbient sbx@sbx")
        const { expected, actual } = refusal({ ...asked, ...inherits, marker: marker(target, of) }, "AccountMismatch")
        assert.deepStrictEqual([expected, actual], [accounts.sbx, accounts.prd])
        const unstated = { ...same, ...withEntries({ workloads: { sbx: { profile: "acme-sbx" } } }) }
        const mismatch = refusal(unstated, "AccountMismatch")
        assert.deepStrictEqual([mismatch.expected, mismatch.actual], ["", accounts.sbx])
        assert.include(mismatch.message, "Give the accountId")
      }
    }
  })

  it("expects its own account where none is configured", () => {
    const facts = { ...local, ...inherits, ...withEntries({ workloads: { sbx: {}, prd: {} } }) }
    const found = performable({ ...facts, ...env("prd"), marker: marker("prd", "prd") })
    assert.strictEqual(found.guard?.accountId, accounts.prd)
  })

  it.each([
    ["another account", session(accounts.stranger, "ops")],
    ["another role", session(accounts.prd, "opsx")],
    ["a user of the role's name", user(accounts.prd, "ops")]
  ])("is ignored where the ambient identity is of %s", (_, principal) => {
    const found = performable({ ...local, ...env("prd"), ...as(principal), marker: marker("prd", "prd") })
    assert.strictEqual(found._tag, "UseProfile")
    assert.include(found.notes.join(), "the marker of exec prd is ignored")
  })

  it("that no longer fits costs nothing where the config of its env is missing", () => {
    const prd = { missing: [{ field: "accountId", detail: "PRD_AWS_ACCOUNT_ID" }] }
    const facts = { ...local, ...app, ...withEntries({ workloads: { ...entries.workloads, prd } }) }
    const stale = { ...facts, marker: marker("prd", "prd") }
    assert.strictEqual(one({ ...stale, ...devopsUser }), "UseProfile sbx@sbx")
    assert.strictEqual(one(stale), "Refuse ConfigMissing | UseProfile sbx@sbx")
    assert.strictEqual(one({ ...stale, ...inherits }), "Refuse ConfigMissing")
  })

  it("that names the env's own role leaves no case of it being that role anyhow", () => {
    const own = session(accounts.prd, "prd_deployment_role")
    assert.strictEqual(
      one({ ...env("prd"), marker: marker("prd", "prd", own), handover: true }),
      "UseAmbient prd@prd | AssumeRole prd@prd from UseAmbient devops@devops | AssumeRole prd@prd from UseHandover devops@devops"
    )
  })

  it("that names devops.roleArn leaves no case of it being that role anyhow", () => {
    const devops = { ...entries.devops, roleArn: `arn:aws:iam::${accounts.devops}:role/ops` }
    const own = session(accounts.devops, "ops")
    assert.strictEqual(
      one({ ...withEntries({ devops }), marker: marker("devops", undefined, own), handover: true }),
      "UseAmbient devops@devops | UseHandover devops@devops"
    )
  })
})

describe("a hand-over", () => {
  it("is for devops alone on a laptop", () => {
    assert.strictEqual(one({ ...at("local"), ...env("prd"), handover: true }), "UseProfile prd@prd")
  })

  it("gives way to exec's marker of devops, once believed", () => {
    const facts = { ...at("local"), ...inherits, handover: true }
    assert.strictEqual(one({ ...facts, marker: marker("devops", undefined) }), "UseAmbient devops@devops")
    assert.strictEqual(one({ ...facts, marker: marker("prd", "prd") }), "UseHandover devops@devops")
  })

  it("is what a role is assumed from where exec's marker is of another env", () => {
    const facts = { ...at("ci"), ...inherits, handover: true, marker: marker("prd", "prd") }
    assert.strictEqual(one({ ...facts, ...env("sbx") }), "AssumeRole sbx@sbx from UseHandover devops@devops")
  })
})

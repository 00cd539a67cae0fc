import { assert, describe, it } from "@effect/vitest"
import { plan } from "../../../src/domain/plan/Decide.ts"
import { type Facts, sourceOf } from "../../../src/domain/plan/Plan.ts"
import { app, as, at, decided, devopsUser, env, one, performable, refusal, withEntries } from "./asking.ts"
import { accounts, base, entries, role, rolesOf, session, user } from "./fixture.ts"

describe("missing configuration", () => {
  const missing = [{ field: "accountId", detail: "PRD_AWS_ACCOUNT_ID is not set" }]
  const prd = { profile: "acme-prd", missing }
  const facts = { ...devopsUser, ...withEntries({ workloads: { ...entries.workloads, prd } }) }

  it("fails each ask of its entry, and no other", () => {
    for (const runtime of ["local", "aws_cloud9", "ci"] as const) {
      refusal({ ...facts, ...at(runtime), ...env("prd") }, "ConfigMissing")
      assert.notStrictEqual(decided({ ...facts, ...at(runtime), ...env("sbx") })._tag, "Refuse")
      assert.notStrictEqual(decided({ ...facts, ...at(runtime) })._tag, "Refuse")
    }
  })

  it("of devops fails the roles assumed from it", () => {
    const devops = { missing }
    refusal({ ...facts, ...withEntries({ devops }), ...env("sbx") }, "ConfigMissing")
    assert.strictEqual(one({ ...withEntries({ devops }), ...at("local"), ...env("sbx") }), "UseProfile sbx@sbx")
  })

  it("fails an app where its account is compared, and only there", () => {
    const current = { ...facts, ...app, currentEnv: { ENV_NAME: "prd" } }
    refusal({ ...current, ...at("glue_container") }, "ConfigMissing")
    refusal({ ...current, ...at("unknown") }, "ConfigMissing")
    assert.strictEqual(decided({ ...current, ...at("aws_lambda") })._tag, "UseAmbient")
    const guarded = { entries: { ...facts.entries, guardApp: true } }
    refusal({ ...current, ...at("aws_lambda"), ...guarded }, "ConfigMissing")
  })

  it("a role whose account is not known is an error of its own, with both ways to give it", () => {
    const { message } = refusal(
      { ...devopsUser, ...withEntries({ workloads: { prd: {} } }), ...env("prd") },
      "RoleUnknown"
    )
    assert.include(message, "accountId")
    assert.include(message, "roleArn")
    assert.strictEqual(
      one({ ...at("local"), ...withEntries({ workloads: { prd: { profile: "acme-prd" } } }), ...env("prd") }),
      "UseProfile prd@-"
    )
  })

  it("a profile that a laptop needs is named with its variable", () => {
    const { message } = refusal(
      { ...at("local"), ...withEntries({ workloads: { "prd-eu": {} } }), ...env("prd-eu") },
      "ProfileNotConfigured"
    )
    assert.include(message, "PRD_EU_AWS_PROFILE")
  })
})

describe("the account expected", () => {
  it("is that of a stated role where no account id is", () => {
    const prd = { profile: "acme-prd", roleArn: `arn:aws:iam::${accounts.prd}:role/ops/deploy` }
    const facts = { ...at("local"), ...withEntries({ workloads: { prd } }), ...env("prd") }
    assert.strictEqual(performable(facts).guard?.accountId, accounts.prd)
    assert.strictEqual(performable({ ...facts, roles: new Map() }).guard?.accountId, accounts.prd)
  })

  it("is that of a role stated by RolePolicy", () => {
    const roles = new Map([["prd", { ...role("prd"), roleArn: `arn:aws:iam::${accounts.prd}:role/deploy` }]])
    const facts = { ...withEntries({ workloads: { prd: { profile: "acme-prd" } } }), ...env("prd"), roles }
    assert.strictEqual(performable({ ...facts, ...at("local") }).guard?.accountId, accounts.prd)
  })

  it("of devops stands before the source of a role too", () => {
    const devops = { roleArn: `arn:aws:iam::${accounts.devops}:role/ops` }
    const facts = {
      ...withEntries({ devops }),
      ...env("prd"),
      handover: true,
      ambient: { _tag: "Absent", tried: [] }
    } as const
    for (const roles of [base.roles, rolesOf(["prd"])]) {
      assert.strictEqual(one({ ...facts, roles }), "AssumeRole prd@prd from UseHandover devops@devops")
    }
  })

  it("must agree with the role's: a role of another account is assumed by nobody", () => {
    const roleArn = `arn:aws:iam::${accounts.stranger}:role/prd_deployment_role`
    const prd = { accountId: accounts.prd, roleArn }
    const facts = { ...withEntries({ workloads: { prd } }), ...env("prd") }
    const reason = refusal({ ...facts, ...devopsUser }, "AccountMismatch")
    assert.deepStrictEqual([reason.expected, reason.actual], [accounts.prd, accounts.stranger])
    const ambient = performable({ ...facts, ...as(session(accounts.stranger, "prd_deployment_role")) })
    assert.deepStrictEqual([ambient._tag, ambient.guard?.accountId], ["UseAmbient", accounts.prd])
  })

  it("is asked of an application with guardApp only", () => {
    const facts = { ...at("aws_lambda"), ...app, currentEnv: { ENV_NAME: "prd" } }
    assert.strictEqual(one(facts), "UseAmbient prd@-")
    assert.strictEqual(one({ ...facts, ...withEntries({ guardApp: true }) }), "UseAmbient prd@prd")
  })

  it("never passes where guardApp has nothing to compare with: no current env, an unknown one, none with an account", () => {
    const guarded = withEntries({ guardApp: true })
    for (const place of ["aws_lambda", "glue_container", "unknown"] as const) {
      const facts = { ...at(place), ...app, ...guarded }
      for (const currentEnv of [{}, { USER_ENV_NAME: "", ENV_NAME: "" }]) {
        assert.include(refusal({ ...facts, currentEnv }, "CurrentEnvUnknown").message, "USER_ENV_NAME")
      }
      for (const source of ["USER_ENV_NAME", "ENV_NAME"] as const) {
        const { given, source: named } = refusal({ ...facts, currentEnv: { [source]: "prdd" } }, "UnknownEnv")
        assert.deepStrictEqual([given, named], ["prdd", source])
      }
      const unstated = withEntries({ guardApp: true, workloads: { prd: {} } })
      const missing = refusal({ ...facts, ...unstated, currentEnv: { ENV_NAME: "prd" } }, "ConfigMissing")
      assert.deepStrictEqual([missing.env, missing.field], ["prd", "accountId"])
    }
  })

  it("holds an application up for two seconds at most, and is waited for elsewhere", () => {
    const facts = { ...withEntries({ guardApp: true }), ...app, currentEnv: { ENV_NAME: "prd" } }
    const guard = { accountId: accounts.prd }
    assert.deepStrictEqual(performable({ ...facts, ...at("aws_lambda") }).guard, { ...guard, limitSeconds: 2 })
    assert.deepStrictEqual(performable({ ...facts, ...at("glue_container") }).guard, guard)
    assert.deepStrictEqual(performable({ ...facts, ...devopsUser }).guard, guard)
  })
})

describe("the app's env", () => {
  it("is the workload called sbx where no defaultAppEnv is given", () => {
    assert.strictEqual(one({ ...at("local"), ...app }), "UseProfile sbx@sbx")
    assert.strictEqual(one({ ...at("local"), ...app, ...withEntries({ defaultAppEnv: "prd" }) }), "UseProfile prd@prd")
  })

  it("is an error where there is neither", () => {
    const workloads = { prd: entries.workloads.prd ?? {} }
    assert.deepStrictEqual(
      [...refusal({ ...at("local"), ...app, ...withEntries({ workloads }) }, "DefaultAppEnvUnknown").known],
      ["prd"]
    )
  })

  it("is never devops, even by a configuration that nobody checked", () => {
    for (const runtime of ["local", "aws_cloud9"] as const) {
      refusal(
        { ...at(runtime), ...app, ...devopsUser, ...withEntries({ defaultAppEnv: "devops" }) },
        "DefaultAppEnvUnknown"
      )
    }
  })

  it("that is no workload is an error that names defaultAppEnv", () => {
    const { source } = refusal({ ...at("local"), ...app, ...withEntries({ defaultAppEnv: "prdd" }) }, "UnknownEnv")
    assert.strictEqual(source, "defaultAppEnv")
  })

  it("does not follow the current env on a laptop and on Cloud9", () => {
    const facts = { ...app, currentEnv: { USER_ENV_NAME: "prd", ENV_NAME: "prd" } }
    assert.strictEqual(one({ ...at("local"), ...facts }), "UseProfile sbx@sbx")
    assert.strictEqual(
      one({ ...at("aws_cloud9"), ...facts, ...devopsUser }),
      "AssumeRole sbx@sbx from UseAmbient devops@devops"
    )
  })
})

describe("options", () => {
  const policy = '{"Version":"2012-10-17","Statement":[]}'

  it("of the call win over RolePolicy's, field by field, and both reach the role", () => {
    const roles = rolesOf(["devops", "sbx", "prd"], { prd: { durationSeconds: 3600, policy, externalId: "acme" } })
    const found = performable({
      ...env("prd"),
      ...devopsUser,
      roles,
      call: { durationSeconds: 900, roleSessionName: "me" }
    })
    if (found._tag !== "AssumeRole") return assert.fail(found._tag)
    assert.strictEqual(found.roleSessionName, "me")
    assert.deepStrictEqual(found.options, { durationSeconds: 900, policy, externalId: "acme" })
  })

  it("that limit devops are refused, since devops is never assumed; others are listed", () => {
    const limited = rolesOf(["devops", "sbx", "prd"], { devops: { policy } })
    const named = rolesOf(["devops", "sbx", "prd"], { devops: { durationSeconds: 3600 } })
    for (const facts of [at("local"), { ...at("ci"), ...devopsUser }, { ...at("aws_cloud9"), ...devopsUser }]) {
      assert.deepStrictEqual([...refusal({ ...facts, roles: limited }, "OptionNotApplicable").options], ["policy"])
      assert.deepStrictEqual([...performable({ ...facts, roles: named }).notApplied], ["durationSeconds"])
    }
  })

  it("that limit devops do not hinder the roles assumed from it", () => {
    const roles = rolesOf(["devops", "sbx", "prd"], { devops: { policy }, prd: { policy } })
    const found = performable({ ...env("prd"), ...devopsUser, roles })
    assert.deepStrictEqual(found._tag === "AssumeRole" ? found.options : undefined, { policy })
  })

  it("that limit are refused where the ambient identity is the env's role and nothing could assume it anew", () => {
    const own = as(session(accounts.prd, "prd_deployment_role"))
    const facts = { ...env("prd"), ...own, call: { policy } }
    refusal(facts, "DevopsNotRecognised")
    assert.strictEqual(one({ ...facts, handover: true }), "AssumeRole prd@prd from UseHandover devops@devops")
  })

  it("are all named in the error, once each", () => {
    const roles = rolesOf(["devops", "sbx", "prd"], { prd: { policy, policyArns: [], durationSeconds: 900 } })
    const { options } = refusal(
      { ...at("local"), ...env("prd"), roles, call: { policy, externalId: "acme" } },
      "OptionNotApplicable"
    )
    assert.deepStrictEqual([...options].sort(), ["externalId", "policy", "policyArns"])
  })
})

describe("the partition of a role", () => {
  const roleOf = (facts: Partial<Facts>): string => {
    const found = performable({ ...env("prd"), ...facts })
    return found._tag === "AssumeRole" ? found.role.arn : assert.fail(found._tag)
  }
  const name = `iam::${accounts.prd}:role/prd_deployment_role`
  const handed = { handover: true, ambient: { _tag: "Absent", tried: [] } } as const

  it("is the ambient principal's", () => {
    const china = as(user(accounts.devops, "ci", "aws-cn"))
    assert.strictEqual(roleOf({ ...china, region: undefined }), `arn:aws-cn:${name}`)
    assert.strictEqual(roleOf({ ...china, region: "cn-north-1" }), `arn:aws-cn:${name}`)
  })

  it("is the region's where the identity is not known", () => {
    assert.strictEqual(roleOf({ ...handed, region: "us-gov-west-1" }), `arn:aws-us-gov:${name}`)
    assert.strictEqual(roleOf({ ...handed, region: "eusc-de-east-1" }), `arn:aws-eusc:${name}`)
  })

  it("is that of the entry's region for an app", () => {
    const workloads = { ...entries.workloads, prd: { ...entries.workloads.prd, region: "cn-north-1" } }
    const facts = { ...app, ...withEntries({ workloads, defaultAppEnv: "prd" }), ...at("aws_cloud9"), ...handed }
    assert.strictEqual(roleOf({ ...facts, region: undefined }), `arn:aws-cn:${name}`)
    assert.strictEqual(roleOf({ ...facts, region: "us-east-1" }), `arn:aws-cn:${name}`)
  })

  it("that differs from the principal's or the region's is an error before any request", () => {
    refusal({ ...env("prd"), ...as(user(accounts.devops, "ci", "aws-cn")), region: "us-east-1" }, "PartitionMismatch")
    const prd = { roleArn: `arn:aws-cn:iam::${accounts.prd}:role/deploy` }
    const stated = { ...env("prd"), ...withEntries({ workloads: { prd } }) }
    refusal({ ...stated, ...devopsUser, region: undefined }, "PartitionMismatch")
    const { message } = refusal({ ...stated, ...handed, region: "us-east-1" }, "PartitionMismatch")
    assert.include(message, "us-east-1")
  })
})

describe("what a plan tells", () => {
  it("carries a weak recognition into the roles assumed", () => {
    const devops = { profile: "acme-devops" }
    const ambient = as(session(accounts.devops, "ci", "devops_role_session"))
    for (const ask of [{ ask: { purpose: "devops" } } as const, env("prd")]) {
      const found = performable({ ...ask, ...ambient, ...withEntries({ devops }) })
      assert.include(found.notes.join(), "give devops.accountId")
      assert.deepInclude(sourceOf(found), { _tag: "UseAmbient", weak: true })
    }
  })

  it("notes two variables that name an ambient profile, where they disagree", () => {
    const notes = (AWS_DEFAULT_PROFILE: string | undefined, AWS_PROFILE: string | undefined) =>
      performable({
        ...as(session(accounts.devops, "ci", "devops_role_session")),
        ask: { purpose: "devops" },
        profileVariables: { AWS_DEFAULT_PROFILE, AWS_PROFILE }
      }).notes.join()
    assert.include(notes("one", "other"), "AWS_DEFAULT_PROFILE (one) comes before AWS_PROFILE (other)")
    for (const named of [notes("one", "one"), notes("one", undefined), notes(undefined, "one")]) {
      assert.notInclude(named, "AWS_DEFAULT_PROFILE")
    }
  })

  it("notes that the program's own word on the current env overrules a variable, where a plan reads it", () => {
    const currentEnv = { stated: "prd", USER_ENV_NAME: "sbx" }
    const notesOf = (facts: Partial<Facts>) => {
      const found = plan({ ...base, ...app, currentEnv, ...facts })
      const all = found._tag === "NeedsAmbientIdentity" ? found.branches.map(({ plan }) => plan) : [found]
      return all.map(({ notes }) => notes.join())
    }
    const places: ReadonlyArray<Partial<Facts>> = [
      at("ci"),
      { ...at("ci"), ...devopsUser },
      at("aws_lambda"),
      at("unknown")
    ]
    for (const facts of places) {
      for (const notes of notesOf(facts)) assert.include(notes, 'comes before USER_ENV_NAME, which says "sbx"')
    }
    const unread: ReadonlyArray<Partial<Facts>> = [
      at("local"),
      { ...at("ci"), ...env("prd") },
      { ...at("ci"), currentEnv: { stated: "prd" } }
    ]
    for (const facts of unread) {
      for (const notes of notesOf(facts)) assert.notInclude(notes, "comes before")
    }
    assert.strictEqual(
      one({ ...devopsUser, ...app, ...at("ci"), currentEnv }),
      one({ ...devopsUser, ...at("ci"), ...env("prd") })
    )
    assert.strictEqual(one({ ...app, ...at("local"), currentEnv }), "UseProfile sbx@sbx")
  })

  it("notes a profile shared with devops", () => {
    const workloads = { prd: { profile: "acme-devops" } }
    assert.include(
      performable({ ...at("local"), ...env("prd"), ...withEntries({ workloads }) }).notes.join(),
      "acme-devops"
    )
  })

  it("shows no account id in full, and no hole where an identity is only supposed", () => {
    for (const ambient of [{ _tag: "Unknown" }, as(session(accounts.prd, "prd_deployment_role")).ambient] as const) {
      for (const runtime of ["local", "ci", "aws_cloud9"] as const) {
        const found = plan({ ...base, ...at(runtime), ...env("prd"), ambient })
        const all = found._tag === "NeedsAmbientIdentity" ? found.branches.map(({ plan }) => plan) : [found]
        for (const each of all) {
          const text = each._tag === "Refuse" ? each.reason.message : [each.why, ...each.notes].join()
          assert.notMatch(text, /\d{12}|\(\)|undefined/)
        }
      }
    }
  })

  it("lets a recogniser of one's own decide", () => {
    const recognise = ({ name }: { readonly name: string }) =>
      name === "boss"
        ? ({ recognised: true, rule: "it is the boss", weak: false } as const)
        : ({ recognised: false, rule: "no boss" } as const)
    assert.strictEqual(one({ ...as(user(accounts.stranger, "boss")), recognise }), "UseAmbient devops@devops")
    assert.include(refusal({ ...devopsUser, recognise }, "DevopsNotRecognised").message, "no boss")
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { CredentialCell } from "../../src/factory/credentials/CredentialCell.ts"
import { type RoleAssumption, roleCellKey, userSessionKey } from "../../src/factory/credentials/RoleAssumption.ts"

const cell = (key: string): CredentialCell => ({
  key,
  open: Effect.void,
  get: Effect.die("not asked"),
  refresh: Effect.void,
  last: Effect.void,
  now: () => 0,
  peek: () => undefined,
  invalidate: () => {},
  clear: () => {}
})

const code = Effect.succeed(Redacted.make("123456"))
const mfa = { serialNumber: "arn:aws:iam::111111111111:mfa/alice", code }

const base: RoleAssumption = {
  from: cell("ambient"),
  source: Effect.die("not asked"),
  account: "111111111111",
  roleArn: "arn:aws:iam::222222222222:role/deploy",
  roleSessionName: "deploy",
  options: {},
  target: 'env("sbx")',
  region: () => Effect.succeed("us-east-1")
}

describe("the key of a role's credentials", () => {
  const others: ReadonlyArray<Partial<RoleAssumption>> = [
    { from: cell("handover") },
    { account: undefined },
    { account: "333333333333" },
    { fixed: 1 },
    { fixed: 2 },
    { roleArn: "arn:aws-cn:iam::222222222222:role/deploy" },
    { roleArn: "arn:aws:iam::222222222222:role/path/deploy" },
    { roleSessionName: "deploy-2" },
    { options: { durationSeconds: 900 } },
    { options: { durationSeconds: "max" } },
    { options: { tags: { a: "1" } } },
    { options: { tags: { a: "1", b: "2" } } },
    { options: { tags: { a: "1" }, transitiveTagKeys: ["a"] } },
    { options: { externalId: "x1" } },
    { options: { sourceIdentity: "x1" } },
    { options: { policy: "{}" } },
    { options: { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } },
    { options: { mfa } },
    { options: { mfa: { ...mfa, serialNumber: "arn:aws:iam::111111111111:mfa/bob" } } },
    { options: { mfa: { ...mfa, code: Effect.succeed(Redacted.make("123456")) } } }
  ]

  it("tells every source, guard, role and option apart", () => {
    const keys = [base, ...others.map((other) => ({ ...base, ...other }))].map(roleCellKey)
    assert.strictEqual(new Set(keys).size, keys.length)
  })

  it("is the same for two purposes, two regions, two orders of tags and a copy of the options", () => {
    const options = { tags: { a: "1", b: "2" }, mfa }
    const copy = { mfa: { ...mfa }, tags: { b: "2", a: "1" } }
    assert.strictEqual(
      roleCellKey({ ...base, options }),
      roleCellKey({ ...base, options: copy, target: "app", region: () => Effect.succeed("eu-west-1") })
    )
  })
})

describe("the key of a multi-factor sign-in", () => {
  it("is its source, its device and the way to its code", () => {
    const another = Effect.succeed(Redacted.make("123456"))
    const keys = [
      userSessionKey(base, mfa),
      userSessionKey({ ...base, from: cell("handover") }, mfa),
      userSessionKey({ ...base, account: undefined }, mfa),
      userSessionKey({ ...base, fixed: 1 }, mfa),
      userSessionKey(base, { ...mfa, serialNumber: "other-device" }),
      userSessionKey(base, { ...mfa, code: another })
    ]
    assert.strictEqual(new Set(keys).size, keys.length)
    assert.strictEqual(userSessionKey({ ...base, target: "another" }, { ...mfa }), keys[0])
  })
})

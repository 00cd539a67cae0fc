import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import {
  describePrincipal,
  isSessionOf,
  makeRoleArn,
  type Principal,
  parsePrincipal,
  parseRoleArn,
  RoleArnText
} from "../../../src/domain/aws/Arn.ts"
import { partitions } from "../../../src/domain/aws/Partition.ts"
import { isRoleSession, roleArnOf, roleSpec } from "../../../src/domain/config/Role.ts"
import { isText } from "../../../src/domain/text/Form.ts"

const sso = "AWSReservedSSO_Admin_0123456789abcdef"
const isRoleArnText = (text: string): boolean => isText(RoleArnText, text)

describe("a role ARN", () => {
  it.each([
    ["arn:aws:iam::111111111111:role/sbx_deployment_role", "aws", "sbx_deployment_role"],
    ["arn:aws:iam::111111111111:role/team/a/deploy", "aws", "deploy"],
    ["arn:aws-cn:iam::111111111111:role/x", "aws-cn", "x"],
    ["arn:aws-us-gov:iam::111111111111:role/x", "aws-us-gov", "x"],
    ["arn:aws-iso-f:iam::111111111111:role/x", "aws-iso-f", "x"],
    ["arn:aws-eusc:iam::111111111111:role/x", "aws-eusc", "x"],
    ["arn:aws:iam::111111111111:role/A+b=c,d.e@f-_1", "aws", "A+b=c,d.e@f-_1"],
    [`arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/${sso}`, "aws", sso],
    ["arn:aws:iam::111111111111:role/service-role/x", "aws", "x"],
    [`arn:aws:iam::111111111111:role/${"r".repeat(64)}`, "aws", "r".repeat(64)]
  ])("%s is read", (arn, partition, name) => {
    assert.deepStrictEqual(parseRoleArn(arn), { arn, partition, accountId: "111111111111", name } as never)
    assert.isTrue(isRoleArnText(arn))
  })

  it.each([
    "",
    "sbx_deployment_role",
    "arn:aws:iam::111111111111:role/",
    "arn:aws:iam::111111111111:role/x/",
    "arn:aws:iam::111111111111:role//x",
    "arn:aws:iam::111111111111:user/x",
    "arn:aws:sts::111111111111:assumed-role/x/y",
    "arn:aws:iam::11111111111:role/x",
    "arn:aws:iam:us-east-1:111111111111:role/x",
    "arn:aws-xx:iam::111111111111:role/x",
    "arn:aws:iam::111111111111:role/x y",
    "arn:aws:iam::111111111111:role/x\n",
    " arn:aws:iam::111111111111:role/x",
    `arn:aws:iam::111111111111:role/${"r".repeat(65)}`,
    "ARN:aws:iam::111111111111:role/x"
  ])("%j is none", (text) => {
    assert.isUndefined(parseRoleArn(text))
    assert.isFalse(isRoleArnText(text))
  })

  const Name = Schema.String.check(Schema.isPattern(/^[\w+=,.@-]{1,64}$/))
  const Path = Schema.Array(Schema.String.check(Schema.isPattern(/^[\w+=,.@-]{1,20}$/)))
  const Id = Schema.String.check(Schema.isPattern(/^\d{12}$/))

  it.prop(
    "made is read back as it was",
    [Schema.Literals(partitions), Id, Path, Name],
    ([partition, id, path, name]) => {
      const made = makeRoleArn(partition, id, [...path, name].join("/"))
      assert.deepStrictEqual(parseRoleArn(made.arn), made)
      assert.strictEqual(made.name, name)
      assert.isTrue(isRoleArnText(made.arn))
    }
  )

  it.prop("of any text is read by both readers alike", [Schema.String], ([text]) => {
    for (const arn of [text, `arn:aws:iam::111111111111:role/${text}`]) {
      assert.strictEqual(parseRoleArn(arn) !== undefined, isRoleArnText(arn), arn)
    }
  })
})

describe("a principal's ARN", () => {
  it.each<[string, Partial<Principal & { session: string }>, string]>([
    ["arn:aws:iam::111111111111:user/bob", { kind: "user", name: "bob" }, "user bob of 11********11"],
    ["arn:aws:iam::111111111111:user/team/bob", { kind: "user", name: "bob" }, "user bob of 11********11"],
    ["arn:aws:iam::111111111111:root", { kind: "root", name: "root" }, "the root user of 11********11"],
    [
      "arn:aws:sts::111111111111:assumed-role/deploy/i-0123456789abcdef0",
      { kind: "assumed-role", name: "deploy", session: "i-0123456789abcdef0" },
      "role deploy of 11********11"
    ],
    [
      `arn:aws:sts::111111111111:assumed-role/${sso}/bob@example.com`,
      { kind: "assumed-role", name: sso, session: "bob@example.com" },
      `role ${sso} of 11********11`
    ],
    [
      "arn:aws-cn:sts::111111111111:federated-user/bob",
      { kind: "federated-user", name: "bob", partition: "aws-cn" },
      "federated user bob of 11********11"
    ]
  ])("%s is read", (arn, fields, text) => {
    const found = parsePrincipal(arn)
    if (found === undefined) return assert.fail("it is not read")
    assert.deepInclude(found, { arn, accountId: "111111111111", ...fields } as never)
    assert.strictEqual(describePrincipal(found), text)
  })

  it.each([
    "",
    "arn:aws:iam::111111111111:role/deploy",
    "arn:aws:iam::111111111111:user",
    "arn:aws:iam::111111111111:user/",
    "arn:aws:iam::111111111111:user/team/",
    "arn:aws:sts::111111111111:user/bob",
    "arn:aws:iam::111111111111:root/x",
    "arn:aws:sts::111111111111:root",
    "arn:aws:sts::111111111111:assumed-role/deploy",
    "arn:aws:sts::111111111111:assumed-role/deploy/",
    "arn:aws:sts::111111111111:assumed-role//build",
    "arn:aws:sts::111111111111:assumed-role/team/deploy/build",
    "arn:aws:iam::111111111111:assumed-role/deploy/build",
    "arn:aws:sts::111111111111:federated-user/",
    "arn:aws:sts::1111:assumed-role/deploy/build",
    "arn:aws-xx:sts::111111111111:assumed-role/deploy/build",
    "arn:aws:iam::111111111111:rooted"
  ])("%j is none", (text) => {
    assert.isUndefined(parsePrincipal(text))
  })

  it.prop("of any text is read without fail", [Schema.String], ([text]) => {
    assert.isUndefined(parsePrincipal(text))
    const found = parsePrincipal(`arn:aws:sts::111111111111:assumed-role/${text}`)
    if (found !== undefined) assert.strictEqual(found.kind, "assumed-role")
  })
})

describe("a session of a role", () => {
  const session = parsePrincipal("arn:aws:sts::111111111111:assumed-role/deploy/build")
  const user = parsePrincipal("arn:aws:iam::111111111111:user/deploy")
  if (session === undefined || user === undefined) throw new Error("the fixtures are no principals")

  it("is told by account and name, the path apart", () => {
    const role = parseRoleArn("arn:aws:iam::111111111111:role/team/deploy")
    assert.isTrue(role !== undefined && isSessionOf(session, role))
    assert.isFalse(isSessionOf(session, { accountId: "222222222222", name: "deploy" }))
    assert.isFalse(isSessionOf(session, { accountId: "111111111111", name: "Deploy" }))
    assert.isFalse(isSessionOf(user, { accountId: "111111111111", name: "deploy" }))
  })

  const policy = { roleName: "team/deploy", roleSessionName: "x", options: {} }

  it("is told by name alone only where that is asked", () => {
    const spec = roleSpec({}, policy)
    assert.isTrue(isRoleSession(session, spec, true))
    assert.isFalse(isRoleSession(session, spec, false))
    assert.isFalse(isRoleSession(user, spec, true))
    assert.isFalse(isRoleSession(session, roleSpec({ accountId: "222222222222" }, policy), true))
  })

  it("is of the ARN that the entry states, else the policy's, else the one named", () => {
    const [own, other] = ["arn:aws:iam::222222222222:role/a", "arn:aws-cn:iam::333333333333:role/b"]
    const stated = { ...policy, roleArn: other }
    const arn = (entry: { readonly accountId?: string; readonly roleArn?: string }, of = policy) =>
      roleArnOf(roleSpec(entry, of), "aws-us-gov")?.arn
    assert.strictEqual(arn({ accountId: "111111111111", roleArn: own }, stated), own)
    assert.strictEqual(arn({ accountId: "111111111111" }, stated), other)
    assert.strictEqual(arn({ accountId: "111111111111" }), "arn:aws-us-gov:iam::111111111111:role/team/deploy")
    assert.isUndefined(arn({}))
  })
})

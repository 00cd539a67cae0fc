import * as NodeFS from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Schema from "effect/Schema"
import { jsonSchemaFile, jsonSchemaText } from "../../../scripts/json-schema.ts"
import { ConfigFile } from "../../../src/domain/config/ConfigFile.ts"
import { formProblems } from "../../../src/domain/text/Form.ts"

const ajv = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(jsonSchemaText()))

const schemaAccepts = (value: unknown): boolean => formProblems(ConfigFile, value).length === 0

const values = {
  junk: [null, 0, 1.5, true, "", "x", [], ["x"], {}, { x: 1 }],
  accountId: [
    "111111111111",
    "012345678901",
    "11111111111",
    "1111111111111",
    "11111111111a",
    "１１１１１１１１１１１１",
    111111111111
  ],
  profile: [
    "acme",
    "a",
    "acme dev",
    " a",
    "a ",
    "a]",
    "[a",
    "a\nb",
    "a\u0085b",
    "😀",
    "\ud83d",
    "x".repeat(256),
    "x".repeat(257)
  ],
  roleArn: [
    "arn:aws:iam::222222222222:role/x",
    "arn:aws-cn:iam::222222222222:role/a/b/x+y=z,.@-_",
    "arn:aws:iam::222222222222:role/",
    "arn:aws:iam::22222222222:role/x",
    "arn:moon:iam::222222222222:role/x",
    `arn:aws:iam::222222222222:role/${"x".repeat(65)}`,
    "arn:aws:iam::222222222222:user/x",
    "arn:aws:iam::222222222222:role/x y"
  ],
  region: ["us-east-1", "us-gov-west-1", "us-isob-east-1", "us-east", "US-EAST-1", "us-east-1a", "us-east-1\n"],
  env: [
    "sbx",
    "prd-eu",
    "a_b1",
    "x",
    "a".repeat(32),
    "a".repeat(33),
    "app",
    "devops",
    "session",
    "SBX",
    "-a",
    "a-",
    "a--b",
    "é"
  ],
  template: [
    "{env}_role",
    "path/{env}",
    "x",
    "{env}",
    "{stage}",
    "{env",
    "a b",
    "/x",
    "x/",
    "x".repeat(64),
    "x".repeat(65)
  ],
  duration: [900, 43_200, 3600.5, 899, 43_201, "max", "min", "3600", 1e300],
  tagKey: ["team", "aws:x", "AWS:x", "x".repeat(128), "x".repeat(129), "a*", "ключ", "𝒳".repeat(128), "𝒳".repeat(129)],
  tagValue: ["", "a b", "x".repeat(256), "x".repeat(257), "*", "𝒳".repeat(256)],
  externalId: ["ab", "a", "x".repeat(1224), "x".repeat(1225), "a b", "a:/-"],
  policy: ["{}", "", "x".repeat(2048), "x".repeat(2049), "😀".repeat(2048), "a\nb"],
  policyArn: ["arn:aws:iam::aws:policy/X", "arn:aws:iam::222222222222:policy/a/b", "arn:aws:iam::aws:role/X", "x"]
}

const Index = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 }))
const Choices = Schema.Array(Index).check(Schema.isMinLength(60), Schema.isMaxLength(60))

/** Builds a document from a list of numbers: each decides one thing, the first ones how wild the document is. */
const documentOf = (choices: ReadonlyArray<number>): unknown => {
  let at = 1
  const wild = (choices[0] ?? 0) % 4
  const next = (): number => choices[at++ % choices.length] ?? 0
  const one = <A>(from: ReadonlyArray<A>): A | undefined => from[next() % from.length]
  const rarely = (): boolean => next() % 100 < wild * 6
  const value = (from: ReadonlyArray<unknown>): unknown =>
    rarely() ? one(values.junk) : rarely() ? one(from) : from[0]
  const fields = (made: { readonly [name: string]: () => unknown }): object => {
    const chosen = Object.entries(made).filter(() => next() % 3 === 0)
    const stray = rarely() ? [["stray", 1] as const] : []
    return Object.fromEntries([...chosen.map(([name, make]) => [name, make()] as const), ...stray])
  }
  const entry = (): unknown =>
    rarely()
      ? one(values.junk)
      : fields({
          accountId: () => value(values.accountId),
          profile: () => value(values.profile),
          roleArn: () => value(values.roleArn),
          region: () => value(values.region)
        })
  const name = (): string => String(value(values.env))
  const options = () => ({
    roleName: () => value(values.template),
    roleSessionName: () => value(values.template),
    durationSeconds: () => value(values.duration),
    tags: () => Object.fromEntries([[String(value(values.tagKey)), value(values.tagValue)]]),
    transitiveTagKeys: () => [value(values.tagKey)],
    externalId: () => value(values.externalId),
    sourceIdentity: () => value(values.externalId),
    policy: () => value(values.policy),
    policyArns: () => Array.from({ length: rarely() ? 11 : 1 }, () => value(values.policyArn))
  })
  const policy = () =>
    fields({
      ...options(),
      envs: () => ({ [name()]: fields({ ...options(), roleArn: () => value(values.roleArn) }), devops: {} })
    })
  return rarely()
    ? one(values.junk)
    : {
        ...(rarely() ? {} : { devops: entry() }),
        ...(rarely() ? {} : { workloads: rarely() ? one(values.junk) : { [name()]: entry(), tst: entry() } }),
        ...fields({
          $schema: () => value(["./config.schema.json", 5]),
          region: () => value(values.region),
          stsRegion: () => value(values.region),
          defaultAppEnv: () => value(values.env),
          guardApp: () => value([true, false, "true"]),
          rolePolicy: () => value([policy()])
        })
      }
}

describe("config.schema.json", () => {
  it("is what the script makes of the Schema", () => {
    assert.strictEqual(NodeFS.readFileSync(jsonSchemaFile, "utf8"), jsonSchemaText())
  })

  const seen = { accepted: 0, refused: 0 }

  it.prop(
    "accepts and refuses what the Schema does",
    [Choices],
    ([choices]) => {
      const document = documentOf(choices)
      const accepted = ajv(document)
      seen[accepted ? "accepted" : "refused"]++
      assert.strictEqual(accepted, schemaAccepts(document), JSON.stringify(document))
    },
    { arbitrary: { runs: 3000 } }
  )

  it("was tried with documents of both kinds", () => {
    assert.isAbove(seen.accepted, 300)
    assert.isAbove(seen.refused, 300)
  })

  it("agrees with the Schema on every value of every field", () => {
    const entry = { devops: {}, workloads: {} }
    const documents = [
      ...values.accountId.map((accountId) => ({ ...entry, devops: { accountId } })),
      ...values.profile.map((profile) => ({ ...entry, devops: { profile } })),
      ...values.roleArn.map((roleArn) => ({ ...entry, devops: { roleArn } })),
      ...values.region.map((region) => ({ ...entry, region })),
      ...values.env.map((env) => ({ ...entry, workloads: { [env]: {} } })),
      ...values.env.map((defaultAppEnv) => ({ ...entry, defaultAppEnv })),
      ...values.env.map((env) => ({ ...entry, rolePolicy: { envs: { [env]: {} } } })),
      ...values.template.map((roleName) => ({ ...entry, rolePolicy: { roleName } })),
      ...values.template.map((roleSessionName) => ({ ...entry, rolePolicy: { roleSessionName } })),
      ...values.duration.map((durationSeconds) => ({ ...entry, rolePolicy: { durationSeconds } })),
      ...values.tagKey.map((key) => ({ ...entry, rolePolicy: { tags: { [key]: "" } } })),
      ...values.tagKey.map((key) => ({ ...entry, rolePolicy: { transitiveTagKeys: [key] } })),
      ...values.tagValue.map((value) => ({ ...entry, rolePolicy: { tags: { a: value } } })),
      ...values.externalId.map((externalId) => ({ ...entry, rolePolicy: { externalId } })),
      ...values.policy.map((policy) => ({ ...entry, rolePolicy: { policy } })),
      ...values.policyArn.map((arn) => ({ ...entry, rolePolicy: { policyArns: [arn] } })),
      ...values.junk
    ]
    for (const document of documents) {
      assert.strictEqual(ajv(document), schemaAccepts(document), JSON.stringify(document))
    }
  })

  it("accepts the documented example", () => {
    const example = {
      $schema: "./node_modules/effect-boto-ses/config.schema.json",
      region: "us-east-1",
      devops: { accountId: "111111111111", profile: "acme-devops" },
      workloads: {
        sbx: {
          accountId: "222222222222",
          profile: "acme-sbx",
          roleArn: "arn:aws:iam::222222222222:role/sbx_deployment_role",
          region: "eu-west-1"
        },
        prd: { accountId: "333333333333", profile: "acme-prd" }
      },
      defaultAppEnv: "sbx",
      rolePolicy: {
        roleName: "{env}_deployment_role",
        roleSessionName: "{env}_role_session",
        durationSeconds: 3600
      }
    }
    assert.isTrue(ajv(example))
    assert.isTrue(schemaAccepts(example))
  })
})

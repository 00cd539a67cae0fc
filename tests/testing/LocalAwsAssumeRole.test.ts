import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { assumeRole, devops, options, roleArn, sbx, whoAmI } from "./LocalAwsFixture.ts"

const alice = Effect.flatMap(LocalAws.LocalAws, (aws) => aws.userCredentials(devops, "alice"))
const aliceArn = `arn:aws:iam::${devops}:user/people/alice`
const deploy = roleArn(sbx, "ci/deploy")

const refusal = Effect.fnUntraced(function* (
  input: Parameters<typeof assumeRole>[1],
  keys?: Parameters<typeof assumeRole>[0]
) {
  const error = yield* Effect.flip(assumeRole(keys ?? (yield* alice), input))
  return [error.name, error.status, error.message] as const
})

const denied = (principal: string, role: string, action = "sts:AssumeRole") =>
  ["AccessDenied", 403, `User: ${principal} is not authorized to perform: ${action} on resource: ${role}`] as const

const invalid = (...violations: ReadonlyArray<string>) =>
  [
    "ValidationError",
    400,
    `${violations.length} validation error${violations.length === 1 ? "" : "s"} detected: ${violations.join("; ")}`
  ] as const

describe("AssumeRole", () => {
  it.effect("gives a session whose ARN drops the role's path and whose id is stable", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const roleId = aws.world.accounts[sbx]?.roles.deploy?.roleId
      assert.match(roleId ?? "", /^AROA[A-Z2-7]{17}$/)
      const session = yield* assumeRole(yield* alice, { RoleArn: deploy, RoleSessionName: "job" })
      assert.strictEqual(session.AssumedRoleUser?.AssumedRoleId, `${roleId}:job`)
      assert.strictEqual(session.AssumedRoleUser?.Arn, `arn:aws:sts::${sbx}:assumed-role/deploy/job`)
      assert.match(session.keys.accessKeyId, /^ASIA[A-Z2-7]{16}$/)
      const identity = yield* whoAmI(session.keys)
      assert.strictEqual(identity.UserId, `${roleId}:job`)
      assert.strictEqual(identity.Account, sbx)
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("words an unknown role and a role that does not trust the caller alike", () =>
    Effect.gen(function* () {
      for (const role of ["missing", "second", "one", "nobody", "deploy"]) {
        const arn = roleArn(sbx, role)
        assert.deepStrictEqual(yield* refusal({ RoleArn: arn }), denied(aliceArn, arn))
      }
      const elsewhere = roleArn("999999999999", "deploy")
      assert.deepStrictEqual(yield* refusal({ RoleArn: elsewhere }), denied(aliceArn, elsewhere))
      const china = deploy.replace("arn:aws:", "arn:aws-cn:")
      assert.deepStrictEqual(yield* refusal({ RoleArn: china }), denied(aliceArn, china))
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("trusts accounts, users, roles, single sessions and everyone", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      const bob = yield* aws.userCredentials(devops, "bob")
      yield* assumeRole(keys, { RoleArn: roleArn(sbx, "alice") })
      const bobArn = `arn:aws:iam::${devops}:user/bob`
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: roleArn(sbx, "alice") }, bob),
        denied(bobArn, roleArn(sbx, "alice"))
      )
      yield* assumeRole(bob, { RoleArn: roleArn(sbx, "plain") })
      const first = yield* assumeRole(keys, { RoleArn: deploy, RoleSessionName: "only-me" })
      yield* assumeRole(first.keys, { RoleArn: roleArn(sbx, "second") })
      yield* assumeRole(first.keys, { RoleArn: roleArn(sbx, "one") })
      const other = yield* assumeRole(keys, { RoleArn: deploy, RoleSessionName: "not-me" })
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: roleArn(sbx, "one") }, other.keys),
        denied(`arn:aws:sts::${sbx}:assumed-role/deploy/not-me`, roleArn(sbx, "one"))
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("refuses root and federated users", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const root = yield* aws.rootCredentials(devops)
      assert.strictEqual((yield* whoAmI(root)).Arn, `arn:aws:iam::${devops}:root`)
      assert.deepStrictEqual(yield* refusal({ RoleArn: deploy }, root), [
        "AccessDenied",
        403,
        "Roles may not be assumed by root accounts."
      ])
      const federated = yield* aws.federatedUserCredentials(devops, "carol")
      const arn = `arn:aws:sts::${devops}:federated-user/carol`
      assert.strictEqual((yield* whoAmI(federated)).Arn, arn)
      assert.deepStrictEqual(yield* refusal({ RoleArn: deploy }, federated), denied(arn, deploy))
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("asks for the external id", () =>
    Effect.gen(function* () {
      const partner = roleArn(sbx, "partner")
      assert.deepStrictEqual(yield* refusal({ RoleArn: partner }), denied(aliceArn, partner))
      assert.deepStrictEqual(yield* refusal({ RoleArn: partner, ExternalId: "other" }), denied(aliceArn, partner))
      const session = yield* assumeRole(yield* alice, { RoleArn: partner, ExternalId: "partner:1" })
      const aws = yield* LocalAws.LocalAws
      const known = Option.getOrThrow(yield* aws.session(session.keys.accessKeyId))
      assert.strictEqual(known.externalId, "partner:1")
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("caps a chained role at one hour, and every role at its own limit", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      const long = yield* assumeRole(keys, { RoleArn: deploy, DurationSeconds: 43_200 })
      const known = Option.getOrThrow(yield* aws.session(long.keys.accessKeyId))
      assert.strictEqual(known.durationSeconds, 43_200)
      assert.deepStrictEqual(yield* refusal({ RoleArn: roleArn(sbx, "plain"), DurationSeconds: 3601 }), [
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
      ])
      const chained = [
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
      ] as const
      const ci = yield* aws.roleCredentials(devops, "ci")
      for (const source of [ci, long.keys]) {
        const target = source === ci ? deploy : roleArn(sbx, "second")
        assert.deepStrictEqual(yield* refusal({ RoleArn: target, DurationSeconds: 3601 }, source), chained)
        yield* assumeRole(source, { RoleArn: target, DurationSeconds: 3600 })
        const unstated = yield* assumeRole(source, { RoleArn: target })
        const session = Option.getOrThrow(yield* aws.session(unstated.keys.accessKeyId))
        assert.strictEqual(session.durationSeconds, 3600)
      }
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("refuses what breaks a limit, in AWS's words", () =>
    Effect.gen(function* () {
      const at = (value: string, field: string, must: string) =>
        `Value '${value}' at '${field}' failed to satisfy constraint: Member must ${must}`
      const names = "satisfy regular expression pattern: [\\w+=,.@-]*"
      const tags = "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]"
      const long = "s".repeat(65)
      const cases: ReadonlyArray<[Partial<Parameters<typeof assumeRole>[1]>, ReturnType<typeof invalid>]> = [
        [{ RoleSessionName: "a b" }, invalid(at("a b", "roleSessionName", names))],
        [{ RoleSessionName: long }, invalid(at(long, "roleSessionName", "have length less than or equal to 64"))],
        [{ RoleSessionName: "s" }, invalid(at("s", "roleSessionName", "have length greater than or equal to 2"))],
        [
          { RoleSessionName: "/" },
          invalid(
            at("/", "roleSessionName", names),
            at("/", "roleSessionName", "have length greater than or equal to 2")
          )
        ],
        [{ DurationSeconds: 899 }, invalid(at("899", "durationSeconds", "have value greater than or equal to 900"))],
        [
          { DurationSeconds: 43_201 },
          invalid(at("43201", "durationSeconds", "have value less than or equal to 43200"))
        ],
        [{ RoleArn: "short" }, invalid(at("short", "roleArn", "have length greater than or equal to 20"))],
        [{ ExternalId: "x" }, invalid(at("x", "externalId", "have length greater than or equal to 2"))],
        [{ SourceIdentity: "a b" }, invalid(at("a b", "sourceIdentity", names))],
        [
          { Tags: [{ Key: "who", Value: "dependabot[bot]" }] },
          invalid(at("dependabot[bot]", "tags.1.member.value", `${tags}*`))
        ],
        [{ Tags: [{ Key: "a#", Value: "" }] }, invalid(at("a#", "tags.1.member.key", `${tags}+`))],
        [
          { Tags: [{ Key: "k".repeat(129), Value: "" }] },
          invalid(at("k".repeat(129), "tags.1.member.key", "have length less than or equal to 128"))
        ],
        [
          { Tags: [{ Key: "k", Value: "v".repeat(257) }] },
          invalid(at("v".repeat(257), "tags.1.member.value", "have length less than or equal to 256"))
        ],
        [
          { Policy: `"${"p".repeat(2047)}"` },
          invalid(at(`"${"p".repeat(2047)}"`, "policy", "have length less than or equal to 2048"))
        ],
        [
          { SerialNumber: "123456789", TokenCode: "12345" },
          invalid(at("12345", "tokenCode", "have length greater than or equal to 6"))
        ]
      ]
      for (const [input, expected] of cases) {
        assert.deepStrictEqual(yield* refusal({ RoleArn: deploy, ...input }), expected)
      }
      const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" }))
      const [name, , message] = yield* refusal({ RoleArn: deploy, Tags: many })
      assert.strictEqual(name, "ValidationError")
      assert.include(
        message,
        "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50"
      )
      const arns = Array.from({ length: 11 }, () => ({ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }))
      const [, , policies] = yield* refusal({ RoleArn: deploy, PolicyArns: arns })
      assert.include(policies, "at 'policyArns' failed to satisfy constraint: Member must have length less than")
      assert.deepStrictEqual(yield* refusal({ RoleArn: "not-an-arn-of-a-role" }), [
        "ValidationError",
        400,
        "not-an-arn-of-a-role is invalid"
      ])
      assert.deepStrictEqual(yield* refusal({ RoleArn: aliceArn }), ["ValidationError", 400, "Request ARN is invalid"])
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("records the session's policies, tags and source identity, and hands transitive ones on", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]
      })
      const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
      const first = yield* assumeRole(yield* alice, {
        RoleArn: deploy,
        Policy: policy,
        PolicyArns: [{ arn }],
        Tags: [
          { Key: "Team", Value: "core" },
          { Key: "job", Value: "7 & <8>".replace(/[&<>]/g, "") }
        ],
        TransitiveTagKeys: ["Team"],
        SourceIdentity: "alice"
      })
      assert.strictEqual(first.SourceIdentity, "alice")
      assert.isAbove(first.PackedPolicySize ?? 0, 0)
      const session = Option.getOrThrow(yield* aws.session(first.keys.accessKeyId))
      assert.strictEqual(session.policy, policy)
      assert.deepStrictEqual(session.policyArns, [arn])
      assert.deepStrictEqual(session.tags, { Team: "core", job: "7  8" })
      assert.deepStrictEqual(session.transitiveTagKeys, ["Team"])
      const second = yield* assumeRole(first.keys, {
        RoleArn: roleArn(sbx, "second"),
        Tags: [{ Key: "x", Value: "y" }]
      })
      assert.strictEqual(second.SourceIdentity, "alice")
      const chained = Option.getOrThrow(yield* aws.session(second.keys.accessKeyId))
      assert.deepStrictEqual(chained.tags, { Team: "core", x: "y" })
      assert.deepStrictEqual(chained.transitiveTagKeys, ["Team"])
      assert.strictEqual(chained.sourceIdentity, "alice")
      const target = { RoleArn: roleArn(sbx, "second") }
      assert.deepStrictEqual(yield* refusal({ ...target, Tags: [{ Key: "team", Value: "x" }] }, first.keys), [
        "InvalidParameterValue",
        400,
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."
      ])
      assert.deepStrictEqual(yield* refusal({ ...target, SourceIdentity: "bob" }, first.keys), [
        "ValidationError",
        400,
        "The source identity is already set for this assume role session"
      ])
      const plain = roleArn(sbx, "plain")
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: plain }, first.keys),
        denied(`arn:aws:sts::${sbx}:assumed-role/deploy/test`, plain, "sts:TagSession")
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("refuses tags and source identity that the role does not allow", () =>
    Effect.gen(function* () {
      const plain = roleArn(sbx, "plain")
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: plain, Tags: [{ Key: "k", Value: "v" }] }),
        denied(aliceArn, plain, "sts:TagSession")
      )
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: plain, SourceIdentity: "alice" }),
        denied(aliceArn, plain, "sts:SetSourceIdentity")
      )
      assert.deepStrictEqual(
        yield* refusal({
          RoleArn: deploy,
          Tags: [
            { Key: "k", Value: "v" },
            { Key: "K", Value: "w" }
          ]
        }),
        ["InvalidParameterValue", 400, "Duplicate tag keys found. Please note that Tag keys are case insensitive."]
      )
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: deploy, Tags: [{ Key: "k", Value: "v" }], TransitiveTagKeys: ["other"] }),
        ["InvalidParameterValue", 400, "The specified transitive tag key must be included in the requested tags."]
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("refuses policies that are none and those that are too large once packed", () =>
    Effect.gen(function* () {
      const malformed = (message: string) => ["MalformedPolicyDocumentException", 400, message] as const
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: deploy, Policy: "{" }),
        malformed("This policy contains invalid Json")
      )
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: deploy, Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}' }),
        malformed("Syntax errors in policy.")
      )
      assert.deepStrictEqual(
        yield* refusal({ RoleArn: deploy, Policy: '{"Version":"2020-01-01","Statement":[]}' }),
        malformed("The policy must contain a valid version string")
      )
      // Text that deflate cannot make much smaller.
      const noise = (seed: number, length: number) =>
        Array.from({ length: Math.ceil(length / 86) }, (_, index) =>
          createHash("sha512").update(`${seed}.${index}`).digest("base64").slice(0, 86)
        )
          .join("")
          .slice(0, length)
      const tags = Array.from({ length: 10 }, (_, index) => ({ Key: `key-${index}`, Value: noise(index, 256) }))
      const [name, status, message] = yield* refusal({ RoleArn: deploy, Tags: tags })
      assert.deepStrictEqual([name, status], ["PackedPolicyTooLargeException", 400])
      assert.match(message, /^Packed size of session tags consumes \d{3}% of allotted space\.$/)
      const policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: "*", Resource: `arn:aws:s3:::${noise(99, 1900)}` }
      })
      const [, , tooLarge] = yield* refusal({ RoleArn: deploy, Policy: policy })
      assert.match(tooLarge, /^Packed policy consumes \d{3}% of allotted space, please use smaller policy\.$/)
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )
})

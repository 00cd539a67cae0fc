import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { UnknownEnv } from "../../src/domain/errors/Config.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import type { Options } from "../../src/services/RolePolicy.ts"
import { assertSays, policyOf } from "./reading/harness.ts"

const roleOf = (options: Options, env: string) =>
  Effect.flatMap(policyOf(RolePolicy.layer(options)), (policy) => policy.role(env))

const arn = "arn:aws:iam::222222222222:role/path/deploy"

describe("RolePolicy.layerNaming", () => {
  it.effect("names roles and sessions as the Python original does", () =>
    Effect.gen(function* () {
      const policy = yield* policyOf(RolePolicy.layerNaming())
      assert.deepStrictEqual(yield* policy.role("sbx"), {
        roleName: "sbx_deployment_role",
        roleSessionName: "sbx_role_session",
        options: {}
      })
      assert.strictEqual((yield* policy.role("devops")).roleSessionName, "devops_role_session")
      assert.isUndefined(policy.recognise)
    })
  )

  it.effect("fills its templates, and keeps the options", () =>
    Effect.gen(function* () {
      const policy = yield* policyOf(
        RolePolicy.layerNaming({
          roleName: "deploy/{env}/{env}-role",
          roleSessionName: "ci",
          durationSeconds: "max",
          tags: { team: "acme" },
          transitiveTagKeys: ["team"]
        })
      )
      assert.deepStrictEqual(yield* policy.role("prd"), {
        roleName: "deploy/prd/prd-role",
        roleSessionName: "ci",
        options: { durationSeconds: "max", tags: { team: "acme" }, transitiveTagKeys: ["team"] }
      })
    })
  )
})

describe("RolePolicy.layer", () => {
  it.effect("lets an env's own fields win over the common ones, and an Effect's over both", () =>
    Effect.gen(function* () {
      const options: Options = {
        roleSessionName: "{env}-session",
        durationSeconds: 900,
        externalId: "common",
        envs: { sbx: { roleArn: arn, durationSeconds: 1800 } },
        role: (env) => Effect.succeed(env === "sbx" ? { externalId: "asked" } : {})
      }
      assert.deepStrictEqual(yield* roleOf(options, "sbx"), {
        roleArn: arn,
        roleName: "sbx_deployment_role",
        roleSessionName: "sbx-session",
        options: { durationSeconds: 1800, externalId: "asked" }
      })
      assert.deepStrictEqual(yield* roleOf(options, "prd"), {
        roleName: "prd_deployment_role",
        roleSessionName: "prd-session",
        options: { durationSeconds: 900, externalId: "common" }
      })
    })
  )

  it.effect("tells the envs that it names, and its recogniser", () =>
    Effect.gen(function* () {
      const recognise = () => ({ recognised: true, rule: "all are", weak: false }) as const
      const policy = yield* policyOf(RolePolicy.layer({ envs: { sbx: {}, prd: {} }, recognise }))
      assert.deepStrictEqual(policy.envs, ["sbx", "prd"])
      assert.strictEqual(policy.recognise, recognise)
    })
  )

  it.effect("passes on the error of the Effect that is asked", () =>
    Effect.gen(function* () {
      const reason = new UnknownEnv({ given: "x", known: [], source: "a table" })
      const error = yield* Effect.flip(roleOf({ role: () => Effect.fail(BotoSesError.of(reason)) }, "sbx"))
      assert.strictEqual(error.reason, reason)
    })
  )

  it.effect("reports all mistakes of its tables together", () =>
    Effect.gen(function* () {
      const options = { durationSeconds: 1, roleName: "{name}", envs: { sbx: { policy: "{" }, prd: { roleArn: "x" } } }
      const error = yield* Effect.flip(roleOf(options as Options, "sbx"))
      assertSays(error, "ConfigInvalid", [
        "RolePolicy.layer",
        "4 mistakes",
        "durationSeconds: expected whole seconds",
        "roleName: expected",
        "envs.sbx.policy",
        "envs.prd.roleArn"
      ])
    })
  )

  const code = Effect.succeed(Redacted.make("123456"))

  it.effect.each<{ name: string; options: unknown; says: ReadonlyArray<string> }>([
    { name: "null", options: null, says: ["the role policy: expected an object, found null"] },
    { name: "a list", options: [], says: ["found an empty list"] },
    { name: "a mistyped field", options: { rolename: "x" }, says: ['"rolename"', "roleName"] },
    { name: "a duration of 899", options: { durationSeconds: 899 }, says: ["from 900 to 43200", "the number 899"] },
    { name: "a duration of 43201", options: { durationSeconds: 43_201 }, says: ["the number 43201"] },
    { name: "a broken duration", options: { durationSeconds: 900.5 }, says: ["durationSeconds: expected"] },
    { name: "a duration as text", options: { durationSeconds: "3600" }, says: ['found "3600"'] },
    { name: "a session name of 1", options: { roleSessionName: "x" }, says: ["roleSessionName: expected 2 to 64"] },
    { name: "a session name with a blank", options: { roleSessionName: "a b" }, says: ['found "a b"'] },
    {
      name: "a session name too long",
      options: { roleSessionName: "x".repeat(59).concat("{env}") },
      says: ["2 to 64"]
    },
    { name: "another placeholder", options: { roleSessionName: "{stage}" }, says: ["{env} and no other braces"] },
    { name: "a role name that ends in a slash", options: { roleName: "path/" }, says: ["roleName: expected"] },
    { name: "a role name as a number", options: { roleName: 5 }, says: ["the number 5"] },
    { name: "a tag of AWS's", options: { tags: { "aws:x": "1" } }, says: ['not beginning with "aws:"'] },
    { name: "a tag with a bad character", options: { tags: { "a*": "1" } }, says: ['found "a*"'] },
    { name: "a tag value as a number", options: { tags: { a: 1 } }, says: ["tags.a: expected", "the number 1"] },
    { name: "tags that differ in case", options: { tags: { a: "1", A: "2" } }, says: ["more than their case"] },
    {
      name: "51 tags",
      options: { tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`t${i}`, ""])) },
      says: ["at most 50 tags"]
    },
    { name: "a transitive key of no tag", options: { transitiveTagKeys: ["a"] }, says: ["keys of tags given"] },
    {
      name: "a text for transitive keys",
      options: { transitiveTagKeys: "a" },
      says: ["transitiveTagKeys: expected a list"]
    },
    { name: "an external id of 1", options: { externalId: "x" }, says: ["2 to 1224 characters"] },
    { name: "an identity of AWS's", options: { sourceIdentity: "AWS:x" }, says: ["sourceIdentity"] },
    { name: "a policy that is no JSON", options: { policy: "{'a':1}" }, says: ["policy: expected a JSON object"] },
    { name: "a policy that is a list", options: { policy: "[]" }, says: ["a JSON object"] },
    { name: "a policy too long", options: { policy: JSON.stringify({ a: "x".repeat(2048) }) }, says: ["2048"] },
    { name: "a policy ARN of no policy", options: { policyArns: ["arn:aws:iam::aws:role/x"] }, says: ["policyArns.0"] },
    {
      name: "11 policy ARNs",
      options: { policyArns: Array.from({ length: 11 }, (_, i) => `arn:aws:iam::aws:policy/P${i}`) },
      says: ["at most 10 policy ARNs"]
    },
    { name: "an MFA serial too short", options: { mfa: { serialNumber: "1", code } }, says: ["mfa.serialNumber"] },
    {
      name: "MFA without a code",
      options: { mfa: { serialNumber: "GAHT12345678" } },
      says: ["mfa.code: expected a value"]
    },
    { name: "a mistyped field of an env", options: { envs: { sbx: { durationSecond: 900 } } }, says: ["envs.sbx"] },
    { name: "null for an env", options: { envs: { sbx: null } }, says: ["envs.sbx: expected an object, found null"] },
    { name: "a list of envs", options: { envs: ["sbx"] }, says: ["envs: expected an object"] },
    { name: "a table for role", options: { role: {} }, says: ["role: expected a function"] },
    { name: "a text for recognise", options: { recognise: "devops" }, says: ["recognise: expected a function"] }
  ])("refuses $name", ({ options, says }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(policyOf(RolePolicy.layer(options as Options)))
      assertSays(error, "ConfigInvalid", says)
    })
  )

  it.effect.each<{ name: string; answer: unknown; says: ReadonlyArray<string> }>([
    { name: "null", answer: null, says: ['the role of "sbx": expected an object, found null'] },
    { name: "a mistyped field", answer: { polciy: "{}" }, says: ['"polciy"'] },
    { name: "a bad ARN", answer: { roleArn: "deploy" }, says: ["roleArn", "deploy"] },
    { name: "a bad duration", answer: { durationSeconds: 5 }, says: ["durationSeconds"] },
    { name: "a name too long", answer: { roleName: "x".repeat(65) }, says: ["roleName"] }
  ])("fails the ask where the Effect answers $name", ({ answer, says }) =>
    Effect.gen(function* () {
      const policy = yield* policyOf(RolePolicy.layer({ role: () => Effect.succeed(answer as object) }))
      const error = yield* Effect.flip(policy.role("sbx"))
      assertSays(error, "RoleOptionInvalid", says)
    })
  )

  it.effect("fails the ask of an env for which the template gives a name too long", () =>
    Effect.gen(function* () {
      const policy = yield* policyOf(RolePolicy.layerNaming({ roleName: `${"x".repeat(50)}{env}` }))
      assert.strictEqual((yield* policy.role("sbx")).roleName.length, 53)
      assertSays(yield* Effect.flip(policy.role("a".repeat(32))), "RoleOptionInvalid", ["roleName: expected"])
    })
  )
})

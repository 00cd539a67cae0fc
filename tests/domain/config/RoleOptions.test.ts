import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { renderProblem } from "../../../src/domain/config/ConfigProblem.ts"
import {
  givenOptions,
  limitingOptions,
  mergeOptions,
  type RoleOptions,
  roleOptionNames,
  roleOptionProblems
} from "../../../src/domain/config/RoleOptions.ts"

const code = Effect.succeed(Redacted.make("123456"))
const policyOf = (length: number): string => `{"a":"${"x".repeat(length - 8)}"}`
const tagsOf = (count: number): { readonly [key: string]: string } =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "v"]))
const arnsOf = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => `arn:aws:iam::111111111111:policy/p${i}`)
const keyed = (key: string, value = "v"): RoleOptions => ({ tags: { [key]: value } })

describe("role options that AWS takes", () => {
  it.each<[string, RoleOptions]>([
    ["none", {}],
    ["a duration of 900", { durationSeconds: 900 }],
    ["a duration of 43200", { durationSeconds: 43_200 }],
    ["the longest duration", { durationSeconds: "max" }],
    ["a session name of 2", { roleSessionName: "ab" }],
    ["a session name of 64", { roleSessionName: "x".repeat(64) }],
    ["every character of a session name", { roleSessionName: "aZ09_+=,.@-" }],
    ["50 tags", { tags: tagsOf(50) }],
    ["a tag key of 128", keyed("k".repeat(128))],
    ["a tag value of 256", keyed("k", "v".repeat(256))],
    ["an empty tag value", keyed("k", "")],
    ["every character of a tag", keyed("aZ0 _.:/=+-@é", "aZ0 _.:/=+-@漢")],
    ["a tag value that begins with aws:", keyed("k", "aws:x")],
    ["a tag key that only contains aws:", keyed("xaws:k")],
    ["a tag key called as something of every object", keyed("constructor")],
    ["transitive keys of the tags", { tags: { a: "1", b: "2" }, transitiveTagKeys: ["a"] }],
    ["an external id of 2", { externalId: "ab" }],
    ["an external id of 1224", { externalId: "x".repeat(1224) }],
    ["every character of an external id", { externalId: "aZ09_+=,.@:/-" }],
    ["a source identity of 2", { sourceIdentity: "ab" }],
    ["a source identity of 64", { sourceIdentity: "x".repeat(64) }],
    ["a policy of 2048", { policy: policyOf(2048) }],
    ["a policy of several lines", { policy: '{\n\t"Version":\r "2012-10-17"\n}' }],
    ["a policy with ÿ", { policy: '{"a":"ÿ"}' }],
    ["10 policies", { policyArns: arnsOf(10) }],
    ["a policy of AWS's", { policyArns: ["arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess"] }],
    ["a device of 9", { mfa: { serialNumber: "GAHT12345", code } }],
    ["a device's ARN", { mfa: { serialNumber: "arn:aws:iam::111111111111:mfa/bob", code } }],
    ["a device of 256", { mfa: { serialNumber: "x".repeat(256), code } }]
  ])("%s", (_, options) => {
    assert.deepStrictEqual(roleOptionProblems(options), [])
  })
})

describe("role options that AWS refuses", () => {
  it.each<[string, string, unknown]>([
    ["a duration of 899", "durationSeconds", { durationSeconds: 899 }],
    ["a duration of 43201", "durationSeconds", { durationSeconds: 43_201 }],
    ["half a second", "durationSeconds", { durationSeconds: 900.5 }],
    ["no number", "durationSeconds", { durationSeconds: Number.NaN }],
    ["a duration as text", "durationSeconds", { durationSeconds: "3600" }],
    ["a session name of 1", "roleSessionName", { roleSessionName: "a" }],
    ["a session name of 65", "roleSessionName", { roleSessionName: "x".repeat(65) }],
    ["a session name with a blank", "roleSessionName", { roleSessionName: "a b" }],
    ["a session name with a slash", "roleSessionName", { roleSessionName: "a/b" }],
    ["a session name with brackets", "roleSessionName", { roleSessionName: "dependabot[bot]" }],
    ["51 tags", "tags", { tags: tagsOf(51) }],
    ["a tag key of 129", "tags", keyed("k".repeat(129))],
    ["an empty tag key", "tags", keyed("")],
    ["a tag key of AWS's", "tags", keyed("aws:k")],
    ["a tag key of AWS's in capitals", "tags", keyed("AWS:k")],
    ["a tag key with brackets", "tags", keyed("dependabot[bot]")],
    ["a tag value of 257", "tags.k", keyed("k", "v".repeat(257))],
    ["a tag value with brackets", "tags.k", keyed("k", "dependabot[bot]")],
    ["tag keys that differ in case", "tags", { tags: { Team: "a", team: "b" } }],
    ["a transitive key of no tag", "transitiveTagKeys", { tags: { a: "1" }, transitiveTagKeys: ["b"] }],
    ["transitive keys without tags", "transitiveTagKeys", { transitiveTagKeys: ["constructor"] }],
    ["51 transitive keys", "transitiveTagKeys", { tags: tagsOf(50), transitiveTagKeys: Object.keys(tagsOf(51)) }],
    ["an external id of 1", "externalId", { externalId: "a" }],
    ["an external id of 1225", "externalId", { externalId: "x".repeat(1225) }],
    ["an external id with a blank", "externalId", { externalId: "a b" }],
    ["a source identity of 1", "sourceIdentity", { sourceIdentity: "a" }],
    ["a source identity of 65", "sourceIdentity", { sourceIdentity: "x".repeat(65) }],
    ["a source identity of AWS's", "sourceIdentity", { sourceIdentity: "aws:x" }],
    ["an empty policy", "policy", { policy: "" }],
    ["a policy of 2049", "policy", { policy: policyOf(2049) }],
    ["a policy that is no JSON", "policy", { policy: "{" }],
    ["a policy that is a list", "policy", { policy: "[]" }],
    ["a policy beyond Latin-1", "policy", { policy: '{"a":"Ā"}' }],
    ["a policy as an object", "policy", { policy: { Version: "2012-10-17" } }],
    ["11 policies", "policyArns", { policyArns: arnsOf(11) }],
    ["a policy's name", "policyArns.0", { policyArns: ["ReadOnlyAccess"] }],
    ["a role's ARN", "policyArns.1", { policyArns: [...arnsOf(1), "arn:aws:iam::111111111111:role/x"] }],
    ["a device of 8", "mfa.serialNumber", { mfa: { serialNumber: "GAHT1234", code } }],
    ["a device of 257", "mfa.serialNumber", { mfa: { serialNumber: "x".repeat(257), code } }],
    ["a device without code", "mfa.code", { mfa: { serialNumber: "GAHT12345" } }],
    ["null", "tags", { tags: null }]
  ])("%s", (_, field, options) => {
    const problems = roleOptionProblems(options as RoleOptions, "rolePolicy.sbx.")
    assert.isNotEmpty(problems)
    assert.strictEqual(problems[0]?.path, `rolePolicy.sbx.${field}`)
    for (const message of problems.map(renderProblem)) {
      assert.match(message, /^rolePolicy\.sbx\.\S+: expected .+, found .+\. Change the option\.$/)
      assert.notMatch(message, /undefined|\[object/)
      assert.isBelow(message.length, 500)
    }
  })

  it("are told all together", () => {
    const fields = roleOptionProblems({ durationSeconds: 1, externalId: "a", policy: "{" }).map(({ path }) => path)
    assert.deepStrictEqual(fields, ["durationSeconds", "externalId", "policy"])
  })

  it.each<[unknown]>([[null], ["policy"], [[]], [new Map()], [42]])("%j are no options at all", (value) => {
    const [problem, ...more] = roleOptionProblems(value as RoleOptions, "envs.sbx.")
    assert.deepStrictEqual([problem?.path, more.length], ["envs.sbx", 0])
  })
})

describe("options by name", () => {
  const all: RoleOptions = {
    durationSeconds: 900,
    roleSessionName: "me",
    tags: {},
    transitiveTagKeys: [],
    externalId: "id",
    sourceIdentity: "me",
    policy: "{}",
    policyArns: [],
    mfa: { serialNumber: "GAHT12345", code }
  }

  it("are all of RoleOptions, and those that limit are known", () => {
    assert.sameMembers([...roleOptionNames], Object.keys(all))
    assert.deepStrictEqual([...givenOptions(all)], [...roleOptionNames])
    assert.deepStrictEqual([...limitingOptions], ["policy", "policyArns"])
  })

  it("are merged field by field, the call's first; one left out takes nothing away", () => {
    const merged = mergeOptions({ durationSeconds: 3600, policy: "{}" }, {
      durationSeconds: 900,
      policy: undefined
    } as unknown as RoleOptions)
    assert.deepStrictEqual(merged, { durationSeconds: 900, policy: "{}" })
    assert.deepStrictEqual(mergeOptions({}, {}), {})
    assert.deepStrictEqual(mergeOptions(all, {}), all)
    assert.deepStrictEqual(mergeOptions({}, all), all)
  })
})

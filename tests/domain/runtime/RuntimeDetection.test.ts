import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { ciVendors } from "../../../src/domain/runtime/CiVendors.ts"
import { rules } from "../../../src/domain/runtime/Rules.ts"
import { type Detection, detect, detectionVariables } from "../../../src/domain/runtime/RuntimeDetection.ts"
import { groupOf, isRuntimeName, runtimeNames } from "../../../src/domain/runtime/RuntimeName.ts"
import { ambiguous, type Case, documented } from "../RuntimeCases.ts"

const detection = (env: { readonly [name: string]: string }, argv: ReadonlyArray<string> = []): Detection =>
  Result.getOrThrow(detect({ env: new Map(Object.entries(env)), argv }))

const assertCase = (expected: Case): void => {
  const found = detection(expected.env, expected.argv)
  assert.deepStrictEqual(
    {
      name: found.name,
      group: found.group,
      evidence: found.evidence,
      also: found.alsoMatched.map(({ name }) => name),
      forced: found.forced
    },
    {
      name: expected.name,
      group: expected.group,
      evidence: expected.evidence,
      also: expected.also ?? [],
      forced: false
    }
  )
}

describe("detect, on documented environments", () => {
  it.each(documented)("$title", assertCase)

  it("covers at least 25 CI vendors and AWS services", () => {
    assert.isAtLeast(new Set(documented.map(({ name }) => name)).size, 25)
  })

  it("covers every place that a rule can give beside the CI vendors", () => {
    const covered = new Set([...documented, ...ambiguous].map(({ name }) => name))
    const vendorNames = new Set<string>(ciVendors.map(({ name }) => name))
    assert.deepStrictEqual(
      rules.map(({ name }) => name).filter((name) => !covered.has(name) && !vendorNames.has(name)),
      []
    )
  })
})

describe("detect, on ambiguous environments", () => {
  it.each(ambiguous)("$title", assertCase)
})

describe("detect, with USER_RUNTIME_NAME", () => {
  it("decides alone, and tells what the surroundings say", () => {
    assert.deepStrictEqual(detection({ USER_RUNTIME_NAME: "local", CI: "true", GITHUB_ACTIONS: "true" }), {
      name: "local",
      group: "local",
      evidence: 'USER_RUNTIME_NAME is "local"',
      alsoMatched: [
        { name: "github_action", evidence: "GITHUB_ACTIONS is set" },
        { name: "ci", evidence: "CI is set" }
      ],
      forced: true
    })
  })

  it.each(["dev_server", "ci", "aws_app_runner", "unknown"] as const)("gives the undetectable %s", (name) => {
    assert.strictEqual(detection({ USER_RUNTIME_NAME: name }).name, name)
  })

  it("refuses a name that is no runtime's, the nearest first", () => {
    const failure = Result.getOrThrow(
      Result.flip(detect({ env: new Map([["USER_RUNTIME_NAME", "github_actions"]]), argv: [] }))
    )
    assert.strictEqual(failure.given, "github_actions")
    assert.strictEqual(failure.known[0], "github_action")
    assert.sameMembers([...failure.known], [...runtimeNames])
  })

  it.each(["Local", " ci", "constructor", "__proto__", "toString"])("refuses %j", (given) => {
    assert.isTrue(Result.isFailure(detect({ env: new Map([["USER_RUNTIME_NAME", given]]), argv: [] })))
  })
})

describe("the names", () => {
  it("are distinct and lower-case words", () => {
    assert.strictEqual(new Set(runtimeNames).size, runtimeNames.length)
    for (const name of runtimeNames) assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
  })

  it("hold every vendor of ci-info once, in the CI group", () => {
    assert.strictEqual(new Set(ciVendors.map(({ name }) => name)).size, ciVendors.length)
    for (const { name } of ciVendors) assert.strictEqual(groupOf(name), "ci")
  })

  it("belong to the groups of the table", () => {
    const group = (wanted: string) => runtimeNames.filter((name) => groupOf(name) === wanted).sort()
    assert.deepStrictEqual(group("local"), ["codespaces", "devcontainer", "gitpod", "local"])
    assert.deepStrictEqual(group("cloud9"), ["aws_cloud9", "aws_cloudshell", "dev_server"])
    assert.deepStrictEqual(group("app"), [
      "aws_app_runner",
      "aws_batch",
      "aws_ec2",
      "aws_ecs",
      "aws_eks",
      "aws_glue",
      "aws_lambda"
    ])
    assert.deepStrictEqual(group("glue_container"), ["glue_container"])
    assert.deepStrictEqual(group("unknown"), ["unknown"])
    assert.sameMembers(group("ci"), ["ci", ...ciVendors.map(({ name }) => name)])
  })

  it("are known by no prototype's property", () => {
    assert.isFalse(isRuntimeName("hasOwnProperty"))
  })
})

describe("the rules", () => {
  it("each cite a document and give a known name", () => {
    for (const rule of rules) {
      assert.match(rule.docs, /^https:\/\/[^ ]+$/)
      assert.isTrue(isRuntimeName(rule.name))
    }
  })

  it("use every vendor of ci-info", () => {
    const used = new Set(rules.map(({ name }) => name))
    assert.deepStrictEqual(
      ciVendors.filter(({ name }) => !used.has(name)),
      []
    )
  })

  it("read only the variables that are listed", () => {
    const read = new Set<string>()
    class Watched extends Map<string, string> {
      override get(name: string): string | undefined {
        read.add(name)
        return undefined
      }
    }
    detect({ env: new Watched(), argv: [] })
    assert.includeMembers([...detectionVariables], [...read])
    assert.include(detectionVariables, "USER_RUNTIME_NAME")
    assert.notInclude(detectionVariables, "--JOB_RUN_ID")
    assert.strictEqual(new Set(detectionVariables).size, detectionVariables.length)
  })

  it("put no value of a variable into the evidence", () => {
    const secret = "eyJhbGciOi-secret"
    const env = new Map(
      detectionVariables.filter((name) => name !== "USER_RUNTIME_NAME").map((name) => [name, secret] as const)
    )
    assert.notInclude(JSON.stringify(detect({ env, argv: [`--JOB_RUN_ID=${secret}`] })), secret)
  })
})

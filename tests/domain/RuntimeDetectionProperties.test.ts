import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { detect, detectionVariables, runtimeVariable } from "../../src/domain/runtime/RuntimeDetection.ts"
import { groupOf, isRuntimeName, runtimeNames } from "../../src/domain/runtime/RuntimeName.ts"

const Name = Schema.Union([
  Schema.Literals(detectionVariables.filter((name) => name !== runtimeVariable)),
  Schema.String
])
const Value = Schema.Union([
  Schema.Literals(["", "true", "false", "0", "1", "codeship", "woodpecker", "CloudShell", "http://169.254.170.23/v1"]),
  Schema.String
])
const Environment = Schema.Array(Schema.Tuple([Name, Value]))
const Arguments = Schema.Array(
  Schema.Union([Schema.Literals(["--JOB_RUN_ID", "--JOB_RUN_ID=jr_1", "--"]), Schema.String])
)
const Override = Schema.Union([Schema.Literals(runtimeNames), Schema.String])

type Pairs = ReadonlyArray<readonly [string, string]>

const detected = (pairs: Pairs, argv: ReadonlyArray<string>, override?: string) =>
  detect({ env: new Map(override === undefined ? pairs : [...pairs, [runtimeVariable, override]]), argv })

const runs = { arbitrary: { runs: 500 } }

describe("detection", () => {
  it.prop(
    "is total: without an override there is always an answer, of a known name and its group",
    [Environment, Arguments],
    ([pairs, argv]) => {
      const answer = Result.getOrThrow(
        detected(
          pairs.filter(([name]) => name !== runtimeVariable),
          argv
        )
      )
      assert.isTrue(isRuntimeName(answer.name))
      assert.strictEqual(answer.group, groupOf(answer.name))
      assert.isNotEmpty(answer.evidence)
      assert.isFalse(answer.forced)
      const names = [answer.name, ...answer.alsoMatched.map(({ name }) => name)]
      assert.strictEqual(new Set(names).size, names.length)
    },
    runs
  )

  it.prop(
    "is deterministic, whatever the order of the variables",
    [Environment, Arguments, Override],
    ([pairs, argv, override]) => {
      const unique: Pairs = [...new Map(pairs)]
      assert.deepStrictEqual(detected(unique, argv, override), detected(unique, argv, override))
      assert.deepStrictEqual(detected(unique, argv, override), detected(unique.toReversed(), argv, override))
    },
    runs
  )

  it.prop(
    "changes nothing of its input",
    [Environment, Arguments],
    ([pairs, argv]) => {
      const env = new Map(pairs)
      const given = Object.freeze([...argv])
      detect({ env, argv: given })
      assert.deepStrictEqual([...env], [...new Map(pairs)])
      assert.deepStrictEqual([...given], [...argv])
    },
    runs
  )

  it.prop(
    "lets USER_RUNTIME_NAME decide alone",
    [Environment, Arguments, Override],
    ([pairs, argv, override]) => {
      const without = pairs.filter(([name]) => name !== runtimeVariable)
      const answer = detected(without, argv, override)
      if (override === "") {
        assert.deepStrictEqual(answer, detected(without, argv))
      } else if (isRuntimeName(override)) {
        const { forced, group, name } = Result.getOrThrow(answer)
        assert.deepStrictEqual({ forced, group, name }, { forced: true, group: groupOf(override), name: override })
      } else {
        const failure = Result.getOrThrow(Result.flip(answer))
        assert.deepStrictEqual(failure.given, override)
        assert.sameMembers([...failure.known], [...runtimeNames])
      }
    },
    runs
  )

  it.prop(
    "takes an empty variable for none",
    [Environment, Arguments],
    ([pairs, argv]) => {
      const unique: Pairs = [...new Map(pairs)]
      assert.deepStrictEqual(
        detected(unique, argv),
        detected(
          unique.filter(([, value]) => value !== ""),
          argv
        )
      )
      const emptied: Pairs = detectionVariables.map((name) => [name, ""])
      assert.deepStrictEqual(detected([...emptied, ...unique], argv), detected(unique, argv))
    },
    runs
  )

  it.prop(
    "looks at no other variable than those it lists",
    [Environment, Arguments, Schema.Record(Schema.String, Schema.String)],
    ([pairs, argv, others]) => {
      const foreign = Object.entries(others).filter(([name]) => !detectionVariables.includes(name))
      assert.deepStrictEqual(detected([...pairs, ...foreign], argv), detected(pairs, argv))
    },
    runs
  )
})

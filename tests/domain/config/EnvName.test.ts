import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { defaultAppEnv, type Entries, entryOf, envNames } from "../../../src/domain/config/Entry.ts"
import { EnvName, envNameProblems, reservedNames, variablePrefix } from "../../../src/domain/config/EnvName.ts"
import { isText } from "../../../src/domain/text/Form.ts"

const isEnvName = (text: string): boolean => isText(EnvName, text)

describe("an env's name", () => {
  it.each(["s", "sbx", "prd", "prd-eu", "prd_eu", "prd-eu-2", "p2", "a0-1", "constructor", "a".repeat(32)])(
    "%s is one",
    (name) => {
      assert.isTrue(isEnvName(name))
      assert.deepStrictEqual(envNameProblems([name]), [])
    }
  )

  it.each([
    "",
    "Prd",
    "PRD",
    "2prd",
    "-prd",
    "_prd",
    "prd-",
    "prd_",
    "prd--eu",
    "prd-_eu",
    "prd eu",
    "prd.eu",
    "prd\n",
    "prd/eu",
    "prdé",
    "__proto__",
    "toString",
    "a".repeat(33),
    "devops",
    "app",
    "session"
  ])("%j is none, and the problem names it", (name) => {
    assert.isFalse(isEnvName(name))
    const [problem, ...more] = envNameProblems([name])
    assert.include(problem?.found, `"${name}"`)
    assert.deepStrictEqual(more, [])
  })

  it("that is very long is shown by its beginning", () => {
    assert.isBelow(envNameProblems(["x".repeat(10_000)])[0]?.found.length ?? 1000, 300)
  })

  it.prop("is told by both judges alike", [Schema.String], ([text]) => {
    assert.strictEqual(isEnvName(text), envNameProblems([text]).length === 0)
  })

  it("the words that have a meaning of their own are those of the targets", () => {
    assert.deepStrictEqual([...reservedNames], ["devops", "app", "session"])
  })
})

describe("names taken together", () => {
  it("collide where they would share variables", () => {
    const [problem, ...more] = envNameProblems(["prd-eu", "sbx", "prd_eu"])
    assert.include(problem?.found, '"prd-eu" and "prd_eu", which would share the variables PRD_EU_')
    assert.deepStrictEqual(more, [])
    assert.strictEqual(variablePrefix("prd-eu-2"), "PRD_EU_2")
  })

  it("have each mistake told", () => {
    assert.strictEqual(envNameProblems(["devops", "Prd", "a-b", "a_b", "sbx"]).length, 3)
    assert.deepStrictEqual(envNameProblems(["sbx", "sbx", "prd"]), [])
    assert.deepStrictEqual(envNameProblems([]), [])
  })
})

describe("entries", () => {
  const entries: Entries = { devops: { region: "us-east-1" }, workloads: { prd: {}, constructor: {} }, guardApp: false }

  it("are found by their own names only", () => {
    assert.strictEqual(entryOf(entries, "devops"), entries.devops)
    assert.strictEqual(entryOf(entries, "prd"), entries.workloads.prd)
    assert.strictEqual(entryOf(entries, "constructor"), Object.entries(entries.workloads)[1]?.[1])
    for (const name of ["toString", "__proto__", "hasOwnProperty", "app", "session", ""]) {
      assert.isUndefined(entryOf(entries, name), name)
    }
    assert.isUndefined(entryOf({ ...entries, workloads: {} }, "constructor"))
    assert.deepStrictEqual([...envNames(entries)], ["prd", "constructor"])
  })

  it("have an app env where one is configured or called sbx", () => {
    assert.isUndefined(defaultAppEnv(entries))
    assert.strictEqual(defaultAppEnv({ ...entries, defaultAppEnv: "prd" }), "prd")
    assert.strictEqual(defaultAppEnv({ ...entries, workloads: { sbx: {}, prd: {} } }), "sbx")
    assert.strictEqual(defaultAppEnv({ ...entries, workloads: { sbx: {} }, defaultAppEnv: "prd" }), "prd")
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { type CurrentEnvVariables, currentEnv, guardedEnv, overruled } from "../../../src/domain/plan/CurrentEnv.ts"
import type { RuntimeGroup } from "../../../src/domain/runtime/RuntimeName.ts"
import { entries } from "./fixture.ts"

const groups: ReadonlyArray<RuntimeGroup> = ["local", "cloud9", "ci", "app", "glue_container", "unknown"]

/** The env, the reason of the error, or `none`. */
const found = (group: RuntimeGroup, variables: CurrentEnvVariables, from = entries): string =>
  Result.match(currentEnv(group, variables, from), {
    onFailure: ({ _tag }) => _tag,
    onSuccess: (env) => env ?? "none"
  })

type Columns = readonly [local: string, cloud9: string, ci: string, app: string, glue: string, unknown: string]

describe("the current env", () => {
  it.each<[CurrentEnvVariables, Columns]>([
    [{}, ["sbx", "sbx", "CurrentEnvUnknown", "none", "none", "none"]],
    [{ USER_ENV_NAME: "", ENV_NAME: "" }, ["sbx", "sbx", "CurrentEnvUnknown", "none", "none", "none"]],
    [{ USER_ENV_NAME: "prd" }, ["prd", "prd", "prd", "prd", "prd", "prd"]],
    [{ ENV_NAME: "prd" }, ["sbx", "sbx", "prd", "prd", "prd", "prd"]],
    [{ USER_ENV_NAME: "sbx", ENV_NAME: "prd" }, ["sbx", "sbx", "sbx", "sbx", "sbx", "sbx"]],
    [{ USER_ENV_NAME: "", ENV_NAME: "prd" }, ["sbx", "sbx", "prd", "prd", "prd", "prd"]],
    [{ USER_ENV_NAME: "devops" }, ["devops", "devops", "devops", "devops", "devops", "devops"]],
    [{ USER_ENV_NAME: "prdd" }, ["UnknownEnv", "UnknownEnv", "UnknownEnv", "none", "UnknownEnv", "UnknownEnv"]],
    [
      { USER_ENV_NAME: "prdd", ENV_NAME: "prd" },
      ["UnknownEnv", "UnknownEnv", "UnknownEnv", "none", "UnknownEnv", "UnknownEnv"]
    ],
    [{ USER_ENV_NAME: "constructor" }, ["UnknownEnv", "UnknownEnv", "UnknownEnv", "none", "UnknownEnv", "UnknownEnv"]],
    [{ USER_ENV_NAME: "PRD" }, ["UnknownEnv", "UnknownEnv", "UnknownEnv", "none", "UnknownEnv", "UnknownEnv"]],
    [{ stated: "prd" }, ["prd", "prd", "prd", "prd", "prd", "prd"]],
    [{ stated: "prd", USER_ENV_NAME: "sbx", ENV_NAME: "sbx" }, ["prd", "prd", "prd", "prd", "prd", "prd"]],
    [{ stated: "", ENV_NAME: "prd" }, ["sbx", "sbx", "prd", "prd", "prd", "prd"]],
    [
      { stated: "prdd", ENV_NAME: "prd" },
      ["UnknownEnv", "UnknownEnv", "UnknownEnv", "none", "UnknownEnv", "UnknownEnv"]
    ],
    [
      { missing: "STAGE is not set", USER_ENV_NAME: "prd" },
      ["CurrentEnvUnknown", "CurrentEnvUnknown", "CurrentEnvUnknown", "none", "none", "none"]
    ],
    [{ USER_ENV_NAME: "app" }, ["UnknownEnv", "UnknownEnv", "UnknownEnv", "none", "UnknownEnv", "UnknownEnv"]]
  ])("of %j", (variables, columns) => {
    assert.deepStrictEqual(
      groups.map((group) => found(group, variables)),
      [...columns]
    )
  })

  it("falls back on defaultAppEnv, or on nothing", () => {
    assert.strictEqual(found("local", {}, { ...entries, defaultAppEnv: "prd" }), "prd")
    assert.strictEqual(found("local", {}, { ...entries, workloads: { prd: {} } }), "none")
  })

  it("names the variable and the nearest env in its error", () => {
    const error = Result.getOrThrow(Result.flip(currentEnv("ci", { ENV_NAME: "prdd" }, entries)))
    if (error._tag !== "UnknownEnv") return assert.fail(error._tag)
    assert.deepStrictEqual([error.source, error.known[0]], ["ENV_NAME", "prd"])
  })

  it("says what the program's own Config does not find", () => {
    const given = { missing: "STAGE is not set", USER_ENV_NAME: "prd" }
    for (const result of [
      currentEnv("ci", given, entries),
      currentEnv("local", given, entries),
      guardedEnv(given, entries)
    ]) {
      const { message } = Result.getOrThrow(Result.flip(result))
      assert.include(message, "STAGE is not set")
      assert.include(message, "Config.option")
    }
  })

  it("tells where what the program says overrules a variable that the place reads", () => {
    const given = { stated: "prd", ENV_NAME: "sbx" }
    assert.strictEqual(
      overruled("ci", given),
      'the currentEnv of the options ("prd") comes before ENV_NAME, which says "sbx"'
    )
    assert.isUndefined(overruled("local", given))
    assert.isUndefined(overruled("ci", { stated: "prd", USER_ENV_NAME: "prd", ENV_NAME: "sbx" }))
    assert.isUndefined(overruled("ci", { ENV_NAME: "sbx" }))
  })
})

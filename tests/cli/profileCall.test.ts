import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { profileCall } from "../../src/cli/commands/credentialProcess/profileCall.ts"
import { inCi } from "./harness.ts"

const call = (line: string) => profileCall(line.split(" "))

describe("a profile's call", () => {
  it("is what configure writes, and nothing that only the parser understands", () => {
    assert.deepStrictEqual(call("--config /a.json credential-process sbx"), { target: "sbx", config: "/a.json" })
    assert.deepStrictEqual(call("credential-process sbx"), { target: "sbx", config: undefined })
    for (const line of [
      "credential-process",
      "credential-process sbx --json",
      "credential-process sbx prd",
      "credential-process --help",
      "--config credential-process sbx",
      "--config --json credential-process sbx",
      "--config=/a.json credential-process sbx",
      "--region eu-west-1 credential-process sbx",
      "whoami sbx"
    ]) {
      assert.isUndefined(call(line), line)
    }
    assert.isUndefined(profileCall(["--config", "", "credential-process", "sbx"]))
  })

  it.live("has the answers and the errors of the command", () =>
    Effect.gen(function* () {
      const { cli, config, program } = yield* inCi
      const given = yield* program("node", ["--config", config, "credential-process", "prd"])
      assert.deepStrictEqual([given.exitCode, given.stderr], [0, ""])
      const keys = (text: string) => Object.keys(JSON.parse(text))
      assert.deepStrictEqual(keys(given.stdout), keys((yield* cli(["credential-process", "prd"])).stdout))
      for (const args of [
        ["credential-process", "prdd"],
        ["--config", "/nowhere.json", "credential-process", "prd"]
      ]) {
        assert.deepStrictEqual(yield* program("node", args), yield* cli(args))
      }
    })
  )
})

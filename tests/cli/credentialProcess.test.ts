import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inCi, onLaptop, programOf } from "./harness.ts"

describe("credential-process", () => {
  it.live("prints what the AWS CLI wants, and nothing else", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const { exitCode, stdout, stderr } = yield* cli(["credential-process", "prd"])
      assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })
      const answer = JSON.parse(stdout)
      assert.deepStrictEqual(Object.keys(answer), [
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration"
      ])
      assert.strictEqual(answer.Version, 1)
      assert.match(answer.Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    })
  )

  it.live("fails with nothing on stdout", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const { exitCode, stdout, stderr } = yield* cli(["credential-process", "prdd"])
      assert.deepStrictEqual([exitCode, stdout], [3, ""])
      assert.include(stderr.replace(/\s+/g, " "), 'Did you mean "prd"?')
    })
  )

  it.live("finds that it was called for its own target", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const { exitCode, stdout, stderr } = yield* cli(["credential-process", "sbx"], {
        env: { BOTO_SES_CREDENTIAL_PROCESS: "devops,sbx" }
      })
      assert.deepStrictEqual([exitCode, stdout], [5, ""])
      assert.include(stderr, "error ProfileLoop")
      const other = yield* cli(["credential-process", "sbx"], { env: { BOTO_SES_CREDENTIAL_PROCESS: "devops" } })
      assert.strictEqual(other.exitCode, 0)
    })
  )

  it.live("ends a loop through a profile, and says to use --profile", () =>
    Effect.gen(function* () {
      const { folder, program } = yield* onLaptop
      appendFileSync(
        join(folder, ".aws", "config"),
        `[profile boto-ses-sbx]\ncredential_process = ${programOf("node").join(" ")} credential-process sbx\n`
      )
      const { exitCode, stdout, stderr } = yield* program("node", ["credential-process", "sbx"], {
        USER_RUNTIME_NAME: "ci",
        AWS_PROFILE: "boto-ses-sbx"
      })
      assert.deepStrictEqual([exitCode, stdout], [5, ""])
      assert.match(stderr, /^error ProfileLoop\n/)
      assert.include(stderr.replace(/\s+/g, " "), "aws --profile boto-ses-sbx")
    })
  )
})

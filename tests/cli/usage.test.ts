import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { version } from "../../src/cli/Version.ts"
import { inCi, onLaptop, type Runtime } from "./harness.ts"

const packageVersion: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version

describe("the command line", () => {
  it("knows the package's version", () => {
    assert.strictEqual(version, packageVersion)
  })

  it.live("suggests the nearest command, flag and target", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      const cases: ReadonlyArray<readonly [ReadonlyArray<string>, number, string]> = [
        [["whoam"], 2, 'Did you mean "whoami"?'],
        [["whoami", "--unmaskd"], 2, "Did you mean --unmasked?"],
        [["whoami", "--jsn"], 2, "Did you mean --json?"],
        [["whoami", "ap"], 3, 'Did you mean "app"?'],
        [["exec", "devop", "--", "true"], 3, 'Did you mean "devops"?'],
        [["exec", "sbx", "--", ""], 2, "The command to run is empty"],
        [["env", "--format", "json"], 2, "The argument TARGET is missing."],
        [["env", "sbx", "--format", "bash", "--json"], 2, "sh"]
      ]
      for (const [args, code, hint] of cases) {
        const { exitCode, stdout, stderr } = yield* cli(args)
        assert.deepStrictEqual([args, exitCode, stdout], [args, code, ""])
        assert.include(stderr.replace(/\s+/g, " "), hint)
        assert.match(stderr, /^error \w+\n {2}\S/)
      }
    })
  )

  it.live("has help that fits the terminal", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      for (const command of [[], ["whoami"], ["exec"], ["env"], ["credential-process"], ["explain"], ["demo"]]) {
        const { exitCode, stdout, stderr } = yield* cli([...command, "--help"], { columns: 60 })
        assert.deepStrictEqual([exitCode, stderr], [0, ""])
        assert.include(stdout, "USAGE\n  boto-ses")
        assert.deepStrictEqual(
          stdout.split("\n").filter((line) => line.length > 60 && !/^ {2}\S/.test(line)),
          []
        )
      }
    })
  )

  it.live("tells of a configuration's mistakes and of its causes", () =>
    Effect.gen(function* () {
      const { aws, cli, folder } = yield* inCi
      const config = join(folder, "bad.json")
      writeFileSync(config, JSON.stringify({ devops: { accountId: "1" }, workloads: {} }))
      const { exitCode, stderr } = yield* cli(["whoami", "--config", config])
      assert.strictEqual(exitCode, 3)
      assert.match(stderr, /^error ConfigInvalid\n/)
      yield* aws.fault({ kind: "accessDenied", when: { action: "AssumeRole" }, times: "always" })
      const quiet = yield* cli(["whoami", "sbx"])
      const loud = yield* cli(["whoami", "sbx", "--log-level", "debug"])
      assert.deepStrictEqual([quiet.exitCode, loud.exitCode], [6, 6])
      assert.notInclude(quiet.stderr, "caused by")
      assert.include(loud.stderr, "caused by ")
    })
  )
})

const runtimes: ReadonlyArray<Runtime> = ["node", "deno", "bun"]

for (const runtime of runtimes) {
  describe(`the program on ${runtime}`, () => {
    it.live(
      "answers, fails and runs commands as in this process",
      () =>
        Effect.gen(function* () {
          const { program, cli } = yield* inCi
          assert.deepStrictEqual(yield* program(runtime, ["--version"]), {
            exitCode: 0,
            stdout: `boto-ses ${version}\n`,
            stderr: ""
          })
          const who = yield* program(runtime, ["whoami", "prd"])
          assert.deepStrictEqual([who.exitCode, who.stderr], [0, ""])
          const expected = (yield* cli(["whoami", "prd"])).stdout
          const withoutTime = (text: string) => text.replace(/expires .*/, "")
          assert.strictEqual(withoutTime(who.stdout), withoutTime(expected))
          assert.deepStrictEqual(yield* program(runtime, ["whoami", "prdd"]), yield* cli(["whoami", "prdd"]))
          const child = yield* program(runtime, ["exec", "sbx", "--", "sh", "-c", "echo $AWS_REGION; exit 9"])
          assert.deepStrictEqual(child, { exitCode: 9, stdout: "us-east-1\n", stderr: "" })
          const ended = yield* program(runtime, ["exec", "sbx", "--", "sh", "-c", "kill -TERM $$"])
          assert.strictEqual(ended.exitCode, 143)
          for (const shell of ["bash", "zsh", "fish"]) {
            const { exitCode, stdout } = yield* program(runtime, ["--completions", shell])
            assert.strictEqual(exitCode, 0)
            assert.include(stdout, "credential-process")
          }
        }),
      60_000
    )
  })
}

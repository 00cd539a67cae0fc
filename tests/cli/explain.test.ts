import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { runtimeNames } from "../../src/domain/runtime/RuntimeName.ts"
import { inCi, onLaptop } from "./harness.ts"

describe("explain", () => {
  it.live("shows every case without a request, and the one that holds with one", () =>
    Effect.gen(function* () {
      const { aws, cli, config } = yield* inCi
      const { exitCode, stdout } = yield* cli(["explain", "prd"])
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(yield* aws.count(), 0)
      for (const part of [
        "prd on github_action (GITHUB_ACTIONS",
        config,
        "If the ambient identity already is the role of prd:",
        "If the ambient identity is devops:",
        "session name  prd_role_session",
        "refused  AmbientAbsent"
      ]) {
        assert.include(stdout, part)
      }
      const settled = JSON.parse((yield* cli(["explain", "prd", "--identity", "--json"])).stdout)
      assert.strictEqual(yield* aws.count(), 1)
      assert.deepStrictEqual(
        settled.outcomes.map(({ when, kind, role }: Record<string, unknown>) => ({ when, kind, role })),
        [{ when: null, kind: "role", role: "arn:aws:iam::55********55:role/prd_deployment_role" }]
      )
    })
  )

  it.live("plans for another runtime", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const lambda = yield* cli(["explain", "devops", "--runtime", "aws_lambda"])
      assert.include(lambda.stdout, "refused  NotFromApplication")
      const unknown = yield* cli(["explain", "--runtime", "github"])
      assert.strictEqual(unknown.exitCode, 2)
      assert.include(unknown.stderr, '"github" (from --runtime) is no runtime')
    })
  )

  it.live("is a flowchart for Mermaid, whatever the texts in it", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      const { stdout } = yield* cli(["explain", "sbx", "--runtime", "ci", "--format", "mermaid"])
      const lines = stdout.trimEnd().split("\n")
      assert.strictEqual(lines[0], "flowchart TD")
      for (const line of lines.slice(1)) {
        assert.match(line, /^ {2}\w+( -->(\|"[^"]*"\|)? \w+)?[[{]"[^"]*"[\]}]$/)
      }
      assert.include(stdout, '|"the ambient identity is devops"|')
    })
  )

  it.live("has every target in every runtime as a matrix that fits the terminal", () =>
    Effect.gen(function* () {
      const { aws, cli } = yield* onLaptop
      const all: ReadonlyArray<{ runtime: string; target: string; outcomes: ReadonlyArray<{ kind: string }> }> =
        JSON.parse((yield* cli(["explain", "--matrix", "--json"])).stdout)
      assert.deepStrictEqual([...new Set(all.map(({ runtime }) => runtime))], [...runtimeNames])
      assert.strictEqual(all.length, runtimeNames.length * 7)
      const kinds = (runtime: string) =>
        all
          .filter((plan) => plan.runtime === runtime && plan.target === "sbx")
          .flatMap(({ outcomes }) => outcomes.map(({ kind }) => kind))
      assert.deepStrictEqual(kinds("local"), ["profile"])
      assert.deepStrictEqual(kinds("jenkins"), ["ambient", "role", "refused", "refused"])
      assert.deepStrictEqual(kinds("aws_lambda"), ["refused"])
      const { stdout } = yield* cli(["explain", "--matrix"], { columns: 60 })
      assert.deepStrictEqual(
        stdout.split("\n").filter((line) => line.length > 60),
        []
      )
      for (const group of ["local", "cloud9", "ci", "app", "glue_container", "unknown"]) {
        assert.match(stdout, new RegExp(`^${group} `, "m"))
      }
      assert.strictEqual(yield* aws.count(), 0)
    })
  )
})

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { commandSetApart } from "../../src/cli/commands/exec/ownArguments.ts"
import { inCi } from "./harness.ts"

const split = (line: string): string => commandSetApart(line.split(" ")).join(" ")

describe("the command of exec", () => {
  it("begins with the first word after TARGET that is no flag", () => {
    for (const [line, expected] of [
      ["exec sbx aws --version", "exec sbx -- aws --version"],
      ["exec sbx --static aws --region x", "exec sbx --static -- aws --region x"],
      ["exec --static sbx --region x aws s3 ls", "exec --static sbx --region x -- aws s3 ls"],
      ["--config c exec sbx sh -c exec", "--config c exec sbx -- sh -c exec"],
      ["--region=x exec sbx tool -- a --help", "--region=x exec sbx -- tool -- a --help"],
      ["exec sbx --static true", "exec sbx --static -- true"],
      ["exec sbx --version aws", "exec sbx -- --version aws"],
      ["exec aws --version", "exec aws -- --version"],
      ["exec --static aws --region x -v", "exec --static aws --region x -- -v"]
    ] as const) {
      assert.strictEqual(split(line), expected)
    }
  })

  it("leaves every other command line as it is", () => {
    for (const line of [
      "exec sbx -- aws --version",
      "exec sbx --handover -- a b c",
      "exec sbx --help",
      "exec aws --help",
      "exec --version",
      "exec -- aws --version",
      "exec sbx --static -- aws --version",
      "exec sbx --region x",
      "exec sbx --statc",
      "whoami exec a b",
      "--config exec whoami sbx a",
      "exec"
    ]) {
      assert.strictEqual(split(line), line)
    }
  })

  it.live("may be taken for TARGET where that was forgotten, and the targets are told", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const told = ({ stderr }: { readonly stderr: string }) => stderr.replace(/\s+/g, " ")
      const none = yield* cli(["exec", "--static"])
      assert.deepStrictEqual([none.exitCode, none.stdout], [2, ""])
      assert.include(told(none), "The argument TARGET is missing. Name one of: sbx, tst, stg, prd, dr, devops, app.")
      for (const args of [["--version"], ["-v"], ["s3", "ls"], ["--", "--version"], []]) {
        const unknown = yield* cli(["exec", "aws", ...args])
        assert.deepStrictEqual([unknown.exitCode, unknown.stdout], [3, ""])
        assert.match(told(unknown), /"aws" \(from the command line\) is not the name of an environment.*Known: .*sbx/)
      }
      const version = yield* cli(["exec", "sbx", "--version"])
      assert.deepStrictEqual([version.exitCode, version.stdout], [2, ""])
      for (const args of [["sbx", "--help"], ["aws", "--help"], ["--help"]]) {
        const help = yield* cli(["exec", ...args])
        assert.deepStrictEqual([help.exitCode, help.stderr], [0, ""])
        assert.include(help.stdout, "boto-ses exec")
      }
    })
  )

  it.live("has its flags, and ours are ours", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const out = join(folder, "out")
      const script = 'echo "$AWS_REGION $*" > "$OUT"'
      const args = [
        "exec",
        "sbx",
        "--static",
        "--region",
        "eu-west-1",
        "sh",
        "-c",
        script,
        "sh",
        "--version",
        "--region",
        "x"
      ]
      const { exitCode, stdout } = yield* cli(args, { env: { OUT: out } })
      assert.deepStrictEqual([exitCode, stdout], [0, ""])
      assert.strictEqual(readFileSync(out, "utf8"), "eu-west-1 --version --region x\n")
      const typo = yield* cli(["exec", "sbx", "--statc", "true"])
      assert.strictEqual(typo.exitCode, 2)
      assert.include(typo.stderr, "Did you mean --static?")
    })
  )
})

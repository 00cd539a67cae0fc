import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { writeGitHub } from "../../src/cli/commands/env/githubEnv.ts"
import { cmd, dotenv, fish, powershell, sh } from "../../src/cli/commands/env/shellScripts.ts"
import { makeChannel, Screen } from "../../src/cli/terminal/Screen.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"
import { onLaptop, spawn } from "./harness.ts"
import { hostile } from "./hostile.ts"

const textOf = (script: ReturnType<typeof sh>): string => `${Result.getOrThrow(script).join("\n")}\n`

const variables = (value: string) => ({ set: [["PROBE", value] as const], unset: ["GONE"] })

const screen = (written: Array<string>) => {
  const channel = makeChannel({
    columns: () => 80,
    isPainted: () => false,
    write: (lines) => Effect.sync(() => written.push(...lines))
  })
  return { out: channel, err: channel }
}

describe("variables", () => {
  // Where stdin is a socket, as Node makes it, bash would read the start file of whoever runs the tests.
  for (const [shell, ...flags] of [["sh"], ["bash", "--norc"]] as const) {
    it.live(`reach ${shell} as they are`, () =>
      Effect.gen(function* () {
        for (const value of hostile) {
          const { stdout } = yield* spawn(
            [
              shell,
              ...flags,
              "-c",
              `eval "$1"; printf "%s|%s" "$PROBE" "\${GONE-none}"`,
              "sh",
              textOf(sh(variables(value)))
            ],
            { cwd: "/", env: { PATH: process.env.PATH ?? "", GONE: "here" } }
          )
          assert.strictEqual(stdout, `${value}|none`)
        }
      })
    )
  }

  it("are quoted for fish and PowerShell by their own rules", () => {
    assert.include(textOf(fish(variables("it's \\ $x"))), "\nset -gx PROBE 'it\\'s \\\\ $x'\n")
    assert.strictEqual(
      textOf(powershell(variables("it's ’ $x"))),
      "Remove-Item Env:GONE -ErrorAction SilentlyContinue\n$Env:PROBE = 'it''s ’’ $x'\n"
    )
  })

  it("are refused by name where cmd or a dotenv file cannot carry them safely", () => {
    assert.strictEqual(textOf(cmd(variables("us-east-1"))), 'set "GONE="\nset "PROBE=us-east-1"\n')
    assert.strictEqual(textOf(dotenv(variables("a/b+c==:T,Z"))), "PROBE=a/b+c==:T,Z\n")
    for (const value of ['a"b', "%PATH%", "a&b", "a\nb", "!x!"]) {
      assert.deepStrictEqual(cmd(variables(value)), Result.fail("PROBE"))
    }
    for (const value of ["a b", "a#b", "$x", "a'b", 'a"b', "a\nB=1", "a\\b"]) {
      assert.deepStrictEqual(dotenv(variables(value)), Result.fail("PROBE"))
    }
  })

  it.live("of a GitHub job stay one variable each", () =>
    Effect.gen(function* () {
      const { folder } = yield* onLaptop
      const file = join(folder, "github-env")
      writeFileSync(file, "")
      const written: Array<string> = []
      const write = (value: string) =>
        Effect.exit(
          writeGitHub({ set: { PROBE: Redacted.make(value) }, unset: [] }, file).pipe(
            Effect.provideService(Screen, screen(written)),
            Effect.provide(nodeServices)
          )
        )
      for (const value of ["a\nSECOND=1", "a\r\nb", "\u0000", "a\u001b[0m"]) {
        assert.strictEqual((yield* write(value))._tag, "Failure")
      }
      assert.strictEqual(readFileSync(file, "utf8"), "")
      assert.deepStrictEqual(written, [])
      assert.strictEqual((yield* write("50%<<EOF"))._tag, "Success")
      assert.strictEqual(written[0], "::add-mask::50%25<<EOF")
      assert.match(readFileSync(file, "utf8"), /^PROBE<<(boto_ses_[0-9a-f-]{36})\n50%<<EOF\n\1\n$/)
    })
  )
})

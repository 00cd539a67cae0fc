import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { onLaptop, programOf, spawn } from "../cli/harness.ts"
import { envs } from "../factory/acme.ts"

/** A home in which `boto-ses` is on the path, with the completions of a shell, and what runs a line of that shell there. */
const atHome = (shell: "bash" | "zsh" | "fish") =>
  Effect.gen(function* () {
    const { folder, env, program } = yield* onLaptop
    const bin = join(folder, "bin")
    mkdirSync(bin)
    const command = programOf("node").map((part) => `'${part}'`)
    writeFileSync(join(bin, "boto-ses"), `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`, { mode: 0o755 })
    const { stdout } = yield* program("node", ["--completions", shell])
    writeFileSync(join(folder, "script"), stdout)
    const PATH = `${bin}:${env.PATH}`
    return (...command: [string, ...ReadonlyArray<string>]) =>
      spawn(command, { cwd: folder, env: { ...env, PATH, TERM: "dumb" } })
  })

const targets = ["devops", "app", ...envs]

const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

describe("completions", () => {
  it.live("offer commands, targets, flags and runtimes in bash", () =>
    Effect.gen(function* () {
      const inShell = yield* atHome("bash")
      const complete = (...words: ReadonlyArray<string>) =>
        Effect.map(
          inShell(
            "bash",
            "--norc",
            "-c",
            `. ./script
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*"
_boto_ses boto-ses "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "\${COMPREPLY[@]}"`,
            "bash",
            ...words
          ),
          ({ stdout }) => lines(stdout)
        )
      assert.deepStrictEqual(yield* complete("boto-ses", "wh"), ["whoami"])
      assert.sameMembers([...(yield* complete("boto-ses", "exec", ""))], targets)
      assert.sameMembers([...(yield* complete("boto-ses", "--runtime", "ci", "whoami", "s"))], ["sbx", "stg"])
      assert.deepStrictEqual(yield* complete("boto-ses", "explain", "--runtime", "gith"), ["github_action"])
      assert.deepStrictEqual(yield* complete("boto-ses", "whoami", "sbx", "--js"), ["--json"])
      assert.deepStrictEqual(yield* complete("boto-ses", "sessions", "cl"), ["clear"])
      assert.sameMembers([...(yield* complete("boto-ses", "sessions", "clear", "s"))], ["sbx", "stg"])
      assert.deepStrictEqual(yield* complete("boto-ses", "whoami", "--no-c"), ["--no-cache"])
    })
  )

  it.live("offer commands, targets, flags and runtimes in fish", () =>
    Effect.gen(function* () {
      const inShell = yield* atHome("fish")
      const complete = (line: string) =>
        Effect.map(inShell("fish", "-c", "source script; complete -C $argv[1]", line), ({ stdout }) =>
          lines(stdout).map((candidate) => candidate.split("\t")[0] ?? "")
        )
      assert.deepStrictEqual(yield* complete("boto-ses wh"), ["whoami"])
      assert.includeMembers([...(yield* complete("boto-ses exec "))], targets)
      assert.sameMembers([...(yield* complete("boto-ses exec s"))], ["sbx", "stg"])
      assert.deepStrictEqual(yield* complete("boto-ses explain --runtime gith"), ["github_action"])
      assert.deepStrictEqual(yield* complete("boto-ses whoami sbx --js"), ["--json"])
      assert.sameMembers([...(yield* complete("boto-ses sessions clear s"))], ["sbx", "stg"])
      assert.deepStrictEqual(yield* complete("boto-ses whoami --no-c"), ["--no-cache"])
    })
  )

  it.live("offer targets in zsh, whose completion needs a terminal", () =>
    Effect.gen(function* () {
      const inShell = yield* atHome("zsh")
      const { stdout } = yield* inShell(
        "zsh",
        "-f",
        "-c",
        `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D; source ./script; echo RE""ADY'
zpty -r shell text '*READY*'
zpty -w -n shell $'boto-ses whoami st\\t; echo THE""END\\n'
zpty -r shell text '*THEEND*'
print -r -- "$text"`
      )
      assert.include(stdout, "whoami stg")
    })
  )

  it.live("ask for the targets of the folder, and leave PowerShell without", () =>
    Effect.gen(function* () {
      const { cli, program } = yield* onLaptop
      assert.deepStrictEqual(lines((yield* cli(["targets"])).stdout), targets)
      const { stdout } = yield* program("node", ["--completions", "powershell"])
      assert.include(stdout, "whoami")
      assert.notInclude(stdout, "targets")
    })
  )
})

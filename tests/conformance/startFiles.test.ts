import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { asDecided, inShell, named, otherNames, otherPlans, secret, show } from "../cli/startFiles.ts"

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** Runs a shell in a terminal: fish is not one to work in without. */
const inTerminal = (words: ReadonlyArray<string>) =>
  ["script", "-qec", words.map(quoted).join(" "), "/dev/null"] as const

/** What a terminal shows, without what moves its cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is taken away.
const plain = (text: string): string => text.replaceAll(/\u001b\[[0-9;?]*[a-zA-Z]|\r/g, "")

describe("start files of shells that a machine may lack", () => {
  const files = {
    "own/.zprofile": "echo profile $ZDOTDIR:t\n",
    "own/.zshrc": `setopt nounset errexit\necho rc $ZDOTDIR:t\nPROMPT='me> '\n${otherPlans}`,
    "own/.zlogin":
      "echo login $ZDOTDIR:t; typeset -gx AWS_DEFAULT_REGION=late; precmd_functions=(theme); theme() { PROMPT='me> ' }\n"
  }
  const zshenv = { ".zshenv": "export ZDOTDIR=$HOME/own\n" }

  it.live("do not win in zsh, which reads them all as ever", () =>
    Effect.gen(function* () {
      const typed = `${show}print -r -- "$PROMPT $ZDOTDIR:t"\n`
      const rc = yield* inShell("zsh", { files: { ...zshenv, ...files }, typed })
      assert.deepStrictEqual(rc.stdout.trim().split("\n"), ["rc own", ...asDecided, "(boto-ses:sbx) me>  own"])
      assert.deepStrictEqual(named(rc.stderr), otherNames)
      const login = yield* inShell("zsh", {
        files: { ...zshenv, ...files },
        args: ["-il"],
        typed: show
      })
      assert.deepStrictEqual(login.stdout.trim().split("\n"), ["profile own", "rc own", "login own", ...asDecided])
      assert.deepStrictEqual(named(login.stderr), [...otherNames, "AWS_DEFAULT_REGION"].sort())
    })
  )

  it.live("do not win in zsh that is told to read no more of them, and what they make readonly is named", () =>
    Effect.gen(function* () {
      const none = { ".zshenv": `unsetopt rcs\n${otherPlans}` }
      const { stdout, stderr } = yield* inShell("zsh", { files: none, typed: `${show}print -r -- "$ZDOTDIR|"\n` })
      assert.deepStrictEqual(stdout.trim().split("\n"), [...asDecided, "|"])
      assert.deepStrictEqual(named(stderr), otherNames)
      const fixed = { ".zshrc": "PROMPT='me> '\ntypeset -rx AWS_PROFILE=work\n" }
      const kept = yield* inShell("zsh", { files: fixed, typed: 'print -r -- "$PROMPT"\n' })
      assert.strictEqual(kept.stdout, "(boto-ses:sbx, changed) me> \n")
      assert.include(kept.stderr, "boto-ses: AWS_PROFILE cannot be set back (readonly)")
    })
  )

  it.live("do not win in fish, and a person may change it later", () =>
    Effect.gen(function* () {
      const own = {
        ".config/fish/config.fish": `
set -gx AWS_PROFILE work; set -gx AWS_REGION eu-west-1; set -gx AWS_ENDPOINT_URL_S3 http://127.0.0.1:9
set -e AWS_CONTAINER_CREDENTIALS_FULL_URI; set -e AWS_CONTAINER_AUTHORIZATION_TOKEN
function fish_prompt; printf 'me%s> ' $status; end
function late --on-event fish_prompt; set -q late; or set -gx AWS_PROFILE direnv; set -g late; end
`
      }
      const typed = `begin; ${show.trim()}; end > shown\ncat shown\nset -gx AWS_PROFILE mine; false\nexit\n`
      const seen = yield* inShell("fish", { files: own, typed, through: inTerminal })
      const stdout = plain(seen.stdout)
      assert.include(stdout, asDecided.join("\n"))
      assert.deepStrictEqual(named(stdout), otherNames)
      assert.include(stdout, "(boto-ses:sbx) me0> ")
      assert.include(stdout, "(boto-ses:sbx, changed) me1> ")
    })
  )

  it.live("of fish may hold a universal variable, which stays, and is named", () =>
    Effect.gen(function* () {
      const own = { ".config/fish/config.fish": "set -Ux AWS_PROFILE work\nfunction fish_prompt; echo 'me> '; end\n" }
      const { stdout } = yield* inShell("fish", { files: own, typed: "exit\n", through: inTerminal })
      assert.include(stdout, "boto-ses: AWS_PROFILE cannot be set back (universal: set -eU erases it)")
      assert.include(plain(stdout), "(boto-ses:sbx, changed) me> ")
    })
  )

  // Mounting is root's.
  it.live.skipIf(process.getuid?.() !== 0)("of the system that send zsh elsewhere are told of before it starts", () =>
    Effect.gen(function* () {
      // Another zshenv of the system's than the machine's, for this shell alone.
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "zshenv-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true }))
      )
      const system = existsSync("/etc/zsh/zshenv") ? "/etc/zsh/zshenv" : "/etc/zshenv"
      writeFileSync(join(folder, "zshenv"), "echo hello\nZDOTDIR=$HOME/own\n")
      writeFileSync(
        join(folder, "zsh"),
        `#!/bin/sh\nexec unshare -m sh -c 'mount --bind ${folder}/zshenv ${system}; exec zsh "$@"' zsh "$@"\n`,
        { mode: 0o755 }
      )
      const warnings: Array<unknown> = []
      const { stdout, isReady } = yield* inShell(join(folder, "zsh"), {
        files: { "own/.zshrc": "export AWS_PROFILE=work\nPROMPT='me> '\n" },
        typed: 'print -r -- "$PROMPT $ZDOTDIR:t $AWS_PROFILE"; env | grep BOTO_SES\n'
      }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => warnings.push(message))])))
      assert.strictEqual(stdout, "hello\nme>  own work\n")
      assert.isFalse(isReady)
      assert.include(String(warnings), "sets ZDOTDIR")
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of the shell's
      writeFileSync(join(folder, "zshenv"), "echo hello\nZDOTDIR=${ZDOTDIR:-$HOME/own}\n")
      const kept = yield* inShell(join(folder, "zsh"), { files: {}, typed: 'print -r -- "$PROMPT"\n' })
      assert.include(kept.stdout, "(boto-ses:sbx) ")
      assert.isTrue(kept.isReady)
    })
  )

  it.live("may have it traced what zsh and fish do, which shows no secret", () =>
    Effect.gen(function* () {
      const zshrc = "setopt xtrace verbose\nunset AWS_CONTAINER_AUTHORIZATION_TOKEN\n"
      const zsh = yield* inShell("zsh", {
        files: { ".zshrc": zshrc },
        typed: "export AWS_REGION=mine\n[[ -o xtrace ]] && echo on\n"
      })
      assert.deepStrictEqual([zsh.stdout, zsh.isReady], ["on\n", true])
      assert.include(zsh.stderr, "echo on")
      assert.notInclude(zsh.stderr, secret)
      const config = "set -g fish_trace 1\nset -e AWS_CONTAINER_AUTHORIZATION_TOKEN\n"
      const fish = yield* inShell("fish", {
        files: { ".config/fish/config.fish": config },
        typed: "set -gx AWS_REGION mine\ntrue\nexit\n",
        through: inTerminal
      })
      assert.isTrue(fish.isReady)
      assert.include(plain(fish.stdout), "> true")
      assert.notInclude(fish.stdout, secret)
    })
  )
})

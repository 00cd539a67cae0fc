import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { namedShell } from "../../src/cli/commands/exec/markedShell.ts"
import { asDecided, inShell, named, otherNames, otherPlans, secret, show } from "./startFiles.ts"

const lines = (stdout: string): ReadonlyArray<string> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd())

describe("a shell of exec", () => {
  it("is also one that a person names, for work and nothing else", () => {
    for (const [words, isTerminal, isShell] of [
      ["bash", true, true],
      ["/usr/bin/zsh -l", true, true],
      ["fish --login", true, true],
      ["bash -il", false, true],
      ["bash", false, false],
      ["bash --login", false, false],
      ["bash -c true", true, false],
      ["bash script.sh", true, false],
      ["bash -x", true, false],
      ["python3", true, false],
      ["constructor", true, false]
    ] as const) {
      assert.strictEqual(namedShell(words.split(" "), isTerminal) !== undefined, isShell, words)
    }
  })

  describe("bash", () => {
    const options: { readonly [name: string]: string } = {
      "as they are": "",
      "under set -eu": "set -eu\n",
      "with hooks in an array": "PROMPT_COMMAND=(true \"PS1='me> '\")\n",
      "with a PROMPT_COMMAND that nobody may change": "readonly PROMPT_COMMAND=true\n",
      "with a hook that exports at each prompt's first time":
        "hook() { [ -n \"$hooked\" ] || export AWS_PROFILE=direnv; hooked=1; }; PROMPT_COMMAND='hook;'\n"
    }
    for (const [name, more] of Object.entries(options)) {
      it.live(`has what was decided after its start files, ${name}`, () =>
        Effect.gen(function* () {
          const files = { ".bashrc": `PS1='me> '\n${more}${otherPlans}` }
          const { stdout, stderr } = yield* inShell("bash", { files, typed: `${show}echo "$PS1"\n` })
          assert.deepStrictEqual(lines(stdout), [...asDecided, "(boto-ses:sbx) me>"])
          assert.deepStrictEqual(named(stderr), otherNames)
          assert.notInclude(stderr, "unbound")
        })
      )
    }

    it.live("does not report what another program in its place has", () =>
      Effect.gen(function* () {
        const files = { ".bashrc": "exec sh\n" }
        const { stdout, isReady } = yield* inShell("bash", { files, typed: "echo $0\n" })
        assert.deepStrictEqual([stdout, isReady], ["sh\n", false])
      })
    )

    it.live("says nothing of preferences, and leaves them", () =>
      Effect.gen(function* () {
        const files = { ".bashrc": "export AWS_PAGER=less AWS_REGION=us-east-1\n" }
        const { stdout, stderr } = yield* inShell("bash", { files, typed: show })
        assert.deepStrictEqual(lines(stdout), [...asDecided.slice(0, 2), "AWS_PAGER=less", ...asDecided.slice(2)])
        assert.notInclude(stderr, "set back")
      })
    )

    it.live("says what it could not set back, and does not claim the target", () =>
      Effect.gen(function* () {
        const files = { ".bashrc": "PS1='me> '\nexport AWS_PROFILE=work\nreadonly AWS_PROFILE\n" }
        const { stdout, stderr } = yield* inShell("bash", { files, typed: 'echo "$PS1"\n' })
        assert.strictEqual(stdout, "(boto-ses:sbx, changed) me> \n")
        assert.include(stderr, "boto-ses: AWS_PROFILE cannot be set back (readonly)")
      })
    )

    it.live("takes what a person exports later, and says so for as long as it holds", () =>
      Effect.gen(function* () {
        const typed = ["export AWS_PROFILE=mine", 'echo "$AWS_PROFILE $PS1"', "unset AWS_PROFILE", 'echo "$PS1"', ""]
        const { stdout } = yield* inShell("bash", { files: { ".bashrc": "PS1='me> '\n" }, typed: typed.join("\n") })
        assert.deepStrictEqual(stdout.split("\n"), ["mine (boto-ses:sbx, changed) me> ", "(boto-ses:sbx) me> ", ""])
      })
    )

    it.live("reads the files of a login shell where one is asked for, and that of its end", () =>
      Effect.gen(function* () {
        const files = {
          ".bashrc": "echo rc\n",
          ".bash_profile": `echo profile\n${otherPlans}`,
          ".bash_login": "echo login\n",
          ".bash_logout": "echo logout\n"
        }
        const { stdout } = yield* inShell("bash", { files, args: ["--login"], typed: show })
        assert.deepStrictEqual(lines(stdout), ["profile", ...asDecided, "logout"])
      })
    )
  })

  describe("sh", () => {
    it.live("that is a login shell has it also after the files of one, which may name another ENV", () =>
      Effect.gen(function* () {
        const files = {
          ".profile": `echo profile\nexport ENV=~/.shrc\n${otherPlans}`,
          ".shrc": "echo shrc\nPS1='me> '\n"
        }
        for (const args of [["-il"], ["-l"]]) {
          const { stdout, stderr } = yield* inShell("sh", { files, args, typed: `${show}echo "$PS1\${ENV##*/}"\n` })
          assert.deepStrictEqual(lines(stdout), ["profile", "shrc", ...asDecided, "(boto-ses:sbx) me> .shrc"])
          assert.deepStrictEqual(named(stderr), otherNames)
        }
      })
    )

    for (const more of ["", "set -eu\n"]) {
      it.live(`has what was decided after the file of ENV (${more.trim()})`, () =>
        Effect.gen(function* () {
          const { stdout, stderr } = yield* inShell("sh", {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of the shell's
            env: { ENV: "${HOME}/own" },
            files: { own: `PS1='me> '\n${otherPlans}${more}` },
            typed: `${show}echo "$PS1$ENV"\n`
          })
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of the shell's
          assert.deepStrictEqual(lines(stdout), [...asDecided, "(boto-ses:sbx) me> ${HOME}/own"])
          assert.deepStrictEqual(named(stderr), otherNames)
        })
      )
    }

    it.live("says what it could not set back, and does not claim the target", () =>
      Effect.gen(function* () {
        const files = { own: "PS1='me> '\nreadonly AWS_PROFILE=work\n" }
        const { stdout, stderr } = yield* inShell("sh", { env: { ENV: "own" }, files, typed: 'echo "$PS1"\n' })
        assert.strictEqual(stdout, "me> \n")
        assert.include(stderr, "boto-ses: AWS_PROFILE cannot be set back (readonly)")
      })
    )
  })

  for (const [shell, file] of [
    ["bash", ".bashrc"],
    ["sh", ".shrc"]
  ] as const) {
    it.live(`that traces what it does shows no secret, and goes on tracing: ${shell}`, () =>
      Effect.gen(function* () {
        const files = { [file]: "set -xv\nunset AWS_CONTAINER_AUTHORIZATION_TOKEN\nexport AWS_PROFILE=work\n" }
        const { stdout, stderr, isReady } = yield* inShell(shell, {
          env: { ENV: "$HOME/.shrc" },
          files,
          typed: 'case $- in *x*) echo traced;; esac\necho "$AWS_PROFILE|"\n'
        })
        assert.strictEqual(stdout, "traced\n|\n")
        assert.notInclude(stderr, secret)
        assert.include(stderr, "+ echo traced")
        assert.isTrue(isReady)
      })
    )
  }
})

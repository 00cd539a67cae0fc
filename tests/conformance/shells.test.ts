import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { fish, sh } from "../../src/cli/commands/env/shellScripts.ts"
import { configuration, onLaptop, programOf, spawn } from "../cli/harness.ts"
import { hostile } from "../cli/hostile.ts"

const PATH = process.env.PATH ?? ""

const variables = (value: string) => ({ set: [["PROBE", value] as const], unset: ["GONE"] })

const show = `printf '%s|%s' "$PROBE" "$GONE"`

/** What a program that fish starts finds, after the lines were sourced. */
const inFish = (home: string, value: string) =>
  spawn(
    [
      "fish",
      "-c",
      "printf '%s' $argv[1] | source; sh -c $argv[2]",
      `${Result.getOrThrow(fish(variables(value))).join("\n")}\n`,
      show
    ],
    { cwd: "/", env: { PATH, HOME: home, GONE: "here" } }
  )

const program = programOf("node").join(" ")

/** A line of each shell that takes the variables of sbx, and shows one of them. */
const lines = (shown: string): ReadonlyArray<readonly [shell: string, line: string]> => [
  ["sh", `eval "$(${program} env sbx)"; echo "$${shown}"`],
  ["bash", `eval "$(${program} env sbx)"; echo "$${shown}"`],
  ["zsh", `eval "$(${program} env sbx)"; echo "$${shown}"`],
  ["fish", `${program} env sbx --format fish | source; echo "$${shown}"`]
]

describe("variables in shells that a machine may lack", () => {
  it.live("reach zsh as they are", () =>
    Effect.gen(function* () {
      for (const value of hostile) {
        const script = Result.getOrThrow(sh(variables(value))).join("\n")
        const { stdout } = yield* spawn(["zsh", "-f", "-c", `eval "$1"; ${show}`, "zsh", script], {
          cwd: "/",
          env: { PATH, GONE: "here" }
        })
        assert.strictEqual(stdout, `${value}|`)
      }
    })
  )

  it.live("reach fish as they are", () =>
    Effect.gen(function* () {
      const { folder } = yield* onLaptop
      for (const value of hostile) {
        const { stdout, stderr } = yield* inFish(folder, value)
        assert.deepStrictEqual([stdout, stderr], [`${value}|`, ""])
      }
    })
  )

  it.live("are not set in fish where a universal variable would win, which stays the user's", () =>
    Effect.gen(function* () {
      const { folder } = yield* onLaptop
      const env = { PATH, HOME: folder }
      yield* spawn(["fish", "-c", "set -Ux GONE kept"], { cwd: "/", env })
      const { stdout, stderr } = yield* inFish(folder, "value")
      assert.strictEqual(stdout, "|kept")
      assert.include(stderr, "set -eU GONE")
      yield* spawn(["fish", "-c", "set -eU GONE"], { cwd: "/", env })
      assert.strictEqual((yield* inFish(folder, "value")).stdout, "value|")
    })
  )

  it.live("come from the command line in one line of each shell", () =>
    Effect.gen(function* () {
      const { env, folder } = yield* onLaptop
      for (const [shell, line] of lines("AWS_REGION")) {
        const { stdout, stderr } = yield* spawn([shell, "-c", line], { cwd: folder, env })
        assert.deepStrictEqual([shell, stdout, stderr], [shell, "us-east-1\n", ""])
      }
    })
  )

  it.live(
    "carry nothing out of hostile profile names, and stay the session's",
    () =>
      Effect.gen(function* () {
        const { config, env, folder } = yield* onLaptop
        const credentials = readFileSync(join(folder, ".aws", "credentials"), "utf8")
        const keyId = /\[acme-sbx\]\naws_access_key_id = (\S+)/.exec(credentials)?.[1]
        for (const profile of [
          "it's; touch pwned; '",
          "$(touch pwned)",
          "`touch pwned`",
          'x" && touch pwned && "',
          "(touch pwned)"
        ]) {
          writeFileSync(join(folder, ".aws", "credentials"), credentials.replace("[acme-sbx]", `[${profile}]`))
          writeFileSync(
            config,
            JSON.stringify({
              ...configuration,
              workloads: { ...configuration.workloads, sbx: { ...configuration.workloads.sbx, profile } }
            })
          )
          for (const [shell, line] of lines("AWS_ACCESS_KEY_ID")) {
            const { stdout, stderr } = yield* spawn([shell, "-c", line], {
              cwd: folder,
              env: { ...env, AWS_PROFILE: profile }
            })
            assert.deepStrictEqual([shell, profile, stdout, stderr], [shell, profile, `${keyId}\n`, ""])
          }
        }
        assert.notInclude(readdirSync(folder), "pwned")
      }),
    120_000
  )

  it.live(
    "carry nothing out of hostile regions, which are refused",
    () =>
      Effect.gen(function* () {
        const { config, env, folder } = yield* onLaptop
        for (const region of hostile.slice(0, 5)) {
          writeFileSync(config, JSON.stringify({ ...configuration, region }))
          for (const [shell, line] of lines("AWS_ACCESS_KEY_ID")) {
            const { stdout, stderr } = yield* spawn([shell, "-c", line], { cwd: folder, env })
            assert.deepStrictEqual([shell, region, stdout], [shell, region, "\n"])
            assert.match(stderr, /^error ConfigInvalid\n/)
          }
        }
      }),
    120_000
  )
})

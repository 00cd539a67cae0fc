import { existsSync, readFileSync } from "node:fs"
import process from "node:process"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, sourceLayer } from "./fixture.ts"

const answer = '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b"}'

const asking = (name: string, folder: string, env: { readonly [name: string]: string } = {}) =>
  Effect.flatMap(CredentialSource, (source) => source.profile(name)).pipe(
    Effect.provide(sourceLayer({ HOME: folder, ...env }))
  )

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A process that has ended stays in the table until whoever started it, or init, has asked how.
    return !/^\d+ \(.*\) Z/.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "")
  } catch {
    return false
  }
}

/** A tool that tells its arguments, one in brackets after the other, as its key. */
const telling =
  '#!/bin/sh\nprintf \'{"Version":1,"AccessKeyId":"\'; printf "[%s]" "$@"; printf \'","SecretAccessKey":"b"}\'\n'

const until = (condition: () => boolean) =>
  Effect.sleep("10 millis").pipe(Effect.repeat({ until: condition }), Effect.timeout("5 seconds"))

describe("a credential_process", () => {
  it.live("is killed when nobody waits for it any more", () =>
    Effect.gen(function* () {
      const folder = yield* home((path) => ({
        ".aws/config": `[profile acme]\ncredential_process = sh -c 'echo $$ > ${path}/pid; sleep 60; echo too late'\n`
      }))
      const pid = () => Number(existsSync(`${folder}/pid`) ? readFileSync(`${folder}/pid`, "utf8") : "")
      const fiber = yield* Effect.forkChild(asking("acme", folder))
      yield* until(() => pid() > 0)
      assert.isTrue(isAlive(pid()))
      yield* Fiber.interrupt(fiber)
      yield* until(() => !isAlive(pid()))
    })
  )

  it.live("is split into words as the AWS CLI splits it, and read by no shell", () =>
    Effect.gen(function* () {
      const cases = [
        ["--url https://idp/start?app=1&role=admin", "[--url][https://idp/start?app=1&role=admin]"],
        ["--filter a|b <c (d); $$ `e` $HOME ~ *", "[--filter][a|b][<c][(d);][$$][`e`][$HOME][~][*]"],
        [`'a b' "c d" e\\ f g''h ""`, "[a b][c d][e f][gh][]"],
        ["one\n  two # three\n\n  ; rm -rf /", "[one][two][#][three]"],
        ["a\n  && touch injected", "[a][&&][touch][injected]"]
      ] as const
      for (const [args, expected] of cases) {
        const folder = yield* home((path) => ({
          ".aws/config": `[profile acme]\ncredential_process = sh ${path}/tool ${args}\n`,
          tool: telling
        }))
        assert.strictEqual((yield* asking("acme", folder)).credentials.accessKeyId, expected)
      }
    })
  )

  for (const [command, expected] of [
    ["tool 'open", /a quote that is never closed/],
    ["tool \\", /ends with a backslash/],
    ["", /configures no credentials/],
    ["'' --url x", /names no program/],
    ["TOKEN=hidden-argument tool", /\(ENOENT\)\. No shell reads it/],
    ["~/bin/tool", /\(ENOENT\)\. No shell reads it/]
  ] as const) {
    it.live(`that is no command is an error: ${command}`, () =>
      Effect.gen(function* () {
        const folder = yield* home(() => ({ ".aws/config": `[profile acme]\ncredential_process = ${command}\n` }))
        const error = yield* Effect.flip(asking("acme", folder))
        assert.match("detail" in error ? error.detail : "", expected)
        assert.notInclude(inspect(error), "hidden-argument")
      })
    )
  }

  it.live("that writes without end is ended", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": "[profile acme]\ncredential_process = yes\n" }))
      const error = yield* Effect.flip(asking("acme", folder))
      assert.match("detail" in error ? error.detail : "", /far more than credentials/)
    })
  )

  it.live("that no program takes is an error without the command", () =>
    Effect.gen(function* () {
      for (const command of ["echo hidden-argument \0", `echo hidden-argument ${"x".repeat(3_000_000)}`]) {
        const folder = yield* home(() => ({ ".aws/config": `[profile acme]\ncredential_process = ${command}\n` }))
        const error = yield* Effect.flip(asking("acme", folder))
        assert.match("detail" in error ? error.detail : "", /^Its credential_process could not be started \(/)
        assert.notInclude(inspect(error), "hidden-argument")
      }
    })
  )

  it.live("reads nothing from the terminal", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({
        ".aws/config": `[profile acme]\ncredential_process = sh -c "cat; echo '${answer.replaceAll('"', '\\"')}'"\n`
      }))
      assert.strictEqual((yield* asking("acme", folder)).credentials.accessKeyId, "A")
    })
  )

  it.live("has the home and the files of the configuration, and the rest of the environment", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({
        elsewhere: `[profile acme]\ncredential_process = sh -c 'test -n "$PATH" && echo "{\\"Version\\":1,\\"AccessKeyId\\":\\"$HOME $AWS_CONFIG_FILE\\",\\"SecretAccessKey\\":\\"b\\"}"'\n`
      }))
      const { credentials } = yield* asking("acme", folder, { AWS_CONFIG_FILE: "~/elsewhere" })
      assert.strictEqual(credentials.accessKeyId, `${folder} ${folder}/elsewhere`)
    })
  )

  const marked = (name: string, folder: string) =>
    Effect.map(asking(name, folder), ({ credentials }): { readonly [name: string]: string } => ({
      BOTO_SES_CREDENTIAL_PROCESS: credentials.accessKeyId
    }))
  const marks = `credential_process = sh -c 'echo "{\\"Version\\":1,\\"AccessKeyId\\":\\"$BOTO_SES_CREDENTIAL_PROCESS\\",\\"SecretAccessKey\\":\\"b\\"}"'\n`

  it.live("that asks for its own profile again is an error, and no loop", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": `[profile a,b]\n${marks}[profile c]\n${marks}` }))
      const inChild = yield* marked("a,b", folder)
      const error = yield* Effect.flip(asking("a,b", folder, inChild))
      assert.match("detail" in error ? error.detail : "", /^ProfileLoop: /)
      assert.deepInclude(error, { loop: "a,b" })

      const below = (yield* asking("c", folder, inChild)).credentials.accessKeyId
      assert.strictEqual(below.split(",").length, 2)
      const both = yield* Effect.flip(asking("a,b", folder, { BOTO_SES_CREDENTIAL_PROCESS: below }))
      assert.match("detail" in both ? both.detail : "", /^ProfileLoop: /)
    })
  )

  it.live("tells a loop that a process below has found from every other failure", () =>
    Effect.gen(function* () {
      const failing = (words: string) => `credential_process = sh -c "echo '${words}' >&2; exit 5"\n`
      const folder = yield* home(() => ({
        ".aws/config":
          `[profile loop]\n${failing("Error when retrieving credentials: error ProfileLoop")}` +
          `[profile other]\n${failing("error ProfileLooper")}`
      }))
      const loop = yield* Effect.flip(asking("loop", folder))
      assert.deepInclude(loop, { _tag: "SourceUnusable", loop: "loop" })
      const other = yield* Effect.flip(asking("other", folder))
      assert.isFalse("loop" in other)
    })
  )

  it.live("may use the profile of that name in another home, and hands the CLI's targets on", () =>
    Effect.gen(function* () {
      const [one, two] = [
        yield* home(() => ({ ".aws/config": `[profile acme]\n${marks}` })),
        yield* home(() => ({ ".aws/config": `[profile acme]\n${marks}` }))
      ]
      const inChild = yield* marked("acme", one)
      const env = { BOTO_SES_CREDENTIAL_PROCESS: `sbx,${inChild.BOTO_SES_CREDENTIAL_PROCESS}` }
      const names = (yield* asking("acme", two, env)).credentials.accessKeyId.split(",")
      assert.deepStrictEqual([names.length, names[0]], [3, "sbx"])
    })
  )
})

import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"
import { checkAnswer } from "./answerSchema.ts"
import { inCi } from "./harness.ts"
import { keptPlace } from "./keptSessions.ts"

const entriesIn = (folder: string): number => {
  const path = join(folder, ".cache", "boto-ses", "sessions")
  return existsSync(path) ? readdirSync(path).filter((name) => /^[0-9a-f]{32}$/.test(name)).length : 0
}

describe("sessions", () => {
  it.effect("tells what is kept, without a request and without asking anybody", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { ask, asked, requestsOf } = yield* keptPlace
      yield* ask("whoami tst")
      yield* ask("whoami sbx")
      yield* TestClock.adjust("25 minutes")
      const { answer, requests } = yield* requestsOf(ask("sessions"))
      assert.deepStrictEqual({ requests, asked }, { requests: 0, asked: [] })
      assert.deepStrictEqual(answer, {
        exitCode: 0,
        stderr: "",
        stdout: [
          "TARGET  ACCOUNT       PRINCIPAL                    AGE  ENDS IN",
          "devops  no session here (ProfileMissing)",
          "sbx     22********22  role sbx_deployment_role  25 min   34 min",
          "tst     not kept (the AWS CLI profile acme-tst)",
          "stg     unknown without signing in",
          "prd     none is kept",
          "dr      no session here (ProfileMissing)",
          "app     22********22  role sbx_deployment_role  25 min   34 min",
          ""
        ].join("\n")
      })
      const narrow = yield* ask("sessions", { columns: 60 })
      assert.include(narrow.stdout, "\nsbx     22********22  role sbx_deployment_…  25 min   34 min\n")
    })
  )

  it.live("answers a program as its schema says, and shows ids in full only when asked", () =>
    Effect.gen(function* () {
      const { ask } = yield* keptPlace
      yield* ask("whoami sbx")
      const { stdout } = yield* ask("sessions --json")
      checkAnswer("sessions", stdout)
      assert.notMatch(stdout, /\d{12}/)
      const [devops, sbx] = JSON.parse(stdout)
      assert.deepInclude(devops, { target: "devops", state: "refused", why: "ProfileMissing" })
      assert.deepInclude(sbx, {
        target: "sbx",
        state: "kept",
        accountId: "22********22",
        principal: "role sbx_deployment_role"
      })
      assert.isAbove(Date.parse(sbx.expiration), Date.parse(sbx.madeAt))
      const full = yield* ask("sessions --unmasked")
      assert.include(full.stdout, "\nsbx     222222222222  role sbx_deployment_role  <1 min   59 min\n")
    })
  )

  it.live("tells a job's own, and clears a target's with the sessions on the way to it", () =>
    Effect.gen(function* () {
      const { aws, cli } = yield* inCi
      const call = (line: string) => cli(line.split(" "), { env: { BOTO_SES_CACHE: "on" } })
      const { stdout: none } = yield* call("sessions")
      assert.strictEqual(yield* aws.count(), 0)
      assert.match(none, /^prd {5}(?:none is kept|unknown without signing in)$/m)
      yield* call("whoami prd")
      const before = yield* aws.count()
      const { stdout } = yield* call("sessions")
      assert.match(stdout, /^prd {5}55\*{8}55 {2}role prd_deployment_role {2}<1 min {3}59 min$/m)
      assert.strictEqual(yield* aws.count(), before)
      const cleared = yield* call("sessions clear prd --json")
      checkAnswer("sessions clear", cleared.stdout)
      assert.isAbove(JSON.parse(cleared.stdout).removed, 0)
      yield* call("whoami prd")
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    })
  )

  it.live("says that nothing is kept where that was turned off, and clears what was kept before", () =>
    Effect.gen(function* () {
      const { ask, folder } = yield* keptPlace
      yield* ask("whoami sbx")
      for (const [line, env] of [
        ["sessions --no-cache", {}],
        ["sessions", { BOTO_SES_CACHE: "off" }]
      ] as const) {
        const { stdout } = yield* ask(line, { env })
        assert.include(stdout, "sbx     none is kept\n")
        assert.include(stdout, "\n\nNothing is kept for other calls: --no-cache or BOTO_SES_CACHE says so.\n")
      }
      const cleared = yield* ask("sessions clear sbx", { env: { BOTO_SES_CACHE: "off" } })
      assert.match(cleared.stdout, /^(?:1 file was|\d files were) removed\.\nAWS honours /)
      assert.strictEqual(entriesIn(folder), 0)
      assert.strictEqual((yield* ask("sessions clear sbx")).stdout, "Nothing was kept.\n")
      const unknown = yield* ask("sessions clear sbxx")
      assert.deepStrictEqual([unknown.exitCode, unknown.stdout], [3, ""])
      assert.include(unknown.stderr, "sbxx")
    })
  )

  it.live("clears everything with a broken configuration", () =>
    Effect.gen(function* () {
      const { ask, config, folder } = yield* keptPlace
      yield* ask("whoami sbx")
      yield* ask("whoami prd")
      const count = entriesIn(folder)
      assert.isAbove(count, 2)
      writeFileSync(config, "{")
      assert.strictEqual((yield* ask("sessions")).exitCode, 3)
      const { exitCode, stdout } = yield* ask("sessions clear", { env: { BOTO_SES_CACHE: "nonsense" } })
      assert.strictEqual(exitCode, 0)
      assert.include(stdout, `${count} files were removed.\n`)
      assert.strictEqual(entriesIn(folder), 0)
      assert.strictEqual((yield* ask("sessions clear")).stdout, "Nothing was kept.\n")
    })
  )
})

describe("calls one after the other", () => {
  it.live("share a session, unless they are told not to", () =>
    Effect.gen(function* () {
      const { ask, aws, folder } = yield* keptPlace
      yield* ask("whoami sbx --no-cache")
      yield* ask("whoami sbx", { env: { BOTO_SES_CACHE: "off" } })
      // By default nothing is kept of what is no endpoint of AWS's.
      yield* ask("whoami sbx", { env: { BOTO_SES_CACHE: "" } })
      assert.deepStrictEqual([yield* aws.count("AssumeRole"), entriesIn(folder)], [3, 0])
      yield* ask("whoami sbx")
      yield* ask("env sbx")
      yield* ask("credential-process sbx")
      assert.strictEqual(yield* aws.count("AssumeRole"), 4)
      for (const line of ["whoami sbx", "sessions", "sessions clear sbx", "credential-process sbx"]) {
        const { exitCode, stdout, stderr } = yield* ask(line, { env: { BOTO_SES_CACHE: "1" } })
        assert.deepStrictEqual([exitCode, stdout], [3, ""])
        assert.include(stderr.replace(/\s+/g, " "), 'BOTO_SES_CACHE: expected "on" or "off", found "1"')
      }
    })
  )

  it.effect("ask for one code an hour, and the first question says what that means", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { alone, ask, asked, folder } = yield* keptPlace
      const lines = ["whoami prd", "env prd", "credential-process prd"]
      for (const line of lines) assert.strictEqual((yield* ask(line)).exitCode, 0, line)
      assert.strictEqual(asked.length, 1)
      const question = "Code of the MFA device arn:aws:iam::11********11:mfa/alice for the profile acme-prd: "
      assert.strictEqual(
        asked[0]?.text,
        `This sign-in is kept in ${join(folder, ".cache/boto-ses/sessions")}: for its life, whoever has your access key and that folder needs no code. ${question}`
      )
      assert.match(
        (yield* alone("sessions")).stdout,
        /^prd {5}55\*{8}55 {2}role prd_deployment_role {2}<1 min {3}59 min$/m
      )
      const { exitCode, stderr } = yield* alone("credential-process prd")
      assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })

      yield* TestClock.adjust("61 minutes")
      const later = yield* alone("credential-process prd")
      assert.strictEqual(later.exitCode, 5)
      assert.include(later.stderr, "there is no terminal here")
      assert.strictEqual((yield* ask("credential-process prd")).exitCode, 0)
      assert.deepStrictEqual(
        asked.slice(1).map(({ text }) => text),
        [question]
      )
    })
  )

  it.effect("take only what has half of its life left where nothing renews it", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { ask, aws } = yield* keptPlace
      yield* ask("whoami sbx")
      yield* TestClock.adjust("25 minutes")
      yield* ask("env sbx")
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)
      yield* TestClock.adjust("10 minutes")
      yield* ask("whoami sbx")
      yield* ask("credential-process sbx")
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)
      yield* ask("env sbx")
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      yield* TestClock.adjust("35 minutes")
      yield* ask("exec sbx --static -- true")
      assert.strictEqual(yield* aws.count("AssumeRole"), 3)
    })
  )

  it.effect("say how old a session is that another made", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { ask, requestsOf } = yield* keptPlace
      const fresh = yield* ask("whoami sbx")
      assert.notInclude(fresh.stdout, "kept")
      assert.notInclude((yield* ask("explain tst")).stdout, "kept")
      yield* TestClock.adjust("12 minutes")
      const words = "  kept         made 12 min ago, by another call\n"
      assert.include((yield* ask("whoami sbx")).stdout, words)
      const explained = yield* requestsOf(ask("explain sbx"))
      assert.include(explained.answer.stdout, "made 12 min ago, by another call\n")
      const json = yield* requestsOf(ask("explain sbx --json"))
      checkAnswer("explain", json.answer.stdout)
      assert.isString(JSON.parse(json.answer.stdout).keptSince)
      const none = yield* requestsOf(ask("explain prd"))
      assert.notInclude(none.answer.stdout, "kept")
      assert.deepStrictEqual([explained.requests, json.requests, none.requests], [0, 0, 0])
      const { stdout } = yield* ask("doctor", { columns: 120 })
      assert.include(stdout, "role sbx_deployment_role of 22********22; made 12 min ago, by another call")
    })
  )
})

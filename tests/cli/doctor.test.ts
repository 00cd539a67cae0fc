import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { examine } from "../../src/cli/commands/doctor/examine.ts"
import { reportLines } from "../../src/cli/commands/doctor/reportLines.ts"
import { type PlaceName, Report } from "../../src/cli/commands/doctor/schema.ts"
import { Globals } from "../../src/cli/Globals.ts"
import { ThisProcess } from "../../src/cli/ThisProcess.ts"
import { paintNothing } from "../../src/cli/terminal/Paint.ts"
import { type Channel, makeChannel, Screen } from "../../src/cli/terminal/Screen.ts"
import { accounts, envs } from "../factory/acme.ts"
import { configuration, inCi, onLaptop, type Place } from "./harness.ts"

/** A path without an AWS CLI, which takes its time to start. */
const noPath = "/nonexistent"

const json = (place: Place, env: { readonly [name: string]: string } = {}, args: ReadonlyArray<string> = []) =>
  Effect.map(
    place.cli(["doctor", "--json", ...args], { env: { PATH: noPath, ...env } }),
    ({ exitCode, stdout, stderr }) => {
      const answer = Schema.decodeUnknownSync(Report)(JSON.parse(stdout))
      return {
        exitCode,
        stdout,
        stderr,
        answer,
        placeRow: (name: PlaceName) => answer.place.find((row) => row.name === name),
        targetRow: (name: string) => answer.targets.find((row) => row.name === name),
        targets: answer.targets.map(({ name, status }) => `${name} ${status}`),
        failures: [...answer.place, ...answer.targets].filter(({ status }) => status === "failed")
      }
    }
  )

const rewrite = ({ config }: Place, change: object): void =>
  writeFileSync(config, JSON.stringify({ ...configuration, ...change }))

/** Looks as `doctor` does, with a limit of its own and stderr on a terminal or not. */
const look = (
  place: Place,
  options: { readonly limit?: Duration.Input; readonly terminal?: boolean; readonly env?: object }
) =>
  Effect.gen(function* () {
    const shown: Array<string> = []
    const err: Channel = makeChannel({
      columns: () => 60,
      isPainted: () => false,
      write: (lines) => Effect.sync(() => shown.push(`${lines.join("\n")}\n`))
    })
    const env = { ...place.env, PATH: noPath, ...options.env }
    const { limit } = options
    const { report } = yield* examine({ unmasked: false, ...(limit === undefined ? {} : { limit }) }).pipe(
      Effect.provideService(Globals, {
        config: undefined,
        runtime: undefined,
        region: undefined,
        json: false,
        unmasked: false,
        cache: true
      }),
      Effect.provideService(Screen, { out: err, err }),
      Effect.provideService(ThisProcess, {
        env,
        isTerminal: { stdin: false, stdout: false, stderr: options.terminal ?? false },
        command: []
      }),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    )
    return { report, shown }
  })

/** A report as it would be in a home and with an AWS CLI that are the same everywhere. */
const atHome = ({ place, targets, ...counts }: Report, folder: string): Report => {
  const moved = (found: string) => found.replaceAll(folder, "/home/me")
  return {
    ...counts,
    place: place.map((row) =>
      row.name === "aws-cli" ? { ...row, status: "ok", found: "aws-cli/2.31.0" } : { ...row, found: moved(row.found) }
    ),
    targets: targets.map((row) => ({ ...row, found: moved(row.found) }))
  }
}

const failuresOf = ({ place, targets }: Report) =>
  [...place, ...targets].filter(({ status }) => status === "failed").map(({ name, code }) => `${name} ${code}`)

/** The statuses of all targets: of each as given, else the one of the others. */
const all = (others: string, given: { readonly [target: string]: string } = {}) =>
  ["devops", ...envs, "app"].map((target) => `${target} ${given[target] ?? others}`)

describe("doctor on a laptop", () => {
  it.live("says that a region is none, and asks no host by it", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      const env = { AWS_ENDPOINT_URL: "", BOTO_SES_CONFIG: "", HOME: "/nonexistent" }
      for (const call of [
        cli(["doctor", "--region", "x\n[y]"], { env }),
        cli(["doctor"], { env: { ...env, AWS_REGION: "aws.example/#" } })
      ]) {
        const { stdout } = yield* call
        assert.match(stdout, /\nclock +waiting +for a region/)
      }
      const { stdout } = yield* cli(["doctor", "--region", "x"])
      assert.match(stdout, /\nconfig +FAILED +region: expected an AWS region/)
    })
  )

  it.live("finds nothing wrong where everything is there, and ends with 0", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { exitCode, stderr, targets, failures, answer, placeRow, targetRow } = yield* json(place)
      assert.deepStrictEqual({ exitCode, stderr, failures }, { exitCode: 0, stderr: "", failures: [] })
      assert.deepStrictEqual(targets, all("ok"))
      assert.deepStrictEqual(
        answer.place.map(({ name, status }) => `${name} ${status}`),
        ["runtime ok", "config ok", "region ok", "clock ok", "snapshots ok", "aws-cli notHere"]
      )
      assert.include(placeRow("config")?.found, place.config)
      assert.strictEqual(placeRow("region")?.found, "us-east-1")
      assert.strictEqual(targetRow("prd")?.found, "acme-prd: role prd_deployment_role of 55********55")
      assert.strictEqual(targetRow("app")?.found, "the session of sbx")
    })
  )

  it.live("warns of a shared file that counts as absent, and of two variables that name a profile", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const folder = join(place.config, "..", "config-folder")
      mkdirSync(folder)
      const { exitCode, placeRow } = yield* json(place, {
        AWS_CONFIG_FILE: folder,
        AWS_DEFAULT_PROFILE: "acme-sbx",
        AWS_PROFILE: "acme-prd"
      })
      assert.strictEqual(exitCode, 0)
      assert.deepInclude(placeRow("aws-files"), {
        status: "warning",
        found: `${folder} is a folder: it counts as absent.`
      })
      assert.deepInclude(placeRow("aws-profile"), { status: "warning", next: "Unset one of them." })
      assert.match(placeRow("aws-profile")?.found ?? "", /AWS_DEFAULT_PROFILE is acme-sbx, AWS_PROFILE is acme-prd/)
    })
  )

  it.live("asks who each session is once, and assumes nothing", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      yield* place.cli(["doctor"])
      // One for each of the six, and the unsigned one for the time.
      assert.strictEqual(yield* place.aws.count("GetCallerIdentity"), 7)
      assert.strictEqual(yield* place.aws.count("AssumeRole"), 0)
    })
  )

  it.live("shows accounts masked, in full only when asked, and never a secret", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const masked = yield* json(place, { PRD_AWS_PROFILE: "acme-sbx" })
      const unmasked = yield* json(place, { PRD_AWS_PROFILE: "acme-sbx" }, ["--unmasked"])
      for (const id of Object.values(accounts)) assert.notInclude(masked.stdout, id)
      for (const id of Object.values(accounts)) assert.include(unmasked.stdout, id)
      const text = yield* place.cli(["doctor", "--log-level", "debug"], { env: { PRD_AWS_PROFILE: "acme-sbx" } })
      const everything = masked.stdout + unmasked.stdout + text.stdout + text.stderr
      const keys = readFileSync(join(place.folder, ".aws", "credentials"), "utf8").match(/(?<== ).*/g) ?? []
      assert.isAbove(keys.length, 10)
      for (const key of keys) assert.notInclude(everything, key)
    })
  )

  it.live("tells each failure with its next step, and lets none hide another", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      mkdirSync(join(place.folder, ".cache", "boto-ses"), { recursive: true, mode: 0o700 })
      chmodSync(join(place.folder, ".cache", "boto-ses"), 0o777)
      const { exitCode, failures, targets, targetRow } = yield* json(place, {
        SBX_AWS_PROFILE: "acme-sbxx",
        PRD_AWS_PROFILE: "acme-stg"
      })
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [
          ["snapshots", "HandoverUnusable"],
          ["sbx", "ProfileMissing"],
          ["prd", "AccountMismatch"]
        ]
      )
      const [snapshots, sbx, prd] = failures
      assert.include(snapshots?.next, "0700")
      assert.include(sbx?.found, "nearest first: acme-sbx,")
      assert.include(sbx?.next, "aws configure --profile acme-sbxx")
      assert.include(prd?.found, "55********55")
      assert.include(prd?.found, "44********44")
      assert.include(prd?.next, "accountId")
      assert.deepStrictEqual(targets, all("ok", { sbx: "failed", prd: "failed", app: "waiting" }))
      assert.strictEqual(targetRow("app")?.found, "for sbx")
      assert.strictEqual(exitCode, 5)
    })
  )

  it.live("warns of what is not stated, and ends with 0", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { defaultAppEnv: _default, ...rest } = configuration
      writeFileSync(
        place.config,
        JSON.stringify({ ...rest, workloads: { prd: { profile: "acme-prd" }, tst: configuration.workloads.tst } })
      )
      mkdirSync(join(place.folder, ".cache", "boto-ses"), { recursive: true })
      chmodSync(join(place.folder, ".cache", "boto-ses"), 0o755)
      const { exitCode, answer, placeRow, targetRow } = yield* json(place)
      assert.deepStrictEqual([exitCode, answer.failed, answer.warnings], [0, 0, 3])
      assert.include(targetRow("prd")?.found, "acme-prd: role prd_deployment_role of 55********55")
      assert.include(targetRow("prd")?.next, "workloads.prd")
      assert.include(targetRow("app")?.next, "Set defaultAppEnv to one of: prd, tst")
      assert.match(placeRow("snapshots")?.next ?? "", /^Run: chmod 700 .*boto-ses$/)
    })
  )

  it.live("names each region with its targets where there are several", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { placeRow } = yield* json(place, { PRD_AWS_REGION: "eu-west-1" })
      assert.strictEqual(placeRow("region")?.found, "us-east-1 (devops, sbx, tst, stg, dr), eu-west-1 (prd)")
    })
  )
})

describe("doctor where the place itself is wrong", () => {
  it.live("says where it has looked for a configuration, and still judges the rest", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { exitCode, placeRow, targets, targetRow } = yield* json(place, {
        BOTO_SES_CONFIG: "",
        AWS_REGION: "us-east-1"
      })
      assert.strictEqual(exitCode, 3)
      assert.match(placeRow("config")?.found ?? "", /expected boto-ses\.config\.json.* in \/.*, found none/)
      assert.strictEqual(placeRow("config")?.next, "Run: boto-ses init")
      assert.strictEqual(placeRow("clock")?.status, "ok")
      assert.strictEqual(placeRow("snapshots")?.status, "ok")
      assert.strictEqual(placeRow("region")?.status, "waiting")
      assert.deepStrictEqual(targets, ["devops waiting", "app waiting"])
      assert.strictEqual(targetRow("devops")?.found, "for config")
    })
  )

  it.live("tells every mistake of a configuration", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      rewrite(place, { region: "Virginia", workloads: { sbx: { accountId: "12" } } })
      const { exitCode, failures } = yield* json(place)
      assert.deepStrictEqual([exitCode, failures.length], [3, 1])
      assert.include(failures[0]?.found, "region: expected")
      assert.include(failures[0]?.found, "workloads.sbx.accountId: expected")
    })
  )

  it.live("tells sources that contradict each other from a configuration that is wrong", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { exitCode, failures } = yield* json(place, { PRD_AWS_ACCOUNT_ID: accounts.dr })
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["config", "ConfigConflict"]]
      )
      assert.strictEqual(exitCode, 3)
    })
  )

  it.live("tells entries and a role policy that contradict each other, once", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      rewrite(place, {
        devops: { accountId: accounts.sbx, profile: "acme-sbx" },
        rolePolicy: { roleName: "deployment" }
      })
      const { failures, targets, targetRow } = yield* json(place)
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["config", "ConfigInvalid"]]
      )
      assert.deepStrictEqual(targets, all("waiting"))
      assert.strictEqual(targetRow("prd")?.found, "for config")
    })
  )

  it.live("tells once that no region is known", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { region: _region, ...rest } = configuration
      writeFileSync(place.config, JSON.stringify(rest))
      const { exitCode, failures, targets, targetRow } = yield* json(place)
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["region", "RegionUnknown"]]
      )
      assert.deepStrictEqual(targets, all("waiting"))
      assert.strictEqual(targetRow("prd")?.found, "for region")
      assert.strictEqual(exitCode, 3)
    })
  )

  it.live("names a runtime that is none", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const byVariable = yield* json(place, { USER_RUNTIME_NAME: "locl" })
      assert.deepStrictEqual([byVariable.exitCode, byVariable.failures[0]?.code], [3, "UnknownRuntime"])
      assert.include(byVariable.failures[0]?.next, "Use one of: local")
      assert.deepStrictEqual(byVariable.targets, all("waiting"))
      const byFlag = yield* json(place, {}, ["--runtime", "locl"])
      assert.deepStrictEqual([byFlag.exitCode, byFlag.failures[0]?.name], [2, "runtime"])
      assert.include(byFlag.failures[0]?.next, "The nearest: local")
    })
  )

  it.live("says once that an unknown runtime gives a deployment nothing", () =>
    Effect.gen(function* () {
      const { exitCode, failures, targetRow } = yield* json(yield* inCi, { ENV_NAME: "" }, ["--runtime", "unknown"])
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["runtime", "RuntimeUnknown"]]
      )
      assert.include(failures[0]?.next, "USER_RUNTIME_NAME")
      assert.deepStrictEqual([targetRow("prd")?.found, targetRow("app")?.status], ["for runtime", "ok"])
      assert.strictEqual(exitCode, 4)
    })
  )

  it.live("measures the clock by the answer of STS", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      yield* place.aws.clockSkew("2 minutes")
      const warned = yield* json(place)
      assert.strictEqual(warned.placeRow("clock")?.status, "warning")
      assert.include(warned.placeRow("clock")?.found, "2 min behind")
      yield* place.aws.clockSkew("-10 minutes")
      const { exitCode, failures } = yield* json(place)
      assert.deepStrictEqual([exitCode, failures[0]?.code], [5, "ClockSkew"])
      assert.include(failures[0]?.found, "10 min ahead of")
    })
  )

  it.live("gives each check its time, and the others their result", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const credentials = readFileSync(join(place.folder, ".aws", "credentials"), "utf8")
      const accessKeyId = /\[acme-prd\]\naws_access_key_id = (\w+)/.exec(credentials)?.[1] ?? ""
      yield* place.aws.fault({ kind: "hang", times: "always", when: { accessKeyId } })
      const { report } = yield* look(place, { limit: "2 seconds" })
      assert.deepStrictEqual(failuresOf(report), ["prd TimeLimit"])
      assert.strictEqual(report.targets.find(({ status }) => status === "failed")?.exitCode, 7)
      assert.strictEqual(report.targets.find(({ name }) => name === "dr")?.status, "ok")
    })
  )

  it.live("tells an AWS that is out of reach", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { report } = yield* look(place, {
        limit: "1 second",
        env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }
      })
      assert.include(failuresOf(report), "clock StsUnavailable")
      assert.include(report.place.find(({ name }) => name === "clock")?.found, "127.0.0.1:1")
    })
  )
})

describe("doctor in other places", () => {
  it.live("assumes every role of a CI job", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      const { exitCode, targets, targetRow } = yield* json(place)
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(targets, all("ok"))
      assert.match(targetRow("devops")?.found ?? "", /^role devops_role of 11\*{8}11: the ambient identity is devops: /)
      assert.strictEqual(targetRow("sbx")?.found, "sbx_deployment_role of 22********22, assumed from devops")
      assert.strictEqual(targetRow("app")?.found, "the session of tst")
      assert.strictEqual(yield* place.aws.count("AssumeRole"), 5)
    })
  )

  it.live("tells the role that cannot be assumed, and no other", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      yield* place.aws.failNext(
        1,
        { kind: "accessDenied" },
        { roleArn: `arn:aws:iam::${accounts.prd}:role/prd_deployment_role` }
      )
      const { exitCode, failures } = yield* json(place)
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["prd", "AssumeRoleDenied"]]
      )
      assert.include(failures[0]?.found, "sts:AssumeRole")
      assert.strictEqual(exitCode, 6)
    })
  )

  it.live("tells an identity that is not devops once, and not again for every role", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      const keys = yield* place.aws.userCredentials(accounts.prd, "laptop")
      const { exitCode, failures, targets, targetRow } = yield* json(place, {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
        AWS_SESSION_TOKEN: ""
      })
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["devops", "DevopsNotRecognised"]]
      )
      assert.deepStrictEqual(targets, all("waiting", { devops: "failed" }))
      assert.deepStrictEqual([targetRow("prd")?.found, targetRow("app")?.found], ["for devops", "for devops"])
      assert.strictEqual(exitCode, 5)
    })
  )

  it.live("warns of devops that is known by its session's name alone", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      rewrite(place, { devops: {} })
      const keys = yield* place.aws.roleCredentials(accounts.devops, "devops_role", {
        sessionName: "devops_role_session"
      })
      const { exitCode, targetRow } = yield* json(place, {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
        AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
      })
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(targetRow("devops")?.status, "warning")
      assert.include(targetRow("devops")?.found, "its session's name alone")
      assert.include(targetRow("devops")?.next, "devops.accountId")
    })
  )

  it.live("warns a job that names no env, since devops and the envs are there", () =>
    Effect.gen(function* () {
      const { exitCode, targetRow } = yield* json(yield* inCi, { ENV_NAME: "" })
      assert.deepStrictEqual([exitCode, targetRow("app")?.status], [0, "warning"])
      assert.include(targetRow("app")?.next, "USER_ENV_NAME")
    })
  )

  it.live("looks only at an application's own session", () =>
    Effect.gen(function* () {
      const { exitCode, targets, targetRow, placeRow } = yield* json(yield* inCi, {}, ["--runtime", "aws_lambda"])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(targets, all("notHere", { app: "ok" }))
      assert.match(
        targetRow("app")?.found ?? "",
        /^role devops_role of 11\*{8}11: aws_lambda gives the application its role; its account is not compared, unless guardApp is on$/
      )
      assert.strictEqual(placeRow("snapshots")?.status, "notHere")
    })
  )

  it.live("tells Cloud9's own credentials from others by what they cannot do", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const keys = yield* place.aws.roleCredentials(accounts.devops, "devops_role", { sessionName: "alice" })
      writeFileSync(
        join(place.folder, ".aws", "credentials"),
        `[default]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${Redacted.value(keys.secretAccessKey)}\naws_session_token = ${Redacted.value(keys.sessionToken)}\n`
      )
      const good = yield* json(place, { C9_PID: "1", C9_USER: "alice", C9_PROJECT: "p" }, ["--runtime", "aws_cloud9"])
      assert.deepStrictEqual([good.exitCode, good.placeRow("cloud9")?.status], [0, "ok"])
      yield* place.aws.fault({ kind: "accessDenied", times: "always", when: { action: "AssumeRole" } })
      const { exitCode, failures, targets, targetRow } = yield* json(place, {}, ["--runtime", "aws_cloud9"])
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["cloud9", "Cloud9ManagedCredentials"]]
      )
      assert.include(failures[0]?.next, "Attach an instance profile")
      assert.deepStrictEqual(targets, all("waiting", { devops: "ok" }))
      assert.strictEqual(targetRow("prd")?.found, "for cloud9")
      assert.strictEqual(exitCode, 5)
    })
  )

  it.live("tells a hand-over that cannot be used", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { exitCode, failures, targets } = yield* json(place, {
        BOTO_SES_SNAPSHOT_FILE: join(place.folder, "none"),
        BOTO_SES_SNAPSHOT_KEY: "A".repeat(43)
      })
      assert.deepStrictEqual(
        failures.map(({ name, code }) => [name, code]),
        [["devops", "HandoverUnusable"]]
      )
      assert.deepStrictEqual(targets, all("ok", { devops: "failed" }))
      assert.strictEqual(exitCode, 5)
    })
  )
})

describe("what doctor shows", () => {
  it.live("looks for the AWS CLI on the path, and needs none", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const folder = join(place.folder, "bin")
      mkdirSync(folder)
      const none = yield* json(place, { PATH: folder })
      assert.strictEqual(none.placeRow("aws-cli")?.status, "notHere")
      writeFileSync(join(folder, "aws"), "#!/bin/sh\necho aws-cli/9.8.7 Python/3.0\n", { mode: 0o755 })
      const some = yield* json(place, { PATH: folder })
      assert.strictEqual(some.placeRow("aws-cli")?.found, "aws-cli/9.8.7")
    })
  )

  it.live("shows what is under way on a terminal only, on one line that it takes away", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { shown } = yield* look(place, { terminal: true })
      assert.match(shown[0] ?? "", /^checking: 0 of \d+ done; /)
      const back = "\u001b[1A\u001b[2K"
      for (const [index, text] of shown.entries()) {
        assert.strictEqual(text.startsWith(back), index > 0, JSON.stringify(text))
        assert.isAtMost(text.replaceAll(back, "").length, 60)
      }
      assert.strictEqual(shown.at(-1), `${back}\u001b[1A\n`)
      assert.isTrue(shown.some((text) => text.includes("sbx")))
      assert.deepStrictEqual((yield* look(place, { terminal: false })).shown, [])
      assert.deepStrictEqual((yield* look(place, { terminal: true, env: { TERM: "dumb" } })).shown, [])
    })
  )

  it.live("reads at 120, at 80 and at 60 columns as the golden texts", () =>
    Effect.gen(function* () {
      const laptop = yield* onLaptop
      const job = yield* inCi
      const looks = [
        { place: laptop, env: { SBX_AWS_PROFILE: "acme-sbxx", PRD_AWS_PROFILE: "acme-stg" } },
        { place: job, env: {} },
        { place: job, env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" } }
      ]
      const reports = yield* Effect.forEach(looks, ({ place, env }) =>
        Effect.map(look(place, { env }), ({ report }) => atHome(report, place.folder))
      )
      for (const columns of [120, 80, 60]) {
        const texts = reports.map((report) => reportLines(report, { columns, paint: paintNothing }).join("\n"))
        const text = `${texts.join("\n\n")}\n`
        for (const line of text.split("\n")) assert.isAtMost(line.length, columns)
        assert.strictEqual(text, readFileSync(new URL(`doctor.${columns}.golden.txt`, import.meta.url), "utf8"))
      }
    })
  )
})

import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { awsCliVersion } from "../../src/cli/AwsCli.ts"
import { guardedCheck } from "../../src/cli/commands/doctor/guardedCheck.ts"
import type { Report } from "../../src/cli/commands/doctor/schema.ts"
import { ThisProcess } from "../../src/cli/ThisProcess.ts"
import { exitCodes } from "../../src/domain/errors/Reason.ts"
import type { LocalAws } from "../../src/testing/mod.ts"
import { accounts } from "../factory/acme.ts"
import { fakeAws } from "./fakeAws.ts"
import { configuration, type Ended, inCi, onLaptop, type Place, type Runtime } from "./harness.ts"

/** A place where something is wrong, and how a person finds it. */
interface Case {
  readonly what: string
  readonly at: Effect.Effect<Place, LocalAws.LocalAwsError, Scope.Scope>
  readonly break: (place: Place) => Effect.Effect<{ readonly [name: string]: string }>
  /** The rows that fail, each with the failure's name. */
  readonly failures: ReadonlyArray<string>
  /** What the first failure tells, where its name does not say enough, and its next step. */
  readonly found?: RegExp
  readonly next: RegExp
  readonly exitCode: number
}

const nothing = {}

const rewrite = ({ config }: Place, change: object): Effect.Effect<typeof nothing> =>
  Effect.sync(() => {
    writeFileSync(config, JSON.stringify({ ...configuration, ...change }))
    return nothing
  })

const workloads = (change: object) => ({ workloads: { ...configuration.workloads, ...change } })

const signIn = "https://corp.example/start"

/** A profile of IAM Identity Center whose sign-in ended an hour ago. */
const signedOut = (place: Place) =>
  Effect.gen(function* () {
    const ended = new Date((yield* Clock.currentTimeMillis) - 3_600_000).toISOString()
    const cache = join(place.folder, ".aws", "sso", "cache")
    mkdirSync(cache, { recursive: true })
    writeFileSync(
      join(cache, `${createHash("sha1").update("corp").digest("hex")}.json`),
      JSON.stringify({ accessToken: "token-of-the-sign-in", expiresAt: ended })
    )
    writeFileSync(
      join(place.folder, ".aws", "config"),
      `[profile corp]\nsso_session = corp\nsso_account_id = ${accounts.prd}\nsso_role_name = Admin\n` +
        `[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = ${signIn}\n`
    )
    yield* rewrite(place, workloads({ prd: { accountId: accounts.prd, profile: "corp" } }))
    // One of version 1 could not sign in, which doctor says as well.
    return { PATH: `${fakeAws(place.folder, "echo aws-cli/2.30.0")}:${process.env.PATH}` }
  })

const cases: ReadonlyArray<Case> = [
  {
    what: "a profile that is not there",
    at: onLaptop,
    break: (place) => rewrite(place, workloads({ prd: { accountId: accounts.prd, profile: "acme-prod" } })),
    failures: ["prd ProfileMissing"],
    found: /nearest first: acme-prd,/,
    next: /^Add it \(aws configure --profile acme-prod\), or correct the name\.$/,
    exitCode: exitCodes.ProfileMissing
  },
  {
    what: "a profile that is not named",
    at: onLaptop,
    break: (place) => rewrite(place, workloads({ prd: { accountId: accounts.prd } })),
    failures: ["prd ProfileNotConfigured"],
    next: /^Add profile to the entry "prd", or set PRD_AWS_PROFILE where/,
    exitCode: exitCodes.ProfileNotConfigured
  },
  {
    what: "a sign-in that has ended",
    at: onLaptop,
    break: signedOut,
    failures: ["prd SsoExpired"],
    next: /^Run: aws sso login --sso-session corp$/,
    exitCode: exitCodes.SsoExpired
  },
  {
    what: "a profile of another account",
    at: onLaptop,
    break: (place) => rewrite(place, workloads({ prd: { accountId: accounts.prd, profile: "acme-dr" } })),
    failures: ["prd AccountMismatch"],
    found: /^env\("prd"\) must be of account 55\*+55, but the AWS CLI profile acme-dr is of account 66\*+66/,
    next: /^Correct the accountId in the configuration, or the credentials\. --unmasked of boto-ses shows both accounts in full\.$/,
    exitCode: exitCodes.AccountMismatch
  },
  {
    what: "a role that may not be assumed",
    at: inCi,
    break: ({ aws }) =>
      Effect.as(
        aws.fault({
          kind: "accessDenied",
          times: "always",
          when: { action: "AssumeRole", roleArn: `arn:aws:iam::${accounts.prd}:role/prd_deployment_role` }
        }),
        nothing
      ),
    failures: ["prd AssumeRoleDenied"],
    found: /no such role exists, or its trust policy does not allow sts:AssumeRole/,
    next: /^Correct the role.s ARN, its trust policy, or the policy of that principal\.$/,
    exitCode: exitCodes.AssumeRoleDenied
  },
  {
    what: "a job whose keys have ended",
    at: inCi,
    break: ({ aws, env }) => Effect.as(Effect.orDie(aws.expire(env.AWS_ACCESS_KEY_ID ?? "")), nothing),
    failures: ["devops SessionExpired"],
    next: /^Export new keys/,
    exitCode: exitCodes.SessionExpired
  },
  {
    what: "a job with the keys of another account",
    at: inCi,
    break: (place) => rewrite(place, { devops: { accountId: "999999999999" } }),
    failures: ["devops DevopsNotRecognised"],
    next: /./,
    exitCode: exitCodes.DevopsNotRecognised
  },
  {
    what: "a job without keys",
    at: inCi,
    break: () => Effect.succeed({ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" }),
    failures: ["devops AmbientAbsent"],
    next: /^Give the job a role or keys/,
    exitCode: exitCodes.AmbientAbsent
  },
  {
    what: "a clock that is far off, which AWS refuses",
    at: inCi,
    break: ({ aws }) =>
      Effect.as(
        Effect.andThen(
          aws.clockSkew("20 minutes"),
          aws.fault({ kind: "clockSkew", duration: "20 minutes", times: "always" })
        ),
        nothing
      ),
    failures: ["clock ClockSkew"],
    next: /^Set this machine's clock/,
    exitCode: 5
  },
  {
    what: "a folder of snapshots that leads elsewhere",
    at: onLaptop,
    break: ({ folder }) =>
      Effect.sync(() => {
        mkdirSync(join(folder, ".cache"))
        symlinkSync("/tmp", join(folder, ".cache", "boto-ses"))
        return nothing
      }),
    failures: ["snapshots HandoverUnusable"],
    next: /0700/,
    exitCode: exitCodes.HandoverUnusable
  },
  {
    what: "an AWS that cannot be reached",
    at: inCi,
    break: () => Effect.succeed({ AWS_ENDPOINT_URL: "http://127.0.0.1:1" }),
    failures: ["clock StsUnavailable", "devops StsUnavailable"],
    next: /network/,
    exitCode: exitCodes.StsUnavailable
  }
]

const failuresOf = ({ place, targets }: Report) => [...place, ...targets].filter(({ status }) => status === "failed")

/** Every secret key and token that the place's files and variables hold. */
const secretsOf = ({ folder, env }: Place): ReadonlyArray<string> => {
  let credentials = ""
  try {
    credentials = readFileSync(join(folder, ".aws", "credentials"), "utf8")
  } catch {
    // A job has none.
  }
  return [
    ...(credentials.match(/(?<=(?:secret_access_key|session_token) = ).+/g) ?? []),
    ...[env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN].filter((secret) => secret !== undefined),
    "token-of-the-sign-in"
  ]
}

const assertNoSecret = (place: Place, { stdout, stderr }: Ended): void => {
  const secrets = secretsOf(place)
  assert.isAbove(secrets.length, 2)
  for (const secret of secrets) assert.notInclude(stdout + stderr, secret)
}

describe("doctor tells", () => {
  for (const { what, at, break: breakIt, failures, found = /./, next, exitCode } of cases) {
    it.live(`${what}, with one next step and no secret`, () =>
      Effect.gen(function* () {
        const place = yield* at
        const env = yield* breakIt(place)
        const answered = yield* place.cli(["doctor", "--json", "--log-level", "debug"], { env })
        const failed = failuresOf(JSON.parse(answered.stdout))
        assert.deepStrictEqual(
          failed.map(({ name, code }) => `${name} ${code}`),
          failures
        )
        assert.match(failed[0]?.found ?? "", found)
        assert.match(failed[0]?.next ?? "", next)
        for (const { next } of failed) assert.isAbove(next?.length ?? 0, 0)
        assert.strictEqual(answered.exitCode, exitCode)
        const shown = yield* place.cli(["doctor", "--log-level", "all"], { env })
        assert.strictEqual(shown.exitCode, exitCode)
        assert.strictEqual(shown.stdout.match(/next: /g)?.length, failures.length)
        for (const ended of [answered, shown]) assertNoSecret(place, ended)
      })
    )
  }
})

describe("doctor never hangs", () => {
  it.live("where the AWS CLI neither answers nor ends", () =>
    Effect.gen(function* () {
      const { env, folder } = yield* onLaptop
      writeFileSync(join(folder, "aws"), "#!/bin/sh\ntrap '' TERM\nwhile :; do /bin/sleep 1; done\n", { mode: 0o755 })
      const guarded = guardedCheck({ watch: () => (check) => check }, "100 millis", false)
      const asked = guarded("AWS CLI", awsCliVersion).pipe(
        Effect.provideService(ThisProcess, {
          env: { ...env, PATH: folder },
          isTerminal: { stdin: false, stdout: false, stderr: false },
          command: []
        })
      )
      const found = yield* Effect.timeout(asked, "5 seconds")
      assert.deepInclude(Result.getOrThrow(Result.flip(found)), { code: "TimeLimit", exitCode: 7 })
    })
  )
})

const runtimes: ReadonlyArray<Runtime> = ["node", "deno", "bun"]

for (const runtime of runtimes) {
  it.live(
    `doctor, configure and init answer on ${runtime} as in this process`,
    () =>
      Effect.gen(function* () {
        const place = yield* onLaptop
        const { program, cli, folder } = place
        const wrong = { PRD_AWS_PROFILE: "acme-dr" }
        for (const env of [nothing, wrong]) {
          const doctor = yield* program(runtime, ["doctor"], env)
          assert.deepStrictEqual(doctor, yield* cli(["doctor"], { env }))
          assertNoSecret(place, doctor)
        }
        const file = join(folder, "new.json")
        const flags = ["--region", "us-east-1", "--devops-account", accounts.devops, "--env", `prd=${accounts.prd}`]
        const init = yield* program(runtime, ["init", "--output", file, ...flags])
        assert.deepStrictEqual(init, { exitCode: 0, stdout: `Written: ${file}\nnext: boto-ses doctor\n`, stderr: "" })
        const again = yield* program(runtime, ["init", "--output", file, ...flags])
        assert.deepStrictEqual([again.exitCode, again.stdout], [3, ""])
        const dry = yield* program(runtime, ["configure", "--dry-run", "--log-level", "debug"])
        // The repository itself may be in a folder for temporary files, which is warned of.
        const warned = dry.stderr.replace(/^warning The profiles are to run .* temporary files: .*\n/, "")
        assert.deepStrictEqual([dry.exitCode, warned], [0, ""])
        assert.include(dry.stdout, "+ [profile boto-ses-prd]")
      }),
    60_000
  )
}

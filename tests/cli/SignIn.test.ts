import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { withSignIn } from "../../src/cli/SignIn.ts"
import { ThisProcess } from "../../src/cli/ThisProcess.ts"
import { makeChannel, Screen } from "../../src/cli/terminal/Screen.ts"
import { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { SsoExpired, SsoNotSignedIn } from "../../src/domain/errors/Profile.ts"
import { Person } from "../../src/platform/Person.ts"
import type { Answer } from "../../src/platform/Question.ts"
import { serve } from "../aws/fixture.ts"
import { accounts } from "../factory/acme.ts"
import { fakeAws } from "./fakeAws.ts"
import { configuration, onLaptop } from "./harness.ts"

const called = (folder: string): ReadonlyArray<string> => {
  const path = join(folder, "called")
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : []
}

/** What `aws sso login` leaves: the file's name is the SHA-1 of the session's. */
const signsIn = `mkdir -p "$HOME/.aws/sso/cache"
printf '{"accessToken":"token","expiresAt":"2099-01-01T00:00:00Z"}' > "$HOME/.aws/sso/cache/$(printf %s "$4" | sha1sum | cut -c1-40).json"`

/** A laptop on which prd and sbx share an sso-session that nobody is signed in for. */
const signedOut = Effect.gen(function* () {
  const place = yield* onLaptop
  const keys = yield* Effect.forEach(["prd", "sbx"] as const, (env) =>
    place.aws.roleCredentials(accounts[env], `${env}_deployment_role`, { sessionName: "alice" })
  )
  const { endpoint } = yield* serve((request) => {
    const credentials = keys[request.path.includes(accounts.prd) ? 0 : 1]
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        roleCredentials: {
          accessKeyId: credentials?.accessKeyId,
          secretAccessKey: Redacted.value(credentials?.secretAccessKey ?? Redacted.make("")),
          sessionToken: Redacted.value(credentials?.sessionToken ?? Redacted.make("")),
          expiration: 4102444800000
        }
      })
    }
  })
  const profile = (env: "prd" | "sbx") =>
    `[profile corp-${env}]\nsso_session = corp\nsso_account_id = ${accounts[env]}\nsso_role_name = Admin\n`
  writeFileSync(
    join(place.folder, ".aws", "config"),
    `${profile("prd")}${profile("sbx")}[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example\n`
  )
  const workloads = Object.fromEntries(
    (["prd", "sbx"] as const).map((env) => [env, { accountId: accounts[env], profile: `corp-${env}` }])
  )
  writeFileSync(place.config, JSON.stringify({ ...configuration, workloads }))
  return { ...place, sso: { AWS_ENDPOINT_URL_SSO: endpoint } }
})

describe("--login", () => {
  it.live("signs in once by the AWS CLI, and the work goes on", () =>
    Effect.gen(function* () {
      const { cli, folder, sso } = yield* signedOut
      const env = { ...sso, PATH: fakeAws(folder, `echo out; ${signsIn}`) }
      const { exitCode, stdout, stderr } = yield* cli(["whoami", "prd", "--login", "--json"], { env })
      assert.strictEqual(exitCode, 0, stderr)
      assert.strictEqual(JSON.parse(stdout).target, "prd")
      assert.deepStrictEqual(called(folder), ["sso login --sso-session corp"])
      assert.strictEqual((yield* cli(["env", "sbx", "--login"], { env })).exitCode, 0)
      assert.strictEqual((yield* cli(["exec", "--login", "prd", "true"], { env })).exitCode, 0)
      assert.strictEqual(called(folder).length, 1)
    })
  )

  it.live("tells what to do where the AWS CLI is missing or fails, or was no help", () =>
    Effect.gen(function* () {
      const { cli, folder, sso } = yield* signedOut
      const login = (PATH: string) => cli(["whoami", "prd", "--login"], { env: { ...sso, PATH }, columns: 400 })
      const missing = yield* login("/nonexistent")
      assert.strictEqual(missing.exitCode, 5)
      assert.match(
        missing.stderr,
        /AwsCliMissing[\s\S]*Install its version 2, then run: aws sso login --sso-session corp/
      )
      const failing = yield* login(fakeAws(folder, "exit 252"))
      assert.match(failing.stderr, /SignInFailed[\s\S]*aws sso login --sso-session corp ended with exit code 252/)
      const old = yield* login(fakeAws(folder, "echo aws-cli/1.44.0 Python/3.11.7; exit 2"))
      assert.match(
        old.stderr,
        /SignInFailed[\s\S]*ended with exit code 2: it takes version 2 of the AWS CLI, and the one in PATH is aws-cli\/1\.44\.0\. Install version 2/
      )
      const idle = yield* login(fakeAws(folder, "exit 0"))
      assert.match(idle.stderr, /SsoNotSignedIn/)
      assert.strictEqual(called(folder).filter((line) => line !== "--version").length, 3)
    })
  )

  it.live("in doctor warns of an AWS CLI that makes none", () =>
    Effect.gen(function* () {
      const { cli, folder, sso } = yield* signedOut
      const { stdout } = yield* cli(["doctor", "--json"], {
        env: { ...sso, PATH: fakeAws(folder, "echo aws-cli/1.44.0 Python/3.11.7") }
      })
      const rows: ReadonlyArray<{ readonly name: string; readonly status: string; readonly next: string | null }> =
        JSON.parse(stdout).place
      const { status, next } = rows.find(({ name }) => name === "aws-cli") ?? {}
      assert.deepStrictEqual([status, next], ["warning", "Install version 2 of the AWS CLI."])
    })
  )

  it.live("in doctor makes each sign-in once, and looks again", () =>
    Effect.gen(function* () {
      const { cli, folder, sso } = yield* signedOut
      const env = { ...sso, PATH: fakeAws(folder, signsIn) }
      const before = yield* cli(["doctor", "--json"], { env: { ...env, PATH: "/nonexistent" } })
      const rows: ReadonlyArray<{ readonly name: string; readonly status: string; readonly next: string | null }> =
        JSON.parse(before.stdout).targets
      const told = Object.fromEntries(rows.map(({ name, status, next }) => [name, next ?? status]))
      const command = "Run: aws sso login --sso-session corp"
      assert.deepStrictEqual(told, { devops: "ok", prd: command, sbx: "waiting", app: "waiting" })
      assert.deepStrictEqual(called(folder), [])
      const { exitCode, stdout } = yield* cli(["doctor", "--login"], { env })
      assert.strictEqual(exitCode, 0, stdout)
      assert.deepStrictEqual(
        called(folder).filter((line) => line !== "--version"),
        ["sso login --sso-session corp"]
      )
    })
  )
})

describe("a sign-in that is missing", () => {
  const error = (session: string) => BotoSesError.of(new SsoNotSignedIn({ profile: "acme-prd", session }))

  /** Work that needs these sign-ins one after the other, at a terminal with a person who answers so, or elsewhere. */
  const attempt = (sessions: ReadonlyArray<string>, answer: string | undefined, PATH: string) =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const left = [...sessions]
      const isTerminal = answer !== undefined
      const channel = makeChannel({ columns: () => 80, isPainted: () => false, write: () => Effect.void })
      const work = Effect.suspend(() => {
        const session = left.shift()
        return session === undefined ? Effect.succeed("done") : Effect.fail(error(session))
      })
      const result = yield* Effect.result(withSignIn(false, work)).pipe(
        Effect.provideService(ThisProcess, {
          env: { PATH },
          isTerminal: { stdin: isTerminal, stdout: false, stderr: isTerminal },
          command: []
        }),
        Effect.provideService(Screen, { out: channel, err: channel }),
        Effect.provideService(Person, {
          ask: ({ text }) => {
            asked.push(text)
            return Effect.succeed<Answer>({ _tag: "Line", line: answer ?? "" })
          }
        })
      )
      return { asked, result: result._tag === "Success" ? result.success : result.failure }
    })

  it.live("is offered on a terminal, once for each", () =>
    Effect.gen(function* () {
      const { folder } = yield* onLaptop
      const PATH = fakeAws(folder, "")
      const both = yield* attempt(["corp", "my corp"], "", PATH)
      assert.strictEqual(both.result, "done")
      assert.match(both.asked[0] ?? "", /^Nobody is signed in .* Run aws sso login --sso-session corp now\? \[Y\/n\] $/)
      assert.match(both.asked[1] ?? "", /--sso-session 'my corp' now/)
      assert.deepStrictEqual(called(folder), ["sso login --sso-session corp", "sso login --sso-session my corp"])
      const again = yield* attempt(["corp", "corp"], "y", PATH)
      assert.deepInclude(again.result, { _tag: "BotoSesError" })
      assert.strictEqual(again.asked.length, 1)
    })
  )

  it.live("is an error where a person says no, and where nobody is there", () =>
    Effect.gen(function* () {
      const { folder } = yield* onLaptop
      const PATH = fakeAws(folder, "")
      assert.deepInclude((yield* attempt(["corp"], "n", PATH)).result, { _tag: "BotoSesError" })
      const nobody = yield* attempt(["corp"], undefined, PATH)
      assert.deepInclude(nobody.result, { _tag: "BotoSesError" })
      assert.deepStrictEqual([nobody.asked, called(folder)], [[], []])
    })
  )

  it("is told by one command for all profiles of an sso-session, and by the profile's without one", () => {
    const commandOf = (fields: { readonly profile: string; readonly session?: string }) => [
      new SsoNotSignedIn(fields).next,
      new SsoExpired(fields).next
    ]
    const shared = "Run: aws sso login --sso-session corp"
    assert.deepStrictEqual(commandOf({ profile: "a", session: "corp" }), [shared, shared])
    const own = "Run: aws sso login --profile 'my profile'"
    assert.deepStrictEqual(commandOf({ profile: "my profile" }), [own, own])
  })
})

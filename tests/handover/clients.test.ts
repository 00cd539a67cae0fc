import { spawnSync } from "node:child_process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Redacted from "effect/Redacted"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
import { applyEnvironment, type ChildEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import { environment } from "../../src/handover/child/ChildVariables.ts"
import type { ServeOptions } from "../../src/handover/server/CredentialServer.ts"
import type { Session } from "../../src/services/Session.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { cleanEnv, commandOf, runtimeNames, start } from "./processes.ts"
import { platform, testHome } from "./snapshotStoreSuite.ts"
import { stubEnv } from "./stubSession.ts"

const other = "111111111111"
const sbx = "222222222222"

const world: LocalAws.Options = {
  accounts: { [other]: { users: { alice: {} } }, [sbx]: { roles: { sbx_role: {} } } }
}

/** A session whose credentials come from the local AWS, each time new ones, after STS has taken its time. */
const slowSession = (aws: LocalAws.LocalAws, seconds: number, delay: number): Session =>
  stubEnv("sbx", {
    credentials: Effect.delay(
      Effect.orDie(
        Effect.map(aws.roleCredentials(sbx, "sbx_role", { duration: `${seconds} seconds` }), (minted) =>
          makeCredentials({
            accessKeyId: minted.accessKeyId,
            secretAccessKey: String(Redacted.value(minted.secretAccessKey)),
            sessionToken: String(Redacted.value(minted.sessionToken)),
            expiresAt: minted.expiration.getTime()
          })
        )
      ),
      `${delay} seconds`
    )
  })

/** A home whose `[default]` profile is another account's, and variables that would lead there too. */
const otherHome = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const aws = yield* LocalAws.LocalAws
  const { home } = yield* testHome
  const alice = yield* aws.userCredentials(other, "alice")
  yield* fs.makeDirectory(`${home}/.aws`)
  yield* fs.writeFileString(
    `${home}/.aws/credentials`,
    `[default]\naws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${Redacted.value(alice.secretAccessKey)}\n`
  )
  yield* fs.writeFileString(`${home}/.aws/config`, "[default]\nregion = us-west-2\n")
  return {
    ...cleanEnv(home),
    PYENV_VERSION: "",
    AWS_PROFILE: "default",
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_EC2_METADATA_DISABLED: "true"
  }
}).pipe(Effect.provide(NodeFileSystem.layer))

const environmentIn = (env: Record<string, string>, session: Session, options?: ServeOptions) =>
  environment(session, options).pipe(
    Effect.provide(platform),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
  )

const output = (
  command: readonly [string, ...ReadonlyArray<string>],
  env: Record<string, string>,
  child: ChildEnvironment
) =>
  Effect.gen(function* () {
    const running = yield* start(command, { env: applyEnvironment(env, child) })
    const code = yield* running.end
    assert.strictEqual(code, 0, running.stderr())
    return running.stdout()
  })

/** Asks STS who it is, again and again by one session; prints account and key each time, and how long the key took. */
const script = `
import boto3, json, sys, time
session = boto3.Session()
sts = session.client("sts")
for _ in range(int(sys.argv[1])):
    begin = time.monotonic()
    key = session.get_credentials().get_frozen_credentials().access_key
    took = time.monotonic() - begin
    print(json.dumps({"account": sts.get_caller_identity()["Account"], "key": key, "took": took}), flush=True)
    time.sleep(0.4)
`

interface Line {
  readonly account: string
  readonly key: string
  readonly took: number
}

/** Whether a client is there; where it is not, only a CI run fails. */
const present = (command: string, args: ReadonlyArray<string>, name: string) =>
  Effect.gen(function* () {
    if (spawnSync(command, args).status === 0) return true
    if (yield* Config.Boolean("CI").pipe(Config.withDefault(false))) throw new Error(`${name} not found`)
    console.log(`skipped: ${name} not found`)
    return false
  })

const cli = ["aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text"] as const

describe("a child with the credential server", { timeout: 60_000 }, () => {
  for (const runtime of runtimeNames) {
    it.live(`that uses the AWS SDK on ${runtime} is sbx, whatever the home says`, () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const env = yield* otherHome
        const command = commandOf(runtime, "whoami")
        assert.strictEqual((yield* output(command, env, { set: {}, unset: [] })).trim(), other)
        const child = yield* environmentIn(env, slowSession(aws, 3600, 0))
        assert.strictEqual((yield* output(command, env, child)).trim(), sbx)
      }).pipe(Effect.provide(LocalAws.layer(world)))
    )
  }

  it.live("that uses the AWS CLI is sbx, whatever the home says", () =>
    Effect.gen(function* () {
      if (!(yield* present("aws", ["--version"], "AWS CLI"))) return
      const aws = yield* LocalAws.LocalAws
      const env = yield* otherHome
      assert.strictEqual((yield* output(cli, env, { set: {}, unset: [] })).trim(), other)
      const child = yield* environmentIn(env, slowSession(aws, 3600, 0))
      assert.strictEqual((yield* output(cli, env, child)).trim(), sbx)
    }).pipe(Effect.provide(LocalAws.layer(world)))
  )

  it.live(
    "that uses boto3 and the AWS CLI outlives its credentials, while STS takes three seconds for each answer",
    () =>
      Effect.gen(function* () {
        if (!(yield* present("python3", ["-c", "import boto3"], "boto3"))) return
        const aws = yield* LocalAws.LocalAws
        const env = yield* otherHome
        const child = yield* environmentIn(env, slowSession(aws, 10, 3), { margin: "6 seconds" })
        const lines = (yield* output(["python3", "-c", script, "30"], env, child))
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Line)
        assert.strictEqual(lines.length, 30)
        assert.deepStrictEqual([...new Set(lines.map(({ account }) => account))], [sbx])
        assert.isAtLeast(new Set(lines.map(({ key }) => key)).size, 2)
        // botocore gives a credential server two seconds, and STS takes longer: the answers do not wait for it.
        assert.isBelow(Math.max(...lines.map(({ took }) => took)), 1)
        if (yield* present("aws", ["--version"], "AWS CLI")) {
          assert.strictEqual((yield* output(cli, env, child)).trim(), sbx)
        }
      }).pipe(Effect.provide(LocalAws.layer(world)))
  )
})

import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { EnvConfig, RolePolicy, Runtime, SessionStore } from "../../mod.ts"
import { profileOrigin } from "../../src/domain/aws/Origin.ts"
import { portsOn } from "../../src/live/Ports.ts"
import { SourceUnusable } from "../../src/services/CredentialSource.ts"
import { MfaCode } from "../../src/services/MfaCode.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { home } from "../aws/fixture.ts"
import { Aws, accounts } from "../factory/acme.ts"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"

const serial = `arn:aws:iam::${accounts.devops}:mfa/alice`
type Env = "sbx" | "prd" | "tst" | "stg"
const role = (env: Env) => `arn:aws:iam::${accounts[env]}:role/deploy`
const key = { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice" }

const world = LocalAws.layer({
  accounts: {
    [accounts.devops]: { users: { alice: { ...key, mfaSerial: serial } } },
    [accounts.sbx]: { roles: { deploy: { trust: [accounts.devops] } } },
    [accounts.prd]: { roles: { deploy: { trust: [accounts.devops], mfaMaxAge: 900 } } },
    [accounts.tst]: { roles: { deploy: { trust: [] } } },
    [accounts.stg]: { roles: { deploy: { trust: [] } } }
  }
})

const profile = (env: Env, endpoint: string, more = "") =>
  `[profile acme-${env}]\nrole_arn = ${role(env)}\nsource_profile = base\nendpoint_url = ${endpoint}\n${more}`
const signedIn = ["prd", "tst", "stg"] as const
const config = (endpoint: string) =>
  `${profile("sbx", endpoint)}${signedIn.map((env) => profile(env, endpoint, `mfa_serial = ${serial}\n`)).join("")}[profile base]
aws_access_key_id = ${key.accessKeyId}
aws_secret_access_key = ${key.secretAccessKey}
endpoint_url = ${endpoint}
`

/** A laptop whose processes share their sessions; each run is a process of its own. */
const laptop = Effect.gen(function* () {
  const aws = yield* LocalAws.LocalAws
  const folder = yield* home(() => ({ ".aws/config": config(aws.endpoint) }))
  const env = { HOME: folder, XDG_CACHE_HOME: `${folder}/cache`, AWS_EC2_METADATA_DISABLED: "true" }
  const asked: Array<string> = []
  const person = { isThere: true }
  const codes = Layer.succeed(MfaCode)(({ serialNumber, profile }) => {
    const detail = "nobody can be asked for a code"
    if (!person.isThere)
      return Effect.fail(new SourceUnusable({ origin: profileOrigin(profile), detail, isUnasked: true }))
    asked.push(serialNumber)
    return Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), (code) => Redacted.make(code))
  })
  const layer = () =>
    Aws.layerNoDeps.pipe(
      Layer.provideMerge(portsOn(SessionStore.layerHost({ everywhere: true }))),
      Layer.provide([Runtime.layerLocal, EnvConfig.layer(Aws.options), RolePolicy.layerNaming(), codes]),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    )
  const run = <A, E>(program: Effect.Effect<A, E, Aws | SessionStore.SessionStore>) =>
    Effect.suspend(() => Effect.provide(program, layer()))
  return { aws, run, asked, person }
})

const use = (env: Env) =>
  Effect.flatMap(Aws.env(env), (session) =>
    session.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
  )

const credentialsOf = (env: Env) => Effect.flatMap(Aws.env(env), ({ credentials }) => credentials)

describe("a kept session that AWS denies", () => {
  it.effect("is told with its age where it was revoked, and made anew once it is cleared", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { aws, run } = yield* laptop
      yield* run(use("sbx"))
      yield* TestClock.adjust("25 minutes")
      yield* run(use("sbx"))
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)

      yield* aws.revoke(role("sbx"))
      const { reason } = yield* Effect.flip(run(use("sbx")))
      if (reason._tag !== "AwsRequestFailed") throw reason
      assert.deepInclude({ ...reason }, { code: "AccessDenied", keptMinutes: 25 })
      assert.include(reason.next, "boto-ses sessions clear sbx")
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)

      assert.isAbove(yield* run(SessionStore.SessionStore.use((store) => store.clear())), 0)
      yield* run(use("sbx"))
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("is signed in with a new code where the role asks for a recent one, and only once", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { aws, run, asked } = yield* laptop
      yield* run(Effect.flatMap(Aws.env("prd"), (prd) => prd.credentials))
      assert.strictEqual(asked.length, 1)
      yield* TestClock.adjust("58 minutes")
      yield* run(Effect.flatMap(Aws.env("prd"), (prd) => prd.credentials))
      assert.strictEqual(asked.length, 2)
      assert.deepStrictEqual(
        (yield* aws.requests).filter(({ action }) => action === "AssumeRole").map(({ status }) => status),
        [200, 403, 200]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("is told as a denial where nobody can be asked for a new code", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { run, asked, person } = yield* laptop
      yield* run(credentialsOf("prd"))
      yield* TestClock.adjust("11 minutes")
      person.isThere = false
      const { reason } = yield* Effect.flip(run(credentialsOf("tst")))
      assert.strictEqual(reason._tag, "AssumeRoleDenied")
      assert.notInclude(reason.message, "nobody can be asked")
      // What was not denied is still there.
      yield* run(credentialsOf("prd"))
      assert.strictEqual(asked.length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("is signed in anew once for all that were denied with it", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { run, asked } = yield* laptop
      yield* run(credentialsOf("prd"))
      yield* TestClock.adjust("11 minutes")
      const denials = Effect.forEach(["tst", "stg"] as const, (env) => Effect.flip(credentialsOf(env)), {
        concurrency: "unbounded"
      })
      for (const { reason } of yield* run(denials)) assert.strictEqual(reason._tag, "AssumeRoleDenied")
      assert.strictEqual(asked.length, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("is no sign-in, which a fresh role's session shares", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { aws, run, asked } = yield* laptop
      const kept = yield* run(credentialsOf("prd"))
      const fresh = Effect.flatMap(Aws.fresh, ({ env }) => Effect.flatMap(env("prd"), ({ credentials }) => credentials))
      assert.notStrictEqual((yield* run(Effect.scoped(fresh))).accessKeyId, kept.accessKeyId)
      assert.strictEqual(asked.length, 1)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(world))
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { layerMfaSessions, MfaSessions } from "../../src/aws/profile/MfaSessions.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { MfaCode } from "../../src/services/MfaCode.ts"
import { layerNone } from "../../src/services/SessionStore.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"
import { home, longTerm, sourceLayer, stsLayer } from "./fixture.ts"

const account = "111111111111"
const serial = `arn:aws:iam::${account}:mfa/alice`
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`

const world = LocalAws.layer({
  accounts: {
    [account]: {
      users: {
        alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice", mfaSerial: serial }
      },
      roles: Object.fromEntries(
        ["sbx", "prd"].map((name) => [name, { trust: [account], requireMfa: true, maxSessionDuration: 3600 }])
      )
    }
  }
})

const profileOf = (name: string) =>
  `[profile ${name}]\nrole_arn = ${role(name)}\nsource_profile = base\nmfa_serial = ${serial}\nregion = eu-west-1\n`
const base = "[profile base]\naws_access_key_id = AKIAALICE00000000000\naws_secret_access_key = secret-of-alice\n"
const config = `${profileOf("sbx")}${profileOf("prd")}${base}`

/** A source on the world, with a person who reads the device: the codes asked for, and for which profile. */
const onLaptop = (codes?: typeof MfaCode.Service, configAt?: (endpoint: string) => string) =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    const folder = yield* home(() => ({ ".aws/config": configAt?.(aws.endpoint) ?? config }))
    const asked: Array<string> = []
    const layer = sourceLayer({
      HOME: folder,
      ...(configAt === undefined ? { AWS_ENDPOINT_URL: aws.endpoint } : {})
    }).pipe(
      Layer.provide(
        Layer.succeed(MfaCode)(
          codes ??
            (({ serialNumber, profile }) => {
              asked.push(`${profile} ${serialNumber}`)
              return Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), (code) => Redacted.make(code))
            })
        )
      )
    )
    const source = yield* CredentialSource.pipe(Effect.provide(yield* Layer.build(layer)))
    return { aws, source, asked }
  })

describe("a profile with mfa_serial", () => {
  it.effect("asks for one code, however many profiles are behind the device, at once and later", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { aws, source, asked } = yield* onLaptop()
      const found = yield* Effect.forEach(["sbx", "prd", "sbx"], source.profile, { concurrency: "unbounded" })
      assert.deepStrictEqual(
        found.map(({ identity }) => identity?.arn.split("/")[1]),
        ["sbx", "prd", "sbx"]
      )
      yield* TestClock.adjust("11 hours")
      yield* source.profile("prd")
      assert.strictEqual(asked.length, 1)
      assert.strictEqual(yield* aws.count("GetSessionToken"), 1)

      yield* TestClock.adjust("1 hour")
      yield* source.profile("prd")
      assert.deepStrictEqual([asked.length, asked[1]], [2, `prd ${serial}`])
    }).pipe(Effect.provide(world))
  )

  it.effect("is signed in at each endpoint by itself, though keys and device are the same", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { aws, source, asked } = yield* onLaptop(undefined, (endpoint) => {
        const [one, two] = [endpoint, endpoint.replace("127.0.0.1", "localhost")]
        const at = (name: string, url: string) => `${profileOf(name)}endpoint_url = ${url}\n`
        return `${at("sbx", one)}${at("prd", two)}${base}`
      })
      yield* source.profile("sbx")
      // A code serves once.
      yield* TestClock.adjust("30 seconds")
      yield* Effect.forEach(["prd", "sbx", "prd"], source.profile)
      assert.strictEqual(asked.length, 2)
      assert.strictEqual(yield* aws.count("GetSessionToken"), 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("forgets no other sign-in than the one that was denied", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      let asked = 0
      const codes = Layer.succeed(MfaCode)(({ serialNumber }) => {
        asked++
        return Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), (code) => Redacted.make(code))
      })
      const layer = layerMfaSessions.pipe(
        Layer.provide([stsLayer({}, { AWS_ENDPOINT_URL: aws.endpoint }), layerNone, codes])
      )
      const sessions = yield* MfaSessions.pipe(Effect.provide(yield* Layer.build(layer)))
      const credentials = longTerm(yield* aws.userCredentials(account, "alice"))
      const caller = { credentials, region: "eu-west-1" }
      const signIn = { caller, chain: undefined, serialNumber: serial, profile: "sbx" }
      const get = Effect.map(sessions.get(signIn), (session) => session.credentials.accessKeyId)
      const first = yield* get
      yield* TestClock.adjust("30 seconds")
      yield* sessions.forget(signIn, first, 0)
      const second = yield* get
      // Who was denied at the same time tells it later.
      yield* sessions.forget(signIn, first, 0)
      assert.strictEqual(yield* get, second)
      assert.notStrictEqual(second, first)
      assert.strictEqual(asked, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("asks once more for a code after one that AWS refused, and says so", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const right = yield* aws.mfaCode(serial)
      const given = [right === "000000" ? "000001" : "000000", right]
      const refused: Array<boolean | undefined> = []
      const { source } = yield* onLaptop(({ isRefused }) =>
        Effect.sync(() => {
          refused.push(isRefused)
          return Redacted.make(given.shift() ?? "")
        })
      )
      yield* source.profile("sbx")
      assert.deepStrictEqual(refused, [undefined, true])
    }).pipe(Effect.provide(world))
  )

  it.effect("asks anew after two codes that AWS refused", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const right = yield* aws.mfaCode(serial)
      const wrong = right === "000000" ? "000001" : "000000"
      const given = [wrong, wrong, right]
      const { source } = yield* onLaptop(() => Effect.sync(() => Redacted.make(given.shift() ?? "")))
      const error = yield* Effect.flip(source.profile("sbx"))
      assert(error._tag === "SourceUnusable")
      assert.match(
        error.detail,
        /with a code of the device .*mfa\/alice: AccessDenied: MultiFactorAuthentication failed.*code\. A code serves once: wait for the device's next one, and try again\. Where that is refused too, check the name of the device \(mfa_serial\) and the clock that it goes by\.$/
      )
      yield* source.profile("sbx")
    }).pipe(Effect.provide(world))
  )

  it.effect("signs in anew where AWS calls the shared session expired", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { aws, source, asked } = yield* onLaptop()
      yield* source.profile("sbx")
      const [, assumed] = yield* aws.requests
      yield* aws.expire(assumed?.accessKeyId ?? "")
      yield* TestClock.adjust("30 seconds")
      yield* source.profile("sbx")
      assert.strictEqual(asked.length, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("without a source of codes is an error that says how to give one", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": config }))
      const error = yield* Effect.flatMap(CredentialSource, (source) => source.profile("sbx")).pipe(
        Effect.flip,
        Effect.provide(sourceLayer({ HOME: folder }))
      )
      assert(error._tag === "SourceUnusable")
      assert.match(error.detail, /arn:aws:iam::111111111111:mfa\/alice.*boto-ses exec TARGET.*MfaCode\.layerPrompt/)
    })
  )
})

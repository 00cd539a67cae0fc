import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  assumeRole,
  devops,
  getSessionToken,
  type Keys,
  listAliases,
  nowIsReal,
  options,
  roleArn,
  type SdkError,
  sbx,
  whoAmI
} from "./LocalAwsFixture.ts"

const serial = `arn:aws:iam::${devops}:mfa/alice`
const guarded = roleArn(sbx, "guarded")
const wordsOf = (error: SdkError) => [error.name, error.status, error.message]

const invalidCode = ["AccessDenied", 403, "MultiFactorAuthentication failed with invalid MFA one time pass code."]
const unknownDevice = [
  "AccessDenied",
  403,
  "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user."
]
const incomplete = [
  "AccessDenied",
  403,
  "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
]

describe("MFA", () => {
  it.effect("opens a guarded role with a code, which is taken once", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const code = yield* aws.mfaCode(serial)
      assert.match(code, /^\d{6}$/)
      const attempt = (input: object) => assumeRole(alice, { RoleArn: guarded, ...input })
      assert.strictEqual(
        (yield* Effect.flip(attempt({}))).message,
        `User: arn:aws:iam::${devops}:user/people/alice is not authorized to perform: sts:AssumeRole on resource: ${guarded}`
      )
      assert.deepStrictEqual(wordsOf(yield* Effect.flip(attempt({ SerialNumber: serial }))), incomplete)
      assert.deepStrictEqual(wordsOf(yield* Effect.flip(attempt({ TokenCode: code }))), incomplete)
      const wrong = code === "000000" ? "000001" : "000000"
      assert.deepStrictEqual(
        wordsOf(yield* Effect.flip(attempt({ SerialNumber: serial, TokenCode: wrong }))),
        invalidCode
      )
      assert.deepStrictEqual(
        wordsOf(yield* Effect.flip(attempt({ SerialNumber: "GAHT12345678", TokenCode: code }))),
        unknownDevice
      )
      const bob = yield* aws.userCredentials(devops, "bob")
      assert.deepStrictEqual(
        wordsOf(yield* Effect.flip(assumeRole(bob, { RoleArn: guarded, SerialNumber: serial, TokenCode: code }))),
        unknownDevice
      )

      yield* attempt({ SerialNumber: serial, TokenCode: code })
      assert.deepStrictEqual(
        wordsOf(yield* Effect.flip(attempt({ SerialNumber: serial, TokenCode: code }))),
        invalidCode
      )
      yield* TestClock.adjust("30 seconds")
      const next = yield* aws.mfaCode(serial)
      yield* attempt({ SerialNumber: serial, TokenCode: next })
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(
        wordsOf(yield* Effect.flip(attempt({ SerialNumber: serial, TokenCode: next }))),
        invalidCode
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("is carried by the session of GetSessionToken to several roles, and not by a role's", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const without = yield* getSessionToken(alice)
      const session = yield* getSessionToken(alice, { SerialNumber: serial, TokenCode: yield* aws.mfaCode(serial) })
      assert.strictEqual((yield* whoAmI(session.keys)).Arn, `arn:aws:iam::${devops}:user/people/alice`)
      assert.strictEqual((yield* Effect.flip(assumeRole(without.keys, { RoleArn: guarded }))).name, "AccessDenied")
      const first = yield* assumeRole(session.keys, { RoleArn: guarded })
      const long = yield* assumeRole(session.keys, { RoleArn: roleArn(sbx, "ci/deploy"), DurationSeconds: 43_200 })
      assert.strictEqual(Option.getOrThrow(yield* aws.session(long.keys.accessKeyId)).durationSeconds, 43_200)
      assert.isTrue(Option.getOrThrow(yield* aws.session(session.keys.accessKeyId)).mfa)
      assert.isFalse(Option.getOrThrow(yield* aws.session(first.keys.accessKeyId)).mfa)

      assert.deepStrictEqual((yield* listAliases(session.keys)).AccountAliases, ["acme-devops"])
      assert.deepStrictEqual(wordsOf(yield* Effect.flip(listAliases(without.keys))), [
        "InvalidClientTokenId",
        403,
        "The security token included in the request is invalid."
      ])
      assert.deepStrictEqual(wordsOf(yield* Effect.flip(getSessionToken(session.keys))), [
        "AccessDenied",
        403,
        "Cannot call GetSessionToken with session credentials"
      ])
      assert.strictEqual(
        (yield* Effect.flip(getSessionToken(alice, { DurationSeconds: 129_601 }))).message,
        "1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600"
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("counts its age from the code on, for a role that asks for a recent one", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const RoleArn = roleArn(sbx, "recent")
      const denied = {
        name: "AccessDenied",
        status: 403,
        message: `User: arn:aws:iam::${devops}:user/people/alice is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`
      }
      const attempt = (keys: Keys, input: object = {}) => assumeRole(keys, { RoleArn, ...input })
      const mfa = Effect.map(aws.mfaCode(serial), (TokenCode) => ({ SerialNumber: serial, TokenCode }))
      assert.deepInclude(yield* Effect.flip(attempt(alice)), denied)
      assert.deepInclude(yield* Effect.flip(attempt((yield* getSessionToken(alice)).keys)), denied)

      const { keys } = yield* getSessionToken(alice, yield* mfa)
      const { issued } = Option.getOrThrow(yield* aws.session(keys.accessKeyId))
      assert.strictEqual(issued, yield* Clock.currentTimeMillis)
      yield* TestClock.adjust("899 seconds")
      yield* attempt(keys)
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* Effect.flip(attempt(keys)), denied)
      yield* assumeRole(keys, { RoleArn: guarded })
      yield* attempt(alice, yield* mfa)
      yield* TestClock.adjust("30 seconds")
      yield* attempt((yield* getSessionToken(alice, yield* mfa)).keys)
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("fails with LocalAwsError for a device that nobody has", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const error = yield* Effect.flip(aws.mfaCode("GAHT12345678"))
      assert.strictEqual(error._tag, "LocalAwsError")
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )
})

import { createHash, createHmac } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  assumeRole,
  devops,
  type Keys,
  listAliases,
  listBuckets,
  nowIsReal,
  options,
  realNow,
  roleArn,
  type SdkError,
  sbx,
  whoAmI
} from "./LocalAwsFixture.ts"

const wordsOf = (error: SdkError) => [error.name, error.status, error.message]
const layer = LocalAws.layer(options)

const invalidToken = ["InvalidClientTokenId", 403, "The security token included in the request is invalid."]
const mismatch = [
  "SignatureDoesNotMatch",
  403,
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
]

const session = Effect.gen(function* () {
  const aws = yield* LocalAws.LocalAws
  return (yield* assumeRole(yield* aws.userCredentials(devops, "alice"), { RoleArn: roleArn(sbx, "ci/deploy") })).keys
})

interface SignOptions {
  readonly keys: Keys
  /** Minutes from now. */
  readonly at?: number
  readonly body: string
  readonly sentBody?: string
  readonly service?: string
  readonly scopeDate?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A hand-made signer, so that the server is not only compared with the signer that it uses itself. */
const signedPost = Effect.fnUntraced(function* (options: SignOptions) {
  const aws = yield* LocalAws.LocalAws
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest()
  const at = (yield* realNow) + (options.at ?? 0) * 60_000
  const date = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "")
  const day = options.scopeDate ?? date.slice(0, 8)
  const service = options.service ?? "sts"
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host: new URL(aws.endpoint).host,
    "x-amz-date": date,
    ...options.headers
  }
  const names = Object.keys(headers).sort()
  const canonical = `POST\n/\n\n${names.map((name) => `${name}:${headers[name]}\n`).join("")}\n${names.join(";")}\n${sha256(options.body)}`
  const scope = `${day}/us-east-1/${service}/aws4_request`
  const secret = Redacted.isRedacted(options.keys.secretAccessKey)
    ? Redacted.value(options.keys.secretAccessKey)
    : options.keys.secretAccessKey
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), "us-east-1"), service), "aws4_request")
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString("hex")
  const { host: _, ...sent } = headers
  return yield* post(options.sentBody ?? options.body, {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${options.keys.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`
  })
})

const post = Effect.fnUntraced(function* (body: string, headers: Readonly<Record<string, string>>) {
  const aws = yield* LocalAws.LocalAws
  const response = yield* Effect.promise(() => fetch(aws.endpoint, { method: "POST", body, headers }))
  const text = yield* Effect.promise(() => response.text())
  const inside = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*)</${tag}>`).exec(text)?.[1] ?? ""
  return { status: response.status, code: inside("Code"), message: inside("Message"), text }
})

const form = { "content-type": "application/x-www-form-urlencoded" }
const ask = "Action=GetCallerIdentity&Version=2011-06-15"

describe("signatures", () => {
  it.effect("refuses a wrong secret key, an unknown key and a token that is missing, foreign or superfluous", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const keys = yield* session
      const other = yield* session
      const cases: ReadonlyArray<[Keys, ReadonlyArray<unknown>]> = [
        [{ ...alice, secretAccessKey: "wrong" }, mismatch],
        [{ ...keys, secretAccessKey: other.secretAccessKey }, mismatch],
        [{ ...alice, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" }, invalidToken],
        [{ accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey }, invalidToken],
        [{ ...keys, sessionToken: other.sessionToken }, invalidToken],
        [{ ...alice, sessionToken: other.sessionToken }, invalidToken]
      ]
      for (const [wrong, expected] of cases) {
        assert.deepStrictEqual(wordsOf(yield* Effect.flip(whoAmI(wrong))), expected)
        assert.deepStrictEqual(wordsOf(yield* Effect.flip(listAliases(wrong))), expected)
      }
      assert.strictEqual((yield* aws.requests).filter((request) => request.principalArn !== undefined).length, 2)
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses in S3's own words", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* session
      const cases: ReadonlyArray<[Keys, ReadonlyArray<unknown>]> = [
        [
          { ...keys, secretAccessKey: "wrong" },
          [
            "SignatureDoesNotMatch",
            403,
            "The request signature we calculated does not match the signature you provided. Check your key and signing method."
          ]
        ],
        [
          { ...keys, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" },
          ["InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."]
        ],
        [
          { ...keys, sessionToken: "other" },
          ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."]
        ]
      ]
      for (const [wrong, expected] of cases) {
        assert.deepStrictEqual(wordsOf(yield* Effect.flip(listBuckets(wrong))), expected)
      }
      yield* aws.expire(keys.accessKeyId)
      assert.deepStrictEqual(wordsOf(yield* Effect.flip(listBuckets(keys))), [
        "ExpiredToken",
        400,
        "The provided token has expired."
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("ends a session by the Clock, exactly when its credentials say", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const made = yield* assumeRole(alice, { RoleArn: roleArn(sbx, "ci/deploy"), DurationSeconds: 900 })
      const known = Option.getOrThrow(yield* aws.session(made.keys.accessKeyId))
      assert.strictEqual(made.Credentials?.Expiration?.getTime(), Math.floor(known.expiration / 1000) * 1000)
      yield* TestClock.adjust(900_000 - 1)
      yield* whoAmI(made.keys)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(wordsOf(yield* Effect.flip(whoAmI(made.keys))), [
        "ExpiredToken",
        403,
        "The security token included in the request is expired"
      ])
      yield* whoAmI(alice)
      const [last] = (yield* aws.requests).slice(-2)
      assert.strictEqual(last?.errorCode, "ExpiredToken")
    }).pipe(Effect.provide(layer))
  )

  it.effect("agrees with a signer of its own making, and refuses a body that was not signed", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(devops, "bob")
      const good = yield* signedPost({ keys, body: ask })
      assert.strictEqual(good.status, 200, good.text)
      const other = ask.replace("GetCallerIdentity", "GetSessionToken")
      const altered = yield* signedPost({ keys, body: ask, sentBody: other })
      assert.deepStrictEqual([altered.code, altered.status, altered.message], mismatch)
      const stated = { "x-amz-content-sha256": createHash("sha256").update(ask).digest("hex") }
      const same = yield* signedPost({ keys, body: ask, headers: stated })
      assert.strictEqual(same.status, 200, same.text)
      const lying = yield* signedPost({ keys, body: ask, sentBody: other, headers: stated })
      assert.deepStrictEqual([lying.code, lying.status, lying.message], mismatch)
      assert.strictEqual((yield* aws.sessions).length, 0)
    }).pipe(Effect.provide(layer))
  )

  it.effect("judges the signing date by real time, 15 minutes either way", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(devops, "bob")
      for (const minutes of [-14, 14]) {
        assert.strictEqual((yield* signedPost({ keys, at: minutes, body: ask })).status, 200)
      }
      const early = yield* signedPost({ keys, at: -16, body: ask })
      assert.deepStrictEqual([early.code, early.status], ["SignatureDoesNotMatch", 403])
      assert.match(
        early.message,
        /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/
      )
      const late = yield* signedPost({ keys, at: 16, body: ask })
      assert.match(
        late.message,
        /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/
      )
      const error = yield* Effect.flip(listBuckets(keys, { systemClockOffset: 3_600_000 }))
      assert.deepStrictEqual(wordsOf(error), [
        "RequestTimeTooSkewed",
        403,
        "The difference between the request time and the current time is too large."
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("lets an SDK learn its skew from the answer", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(devops, "bob")
      yield* aws.clockSkew("2 hours")
      assert.strictEqual((yield* Effect.flip(whoAmI(keys))).name, "SignatureDoesNotMatch")
      yield* aws.clear
      yield* whoAmI(keys, { maxAttempts: 2 })
      assert.deepStrictEqual(
        (yield* aws.requests).map((request) => request.status),
        [403, 200]
      )
      yield* aws.clockSkew(-7_200_000)
      assert.match((yield* Effect.flip(whoAmI(keys))).message, /^Signature not yet current/)
      yield* aws.clockSkew(0)
      yield* whoAmI(keys)
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses what is not a whole signature", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(devops, "bob")
      const words = (answer: { code: string; status: number; message: string }) => [
        answer.code,
        answer.status,
        answer.message
      ]
      assert.deepStrictEqual(words(yield* post(ask, form)), [
        "MissingAuthenticationToken",
        403,
        "Request is missing Authentication Token"
      ])
      assert.deepStrictEqual(words(yield* post(ask, { ...form, authorization: "AWS4-HMAC-SHA256 nonsense" })), [
        "IncompleteSignature",
        400,
        "Authorization header requires &apos;Credential&apos; parameter. Authorization header requires &apos;Signature&apos; parameter. Authorization header requires &apos;SignedHeaders&apos; parameter."
      ])
      assert.strictEqual((yield* post(ask, { ...form, authorization: "Bearer x" })).code, "MissingAuthenticationToken")
      const elsewhere = yield* signedPost({ keys, body: ask, service: "iam" })
      assert.deepStrictEqual(words(elsewhere), [
        "SignatureDoesNotMatch",
        403,
        "Credential should be scoped to correct service: &apos;sts&apos;. "
      ])
      const yesterday = yield* signedPost({ keys, body: ask, scopeDate: "20200101" })
      assert.match(yesterday.message, /^Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date/)
    }).pipe(Effect.provide(layer))
  )
})

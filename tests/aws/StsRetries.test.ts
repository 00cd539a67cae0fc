import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Sts, type StsErrorKind } from "../../src/services/Sts.ts"
import {
  identity,
  instantClock,
  keys,
  type Received,
  type Reply,
  serve,
  stsError,
  stsLayer,
  stsResult
} from "./fixture.ts"

/** Asks a scripted STS who the caller is; gives the outcome, how often it was asked, and how long the waits were. */
const ask = (reply: (request: Received, count: number) => Reply, { clock, sleeps } = instantClock()) =>
  Effect.gen(function* () {
    const server = yield* serve(reply)
    const outcome = yield* Effect.flatMap(Sts, (sts) =>
      Effect.result(sts.getCallerIdentity({ credentials: keys, region: "eu-west-1" }))
    ).pipe(Effect.provideService(Clock.Clock, clock), Effect.provide(stsLayer({ endpoint: server.endpoint })))
    return { outcome, requests: server.received.length, sleeps }
  })

const failure = (reply: (request: Received, count: number) => Reply, clock = instantClock()) =>
  Effect.map(ask(reply, clock), ({ outcome, ...rest }) => {
    if (outcome._tag === "Success") throw new Error("the request was to fail")
    return { error: outcome.failure, ...rest }
  })

const transient: ReadonlyArray<readonly [string, Reply]> = [
  ["Throttling", stsError(400, "Throttling", "Rate exceeded")],
  ["ThrottlingException", stsError(400, "ThrottlingException", "Rate exceeded")],
  ["RequestLimitExceeded", stsError(400, "RequestLimitExceeded", "Request limit exceeded.")],
  ["TooManyRequestsException", stsError(400, "TooManyRequestsException", "Too many")],
  ["status 429", stsError(429, "Whatever", "Slow down")],
  ["status 500", stsError(500, "InternalFailure", "An internal error")],
  ["status 503", stsError(503, "ServiceUnavailable", "Later")],
  ["a proxy's 502 that is no XML", { status: 502, body: "<html><p>Bad gateway" }],
  [
    "InvalidIdentityToken of keys that could not be fetched",
    stsError(
      400,
      "InvalidIdentityToken",
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"
    )
  ],
  ["IDPCommunicationError", stsError(400, "IDPCommunicationError", "No answer from the provider")],
  ["a dropped connection", "drop"]
]

const final: ReadonlyArray<readonly [StsErrorKind, number, string]> = [
  ["denied", 403, "AccessDenied"],
  ["denied", 403, "AccessDeniedException"],
  ["expired", 403, "ExpiredToken"],
  ["expired", 400, "ExpiredTokenException"],
  ["rejected", 403, "InvalidClientTokenId"],
  ["rejected", 403, "SignatureDoesNotMatch"],
  ["rejected", 403, "UnrecognizedClientException"],
  ["rejected", 403, "MissingAuthenticationToken"],
  ["rejected", 400, "IncompleteSignature"],
  ["rejected", 400, "InvalidIdentityToken"],
  ["rejected", 403, "IDPRejectedClaim"],
  ["regionDisabled", 403, "RegionDisabledException"],
  ["invalid", 400, "ValidationError"],
  ["invalid", 400, "MalformedPolicyDocument"],
  ["invalid", 400, "PackedPolicyTooLarge"],
  ["other", 418, "SomethingNew"]
]

describe("layerSts retries", () => {
  for (const [name, reply] of transient) {
    it.live(`${name}: tries again and succeeds`, () =>
      Effect.gen(function* () {
        const { outcome, requests } = yield* ask((_, count) => (count <= 2 ? reply : identity))
        assert.deepStrictEqual([outcome._tag, requests], ["Success", 3])
      })
    )

    it.live(`${name}: gives up after five requests`, () =>
      Effect.gen(function* () {
        const { error, requests, sleeps } = yield* failure(() => reply)
        assert.deepStrictEqual([error.kind, requests, sleeps.length], ["unavailable", 5, 4])
        for (const [index, sleep] of sleeps.entries()) {
          const backoff = 200 * 2 ** index
          assert.isTrue(sleep >= backoff * 0.8 && sleep <= backoff * 1.2, `${sleep} ms after ${index + 1} failures`)
        }
      })
    )
  }

  for (const [kind, status, code] of final) {
    it.live(`${code}: is ${kind} after one request`, () =>
      Effect.gen(function* () {
        const { error, requests, sleeps } = yield* failure(() => stsError(status, code, "As AWS words it"))
        assert.deepStrictEqual([error.kind, requests, sleeps.length], [kind, 1, 0])
        assert.deepStrictEqual(
          [error.operation, error.region, error.detail, error.status, error.requestId],
          ["GetCallerIdentity", "eu-west-1", "As AWS words it", status, "req-1"]
        )
        assert.match(error.code, new RegExp(`^${code}`))
      })
    )
  }

  it.live("begins no request later than 20 seconds after the first failure", () =>
    Effect.gen(function* () {
      const clock = instantClock()
      const { error, requests } = yield* failure(() => {
        clock.advance(15_000)
        return stsError(500, "InternalFailure", "An internal error")
      }, clock)
      assert.deepStrictEqual([error.kind, requests], ["unavailable", 3])
    })
  )

  it.live("is unavailable where nothing listens", () =>
    Effect.gen(function* () {
      const { clock, sleeps } = instantClock()
      const error = yield* Effect.flatMap(Sts, (sts) =>
        Effect.flip(sts.getCallerIdentity({ credentials: keys, region: "eu-west-1" }))
      ).pipe(Effect.provideService(Clock.Clock, clock), Effect.provide(stsLayer({ endpoint: "http://127.0.0.1:1" })))
      assert.deepStrictEqual([error.kind, error.status, sleeps.length], ["unavailable", undefined, 4])
    })
  )

  it.live("corrects the clock once by the answer's date, and no more", () =>
    Effect.gen(function* () {
      const ahead = new Date((yield* Clock.currentTimeMillis) + 3600_000)
      const { error, requests } = yield* failure(() =>
        stsError(403, "SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2", ahead)
      )
      assert.deepStrictEqual([error.kind, requests], ["rejected", 2])
    })
  )

  it.live("signs with the corrected date", () =>
    Effect.gen(function* () {
      const ahead = new Date((yield* Clock.currentTimeMillis) + 3600_000)
      const dates: Array<string> = []
      yield* ask((request, count) => {
        dates.push(String(request.headers["x-amz-date"]))
        return count === 1 ? stsError(403, "RequestExpired", "Request has expired.", ahead) : identity
      })
      const hour = (text: string | undefined) =>
        Date.parse(text?.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:") ?? "") / 3600_000
      const [first, second] = dates.map(hour)
      assert.approximately((second ?? 0) - (first ?? 0), 1, 0.01)
    })
  )

  for (const [missing, result] of [
    ["Arn", "<UserId>AIDA</UserId><Account>111111111111</Account>"],
    ["Account", "<Arn>arn:aws:iam::111111111111:user/a</Arn><UserId>AIDA</UserId>"]
  ] as const) {
    it.live(`an answer without ${missing} is an error`, () =>
      Effect.gen(function* () {
        const { error, requests } = yield* failure(() => stsResult("GetCallerIdentity", result))
        assert.deepStrictEqual([error.kind, error.code, requests], ["other", "IncompleteAnswer", 1])
        assert.include(error.detail, missing)
      })
    )
  }

  for (const missing of ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "Arn", "AssumedRoleId"]) {
    it.live(`an AssumeRole answer without ${missing} is an error`, () =>
      Effect.gen(function* () {
        const fields = {
          AccessKeyId: "ASIA",
          SecretAccessKey: "s",
          SessionToken: "t",
          Expiration: "2030-01-31T12:00:00Z"
        }
        const user = { Arn: "arn:aws:sts::1:assumed-role/a/b", AssumedRoleId: "AROA:b" }
        const xml = (of: object) =>
          Object.entries(of)
            .filter(([name]) => name !== missing)
            .map(([name, value]) => `<${name}>${value}</${name}>`)
            .join("")
        const server = yield* serve(() =>
          stsResult(
            "AssumeRole",
            `<Credentials>${xml(fields)}</Credentials><AssumedRoleUser>${xml(user)}</AssumedRoleUser>`
          )
        )
        const error = yield* Effect.flatMap(Sts, (sts) =>
          Effect.flip(
            sts.assumeRole({
              caller: { credentials: keys, region: "eu-west-1" },
              roleArn: "arn:aws:iam::222222222222:role/a",
              roleSessionName: "me"
            })
          )
        ).pipe(Effect.provide(stsLayer({ endpoint: server.endpoint })))
        assert.deepStrictEqual([error.code, error.detail.includes(missing)], ["IncompleteAnswer", true])
      })
    )
  }

  it.live("shows no secret that an answer quotes", () =>
    Effect.gen(function* () {
      const token = Redacted.value(keys.sessionToken ?? Redacted.make(""))
      const { error } = yield* failure(({ headers }) =>
        stsError(
          403,
          "SignatureDoesNotMatch",
          `The canonical string: x-amz-security-token:${headers["x-amz-security-token"]}`
        )
      )
      assert.include(error.detail, "x-amz-security-token:<redacted>")
      const shown = inspect(error, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(error)
      assert.notInclude(shown, token)
    })
  )
})

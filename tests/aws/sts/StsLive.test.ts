import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import { Sts, type StsError } from "../../../src/services/Sts.ts"
import * as LocalAws from "../../../src/testing/LocalAws.ts"
import { instantClock, longTerm, stsLayer } from "../fixture.ts"

const devops = "111111111111"
const sbx = "222222222222"
const deploy = `arn:aws:iam::${sbx}:role/ci/deploy`

const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'

const world = LocalAws.layer({
  accounts: {
    [devops]: {
      users: {
        alice: { mfaSerial: `arn:aws:iam::${devops}:mfa/alice` },
        ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`user-${n}`, {}]))
      },
      roles: { ci: { trust: [{ federated: "token.actions.githubusercontent.com" }] } }
    },
    [sbx]: {
      roles: {
        deploy: { path: "/ci/", trust: [devops], externalId: "partner", maxSessionDuration: 7200 },
        other: {}
      }
    }
  },
  disabledRegions: ["ap-east-1"]
})

const live = Layer.unwrap(Effect.map(LocalAws.LocalAws, ({ endpoint }) => stsLayer({ endpoint }))).pipe(
  Layer.provideMerge(world)
)

const alice = Effect.gen(function* () {
  const aws = yield* LocalAws.LocalAws
  return longTerm(yield* aws.userCredentials(devops, "alice"))
})

const whoIs = (region: string) =>
  Effect.gen(function* () {
    const sts = yield* Sts
    return yield* sts.getCallerIdentity({ credentials: yield* alice, region })
  })

/** Each test with a fresh layer: its log, faults and clock offset are its own. */
const test = (name: string, body: Effect.Effect<void, unknown, Sts | LocalAws.LocalAws>) =>
  it.effect(name, () => Effect.provide(body, live))

describe("layerSts on the local AWS", () => {
  test(
    "signs each of many requests at once with its own caller's credentials",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sts = yield* Sts
      const arns = yield* Effect.forEach(
        Array.from({ length: 200 }, (_, n) => `user-${n % 20}`),
        (user) =>
          Effect.flatMap(aws.userCredentials(devops, user), (user) =>
            Effect.map(sts.getCallerIdentity({ credentials: longTerm(user), region: "eu-west-1" }), ({ arn }) => arn)
          ),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        arns,
        Array.from({ length: 200 }, (_, n) => `arn:aws:iam::${devops}:user/user-${n % 20}`)
      )
    })
  )

  test(
    "sends every option of AssumeRole and reads the session",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sts = yield* Sts
      const role = yield* sts.assumeRole({
        caller: { credentials: yield* alice, region: "eu-west-1" },
        roleArn: deploy,
        roleSessionName: "sbx-session",
        durationSeconds: 7200,
        tags: { team: "data platform", cost: "1" },
        transitiveTagKeys: ["team"],
        externalId: "partner",
        sourceIdentity: "alice",
        policy,
        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        serialNumber: `arn:aws:iam::${devops}:mfa/alice`,
        tokenCode: Redacted.make(yield* aws.mfaCode(`arn:aws:iam::${devops}:mfa/alice`))
      })
      assert.strictEqual(role.identity.arn, `arn:aws:sts::${sbx}:assumed-role/deploy/sbx-session`)
      assert.match(role.identity.userId, /^AROA\w+:sbx-session$/)
      assert.strictEqual(role.credentials.expiresAt, 7200_000)
      const { arn } = yield* sts.getCallerIdentity({ credentials: role.credentials, region: "eu-west-1" })
      assert.strictEqual(arn, role.identity.arn)
      const [request] = yield* aws.requests
      assert.deepStrictEqual(request?.params, {
        Action: "AssumeRole",
        Version: "2011-06-15",
        RoleArn: deploy,
        RoleSessionName: "sbx-session",
        DurationSeconds: "7200",
        "Tags.member.1.Key": "team",
        "Tags.member.1.Value": "data platform",
        "Tags.member.2.Key": "cost",
        "Tags.member.2.Value": "1",
        "TransitiveTagKeys.member.1": "team",
        ExternalId: "partner",
        SourceIdentity: "alice",
        Policy: policy,
        "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        SerialNumber: `arn:aws:iam::${devops}:mfa/alice`,
        TokenCode: "<redacted>"
      })
      assert.match(request?.userAgent ?? "", /effect-boto-ses/)
    })
  )

  test(
    "exchanges a web identity without a signature",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sts = yield* Sts
      const role = yield* sts.assumeRoleWithWebIdentity({
        region: "eu-west-1",
        roleArn: `arn:aws:iam::${devops}:role/ci`,
        roleSessionName: "job-1",
        webIdentityToken: yield* aws.webIdentityToken({
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:acme/app"
        })
      })
      assert.strictEqual(role.identity.arn, `arn:aws:sts::${devops}:assumed-role/ci/job-1`)
      const [request] = yield* aws.requests
      assert.strictEqual(request?.accessKeyId, undefined)
    })
  )

  test(
    "has a session token for a multi-factor code",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sts = yield* Sts
      const serialNumber = `arn:aws:iam::${devops}:mfa/alice`
      const session = yield* sts.getSessionToken({
        caller: { credentials: yield* alice, region: "eu-west-1" },
        serialNumber,
        tokenCode: Redacted.make(yield* aws.mfaCode(serialNumber)),
        durationSeconds: 900
      })
      assert.strictEqual(session.expiresAt, 900_000)
      const { arn } = yield* sts.getCallerIdentity({ credentials: session, region: "eu-west-1" })
      assert.strictEqual(arn, `arn:aws:iam::${devops}:user/alice`)
    })
  )

  test(
    "signs for the region asked",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* Effect.forEach(["eu-west-1", "us-gov-west-1", "cn-north-1"], whoIs)
      assert.deepStrictEqual(
        (yield* aws.requests).map(({ region }) => region),
        ["eu-west-1", "us-gov-west-1", "cn-north-1"]
      )
    })
  )

  test(
    "tells AWS's refusals apart, each after one request",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sts = yield* Sts
      const mine = yield* alice
      const caller = { credentials: mine, region: "eu-west-1" }
      const ended = yield* aws.roleCredentials(sbx, "other")
      yield* aws.expire(ended.accessKeyId)
      const cases = [
        [sts.assumeRole({ caller, roleArn: `arn:aws:iam::${sbx}:role/other`, roleSessionName: "me" }), "denied"],
        [sts.assumeRole({ caller, roleArn: deploy, roleSessionName: "x" }), "invalid"],
        [
          sts.getCallerIdentity({
            credentials: makeCredentials({ accessKeyId: mine.accessKeyId, secretAccessKey: "wrong" }),
            region: "eu-west-1"
          }),
          "rejected"
        ],
        [
          sts.getCallerIdentity({
            credentials: makeCredentials({ accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" }),
            region: "eu-west-1"
          }),
          "rejected"
        ],
        [sts.getCallerIdentity({ credentials: { ...ended, expiresAt: undefined }, region: "eu-west-1" }), "expired"],
        [whoIs("ap-east-1"), "regionDisabled"]
      ] as const
      for (const [request, kind] of cases) {
        yield* aws.clear
        const error = yield* Effect.flip<unknown, StsError | LocalAws.LocalAwsError, Sts | LocalAws.LocalAws>(request)
        assert.deepStrictEqual([error._tag, "kind" in error && error.kind, yield* aws.count()], ["StsError", kind, 1])
      }
    })
  )

  test(
    "tells of a session that is longer than its role allows, and of no other refusal, that a shorter one may do",
    Effect.gen(function* () {
      const sts = yield* Sts
      const caller = { credentials: yield* alice, region: "us-east-1" }
      const request = { caller, roleArn: deploy, roleSessionName: "build", externalId: "partner" }
      const tooLong = yield* Effect.flip(sts.assumeRole({ ...request, durationSeconds: 43_200 }))
      assert.deepStrictEqual([tooLong.kind, tooLong.exceedsMaxSessionDuration], ["invalid", true])
      const misnamed = yield* Effect.flip(sts.assumeRole({ ...request, roleSessionName: "x" }))
      assert.deepStrictEqual([misnamed.kind, misnamed.exceedsMaxSessionDuration], ["invalid", undefined])
    })
  )

  test(
    "corrects a wrong clock once and keeps the correction",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.clockSkew("20 minutes")
      yield* whoIs("eu-west-1")
      assert.deepStrictEqual(
        (yield* aws.requests).map(({ status }) => status),
        [403, 200]
      )
      yield* aws.clear
      yield* whoIs("us-east-1")
      assert.strictEqual(yield* aws.count(), 1)
    })
  )

  it.live("aborts the HTTP request when it is interrupted", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "hang" })
      const fiber = yield* Effect.forkChild(whoIs("eu-west-1"))
      yield* aws.awaitRequests(1)
      yield* Fiber.interrupt(fiber)
      // Well before the handler's own limit would end it.
      const [request] = yield* Effect.timeout(aws.awaitRequests(1, { aborted: true }), "3 seconds")
      assert.strictEqual(request?.status, undefined)
      assert.strictEqual(yield* aws.count(), 1)
    }).pipe(Effect.provide(live))
  )

  test(
    "tries again after a throttle, a server error and a dropped connection",
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.fault({ kind: "throttle" })
      yield* aws.fault({ kind: "serverError", status: 503 })
      yield* aws.fault({ kind: "drop" })
      const { arn } = yield* whoIs("eu-west-1")
      assert.strictEqual(arn, `arn:aws:iam::${devops}:user/alice`)
      assert.strictEqual(yield* aws.count(), 4)
    }).pipe(Effect.provideService(Clock.Clock, instantClock().clock))
  )

  test(
    "shows no secret in an error",
    Effect.gen(function* () {
      const mine = yield* alice
      const sts = yield* Sts
      const error = yield* Effect.flip(
        sts.assumeRole({
          caller: { credentials: mine, region: "eu-west-1" },
          roleArn: `arn:aws:iam::${sbx}:role/other`,
          roleSessionName: "me"
        })
      )
      const shown = inspect(error, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(error) + error.stack
      assert.notInclude(shown, Redacted.value(mine.secretAccessKey))
      assert.notMatch(shown, /authorization/i)
    })
  )
})

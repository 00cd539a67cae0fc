import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, envs } from "./acme.ts"

const quarter = { durationSeconds: 900 } as const

/** Signing dates are real time, session ends are the clock's: the two begin together. */
const fromNow = Effect.suspend(() => TestClock.setTime(Date.now()))

/** Lets the clock run beside an effect: the answers of the local AWS come in real time, the pauses between them do not. */
const whileTimePasses = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.raceFirst(
    effect,
    Effect.forever(
      Effect.andThen(
        Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
        TestClock.adjust("50 millis")
      )
    )
  )

describe("a simulated day on sessions of fifteen minutes", () => {
  it.effect(
    "makes one AssumeRole for each env and refresh, and signs nothing with expired keys",
    () =>
      Effect.gen(function* () {
        yield* fromNow
        const aws = yield* LocalAws.LocalAws
        const sessions = yield* Effect.forEach(envs, (env) => Aws.env(env, quarter))
        const clients = yield* Effect.forEach(
          Array.from({ length: 20 }, (_, i) => sessions[i % sessions.length]).filter(
            (session) => session !== undefined
          ),
          (session, i) => session.client(STSClient, { maxAttempts: 1, customUserAgent: `client-${i}` })
        )
        const step = Duration.minutes(5)
        const steps = (24 * 60) / 5
        let expected = 1
        for (let i = 0; i <= steps; i++) {
          const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
          const found = yield* Effect.forEach(
            Array.from({ length: 200 }, (_, fiber) => sessions[fiber % sessions.length]).filter((s) => s !== undefined),
            (session) => session.credentials,
            { concurrency: "unbounded" }
          )
          for (const { expiresAt = 0 } of found) assert.isAbove(expiresAt, now)
          yield* Effect.promise(() => Promise.all(clients.map((client) => client.send(new GetCallerIdentityCommand()))))
          // Sessions begun at minute 0 enter the margin at minute 10, their successors at minute 20, and so on.
          if (i > 0 && i % 2 === 0) expected++
          yield* aws.awaitRequests(expected * envs.length, { action: "AssumeRole", status: 200 })
          yield* TestClock.adjust(step)
        }
        for (const env of envs) {
          const roleArn = `arn:aws:iam::${accounts[env]}:role/${env}_deployment_role`
          assert.strictEqual(yield* aws.count({ action: "AssumeRole", roleArn }), 1 + steps / 2)
        }
        const refused = (yield* aws.requests).filter(({ errorCode }) => errorCode !== undefined)
        assert.deepStrictEqual(refused, [])
      }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" }))),
    120_000
  )
})

describe("one flight for all askers", () => {
  it.effect("interrupting the first of a thousand harms no other", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "delay", duration: "1 second" }, { action: "AssumeRole" })
      const first = yield* Effect.forkChild(Aws.env("sbx"))
      yield* Effect.yieldNow
      const others = yield* Effect.forEach(Array.from({ length: 999 }), () => Effect.forkChild(Aws.env("sbx")))
      yield* aws.awaitRequests(1, "AssumeRole")
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("1 second")
      const found = yield* Effect.forEach(others, Fiber.join)
      assert.strictEqual(found.length, 999)
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("interrupting all cancels the HTTP request, and the next asker tries afresh", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "hang" }, { action: "AssumeRole" })
      const askers = yield* Effect.forEach(Array.from({ length: 1000 }), () => Effect.forkChild(Aws.env("sbx")))
      yield* aws.awaitRequests(1, "AssumeRole")
      yield* Fiber.interruptAll(askers)
      yield* aws.awaitRequests(1, { action: "AssumeRole", aborted: true })
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      assert.strictEqual(yield* aws.count({ action: "AssumeRole", aborted: true }), 1)
      assert.strictEqual(yield* aws.count({ action: "AssumeRole", aborted: false }), 1)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("a failed flight is tried afresh by the next asker", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "accessDenied" }, { action: "AssumeRole" })
      const { reason } = yield* Effect.flip(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "AssumeRoleDenied")
      yield* Aws.env("sbx")
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("a background refresh survives its first asker", () =>
    Effect.gen(function* () {
      yield* fromNow
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx", quarter)
      const before = yield* sbx.credentials
      yield* TestClock.adjust("11 minutes")
      yield* aws.failNext(1, { kind: "delay", duration: "1 second" }, { action: "AssumeRole" })
      const asker = yield* Effect.forkChild(Effect.andThen(sbx.credentials, Effect.never))
      yield* aws.awaitRequests(2, "AssumeRole")
      yield* Fiber.interrupt(asker)
      yield* TestClock.adjust("1 second")
      yield* aws.awaitRequests(2, { action: "AssumeRole", status: 200 })
      yield* TestClock.adjust("5 minutes")
      const after = yield* sbx.credentials
      assert.notStrictEqual(after.accessKeyId, before.accessKeyId)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )
})

describe("STS out of order", () => {
  it.effect("for the four minutes inside the margin: no caller notices", () =>
    Effect.gen(function* () {
      yield* fromNow
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx", quarter)
      const before = yield* sbx.credentials
      yield* TestClock.adjust("10 minutes")
      yield* aws.fault({ kind: "serverError", times: "always", when: { service: "sts" } })
      for (let second = 0; second < 240; second += 5) {
        const { accessKeyId } = yield* sbx.credentials
        assert.strictEqual(accessKeyId, before.accessKeyId)
        yield* TestClock.adjust("5 seconds")
      }
      yield* aws.clearFaults
      yield* TestClock.adjust("30 seconds")
      yield* sbx.credentials
      yield* whileTimePasses(aws.awaitRequests(2, { action: "AssumeRole", status: 200 }))
      yield* TestClock.adjust("1 minute")
      const after = yield* sbx.credentials
      assert.notStrictEqual(after.accessKeyId, before.accessKeyId)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("past the end: a typed error, and recovery without a restart", () =>
    Effect.gen(function* () {
      yield* fromNow
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx", quarter)
      yield* aws.fault({ kind: "serverError", times: "always", when: { service: "sts" } })
      yield* TestClock.adjust("16 minutes")
      const { reason } = yield* whileTimePasses(Effect.flip(sbx.credentials))
      assert.strictEqual(reason._tag, "StsUnavailable")
      yield* aws.clearFaults
      const { expiresAt = 0 } = yield* sbx.credentials
      assert.isAbove(expiresAt, yield* Effect.clockWith((clock) => clock.currentTimeMillis))
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )
})

describe("credentials called expired by a service", () => {
  it.effect("are renewed once by use, and the request is made again", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      const { accessKeyId } = yield* sbx.credentials
      yield* aws.expire(accessKeyId)
      const { Buckets } = yield* sbx.use(S3Client, (s3, abortSignal) =>
        s3.send(new ListBucketsCommand(), { abortSignal })
      )
      assert.deepStrictEqual(Buckets, [])
      assert.strictEqual(yield* aws.count({ action: "ListBuckets" }), 2)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("that come again end in a typed error after one more try", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      yield* aws.fault({ kind: "expiredToken", times: "always", when: { action: "ListBuckets" } })
      const { reason } = yield* Effect.flip(
        sbx.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
      )
      assert.strictEqual(reason._tag, "AwsRequestFailed")
      assert.strictEqual(yield* aws.count({ action: "ListBuckets" }), 2)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("of the devops session are renewed where AssumeRole says so", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      const { accessKeyId } = yield* devops.credentials
      yield* aws.expire(accessKeyId)
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("of the devops session, again and again, end in a typed error after one more try", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.fault({ kind: "expiredToken", times: "always", when: { action: "AssumeRole" } })
      const { reason } = yield* Effect.flip(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "SessionExpired")
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )
})

describe('refresh: "never"', () => {
  it.effect("keeps its first keys, and fails with SessionExpired after their end", () =>
    Effect.gen(function* () {
      yield* fromNow
      const fixed = yield* Aws.env("sbx", { ...quarter, refresh: "never" })
      const live = yield* Aws.env("sbx", quarter)
      const first = yield* fixed.credentials
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual((yield* fixed.credentials).accessKeyId, first.accessKeyId)
      assert.isFalse(yield* fixed.isExpired())
      assert.isTrue(yield* fixed.isExpired("2 minutes"))
      yield* TestClock.adjust("1 minute")
      const { reason } = yield* Effect.flip(fixed.credentials)
      assert.strictEqual(reason._tag, "SessionExpired")
      assert.isTrue(yield* fixed.isExpired())
      assert.notStrictEqual((yield* live.credentials).accessKeyId, first.accessKeyId)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )
})

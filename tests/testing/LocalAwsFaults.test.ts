import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  assumeRole,
  devops,
  type Keys,
  listBuckets,
  options,
  realNow,
  roleArn,
  type SdkError,
  sbx,
  whoAmI
} from "./LocalAwsFixture.ts"

const wordsOf = (error: SdkError) => [error.name, error.status, error.message]
const deploy = roleArn(sbx, "ci/deploy")
const alice = Effect.flatMap(LocalAws.LocalAws, (aws) => aws.userCredentials(devops, "alice"))
const layer = LocalAws.layer(options)

describe("faults", () => {
  it.effect("answer with AWS's errors, as often as they were scripted", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      const cases: ReadonlyArray<[LocalAws.Fault, ReadonlyArray<unknown>, ReadonlyArray<unknown>]> = [
        [
          { kind: "throttle" },
          ["Throttling", 400, "Rate exceeded"],
          ["SlowDown", 503, "Please reduce your request rate."]
        ],
        [
          { kind: "serverError" },
          [
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure."
          ],
          ["InternalError", 500, "We encountered an internal error. Please try again."]
        ],
        [
          { kind: "serverError", status: 503 },
          ["ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server."],
          ["ServiceUnavailable", 503, "Service is unable to handle request."]
        ],
        [
          { kind: "expiredToken" },
          ["ExpiredToken", 403, "The security token included in the request is expired"],
          ["ExpiredToken", 400, "The provided token has expired."]
        ],
        [
          { kind: "accessDenied" },
          [
            "AccessDenied",
            403,
            `User: arn:aws:iam::${devops}:user/people/alice is not authorized to perform: sts:AssumeRole on resource: ${deploy}`
          ],
          ["AccessDenied", 403, "Access Denied"]
        ]
      ]
      for (const [fault, sts, s3] of cases) {
        yield* aws.failNext(2, fault)
        assert.deepStrictEqual(wordsOf(yield* Effect.flip(assumeRole(keys, { RoleArn: deploy }))), sts)
        assert.deepStrictEqual(wordsOf(yield* Effect.flip(listBuckets(keys))), s3)
        yield* assumeRole(keys, { RoleArn: deploy })
      }
      assert.strictEqual(yield* aws.count({ errorCode: "Throttling" }), 1)
      assert.strictEqual((yield* aws.sessions).length, cases.length)
    }).pipe(Effect.provide(layer))
  )

  it.effect("strike only the requests they are meant for, in their order", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.fault({ kind: "throttle", when: { action: "AssumeRole", roleArn: deploy }, times: 1 })
      yield* aws.fault({ kind: "serverError", when: { service: "sts" }, times: "always" })
      yield* listBuckets(keys)
      assert.strictEqual((yield* Effect.flip(whoAmI(keys))).name, "InternalFailure")
      assert.strictEqual((yield* Effect.flip(assumeRole(keys, { RoleArn: deploy }))).name, "Throttling")
      assert.strictEqual((yield* Effect.flip(assumeRole(keys, { RoleArn: deploy }))).name, "InternalFailure")
      yield* aws.clearFaults
      yield* whoAmI(keys)
      yield* aws.failNext(1, { kind: "throttle" })
      yield* aws.failNext(1, { kind: "serverError", status: 503 })
      assert.strictEqual((yield* Effect.flip(whoAmI(keys))).name, "Throttling")
      assert.strictEqual((yield* Effect.flip(whoAmI(keys))).name, "ServiceUnavailable")
      yield* whoAmI(keys)
      yield* aws.failNext(1, { kind: "throttle" }, { roleSessionName: "second" })
      yield* assumeRole(keys, { RoleArn: deploy, RoleSessionName: "first" })
      assert.strictEqual(
        (yield* Effect.flip(assumeRole(keys, { RoleArn: deploy, RoleSessionName: "second" }))).name,
        "Throttling"
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("delay by the Clock, before whatever comes next", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "delay", duration: "30 seconds" })
      yield* aws.failNext(1, { kind: "throttle" })
      const fiber = yield* Effect.forkChild(Effect.exit(whoAmI(keys)))
      const [waiting] = yield* aws.awaitRequests(1, "GetCallerIdentity")
      assert.strictEqual(waiting?.status, undefined)
      assert.deepStrictEqual(waiting?.faults, ["delay", "throttle"])
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual(yield* aws.count({ status: 400 }), 0)
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
      assert.strictEqual(yield* aws.count({ status: 400, errorCode: "Throttling" }), 1)
      yield* whoAmI(keys)
    }).pipe(Effect.provide(layer))
  )

  it.effect("leave nothing behind of a delayed request whose client gave up", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "delay", duration: "30 seconds" })
      const fiber = yield* Effect.forkChild(assumeRole(keys, { RoleArn: deploy }))
      yield* aws.awaitRequests(1, "AssumeRole")
      yield* Fiber.interrupt(fiber)
      yield* aws.awaitRequests(1, { aborted: true })
      yield* TestClock.adjust("30 seconds")
      yield* whoAmI(keys)
      assert.strictEqual((yield* aws.sessions).length, 0)
      assert.strictEqual(yield* aws.count({ action: "AssumeRole", status: 200 }), 0)
    }).pipe(Effect.provide(layer))
  )

  it.effect("delay in real time, where that is asked for", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "delay", duration: "50 millis", real: true })
      const before = yield* realNow
      yield* whoAmI(keys)
      assert.isAtLeast((yield* realNow) - before, 45)
    }).pipe(Effect.provide(layer))
  )

  it.effect("hang until the client gives up, which the log tells", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "hang" }, { action: "AssumeRole" })
      const fiber = yield* Effect.forkChild(assumeRole(keys, { RoleArn: deploy }))
      yield* aws.awaitRequests(1, "AssumeRole")
      assert.strictEqual(yield* aws.count({ aborted: true }), 0)
      yield* Fiber.interrupt(fiber)
      const [aborted] = yield* aws.awaitRequests(1, { action: "AssumeRole", aborted: true })
      assert.strictEqual(aborted?.status, undefined)
      assert.strictEqual((yield* aws.sessions).length, 0)
      yield* assumeRole(keys, { RoleArn: deploy })
    }).pipe(Effect.provide(layer))
  )

  it.effect("stall behind the head until the client gives up, which the log tells", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "stall" }, { action: "AssumeRole" })
      const fiber = yield* Effect.forkChild(assumeRole(keys, { RoleArn: deploy }))
      const [stalled] = yield* aws.awaitRequests(1, "AssumeRole")
      assert.deepStrictEqual([stalled?.faults, stalled?.aborted], [["stall"], false])
      yield* Fiber.interrupt(fiber)
      yield* aws.awaitRequests(1, { action: "AssumeRole", aborted: true })
      yield* assumeRole(keys, { RoleArn: deploy })
    }).pipe(Effect.provide(layer))
  )

  it.effect("drop the connection without an answer", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "drop" })
      const error = yield* Effect.flip(whoAmI(keys))
      assert.strictEqual(error.status, undefined)
      assert.strictEqual(yield* aws.count({ aborted: true }), 1)
      yield* whoAmI(keys)
    }).pipe(Effect.provide(layer))
  )

  it.effect("skew the server's clock for some requests", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* alice
      yield* aws.failNext(1, { kind: "clockSkew", duration: "16 minutes" })
      assert.match((yield* Effect.flip(whoAmI(keys))).message, /^Signature expired/)
      yield* aws.failNext(1, { kind: "clockSkew", duration: "-16 minutes" })
      assert.match((yield* Effect.flip(whoAmI(keys))).message, /^Signature not yet current/)
      yield* aws.failNext(2, { kind: "clockSkew", duration: "16 minutes" })
      yield* whoAmI(keys, { maxAttempts: 2 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("end with the server, whose closing releases every request that still waits", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const aws = yield* Scope.provide(LocalAws.make(options), scope)
      const keys: Keys = yield* aws.userCredentials(devops, "alice")
      yield* aws.fault({ kind: "hang", times: "always" })
      const fibers = yield* Effect.forEach(Array.from({ length: 10 }), () =>
        Effect.forkChild(Effect.exit(Effect.provideService(whoAmI(keys), LocalAws.LocalAws, aws)))
      )
      yield* aws.awaitRequests(10)
      yield* Scope.close(scope, Exit.void)
      const exits = yield* Effect.forEach(fibers, Fiber.join)
      assert.isTrue(exits.every(Exit.isFailure))
      assert.strictEqual((yield* aws.awaitRequests(10, { aborted: true })).length, 10)
    })
  )
})

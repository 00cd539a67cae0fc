import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  assumeRole,
  devops,
  getSessionToken,
  type Keys,
  listAliases,
  listBuckets,
  nowIsReal,
  options,
  roleArn,
  type SdkError,
  sbx,
  whoAmI
} from "./LocalAwsFixture.ts"

const deploy = roleArn(sbx, "ci/deploy")
const serial = `arn:aws:iam::${devops}:mfa/alice`
const user = `arn:aws:iam::${devops}:user/people/alice`
const wordsOf = (error: SdkError) => [error.name, error.status, error.message]
const explicitDeny = (arn: string, what: string) => [
  "AccessDenied",
  403,
  `User: ${arn} is not authorized to perform: ${what} with an explicit deny in an identity-based policy`
]

/** What each service answers whoever signs with these keys. */
const assertDenied = Effect.fnUntraced(function* (keys: Keys, arn: string) {
  assert.strictEqual((yield* whoAmI(keys)).Arn, arn)
  assert.deepStrictEqual(
    wordsOf(yield* Effect.flip(assumeRole(keys, { RoleArn: deploy }))),
    explicitDeny(arn, `sts:AssumeRole on resource: ${deploy}`)
  )
  assert.deepStrictEqual(
    wordsOf(yield* Effect.flip(listAliases(keys))),
    explicitDeny(arn, "iam:ListAccountAliases on resource: *")
  )
  assert.deepStrictEqual(wordsOf(yield* Effect.flip(listBuckets(keys))), explicitDeny(arn, "s3:ListAllMyBuckets"))
})

describe("revoke", () => {
  it.effect("denies what a role's earlier sessions ask, but not who they are, and no later one", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const arn = `arn:aws:sts::${sbx}:assumed-role/deploy/test`
      const { keys: earlier } = yield* assumeRole(alice, { RoleArn: deploy })
      const { keys: other } = yield* assumeRole(alice, { RoleArn: roleArn(sbx, "plain") })
      yield* listBuckets(earlier)

      yield* aws.revoke(deploy)
      yield* assertDenied(earlier, arn)
      yield* listBuckets(other)
      const { keys: later } = yield* assumeRole(alice, { RoleArn: deploy })
      yield* listBuckets(later)
      yield* assumeRole(later, { RoleArn: roleArn(sbx, "second") })

      yield* aws.revoke(deploy)
      yield* assertDenied(later, arn)
      assert.strictEqual(yield* aws.count({ service: "s3", errorCode: "AccessDenied" }), 2)
      yield* aws.expire(later.accessKeyId)
      assert.strictEqual((yield* Effect.flip(listBuckets(later))).name, "ExpiredToken")
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("compares the time of issue with the time given", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const before = new Date((yield* Clock.currentTimeMillis) + 60_000)
      yield* aws.revoke(deploy, before)
      const first = yield* aws.roleCredentials(sbx, "deploy")
      yield* TestClock.adjust("59999 millis")
      const second = yield* aws.roleCredentials(sbx, "deploy")
      yield* TestClock.adjust("1 millis")
      const third = yield* aws.roleCredentials(sbx, "deploy")
      yield* assertDenied(first, `arn:aws:sts::${sbx}:assumed-role/deploy/local-aws`)
      yield* assertDenied(second, `arn:aws:sts::${sbx}:assumed-role/deploy/local-aws`)
      yield* listBuckets(third)
      yield* aws.revoke(deploy, new Date(0))
      yield* listBuckets(first)
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("denies a user's sessions, and leaves the keys behind them", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const { keys } = yield* getSessionToken(alice, { SerialNumber: serial, TokenCode: yield* aws.mfaCode(serial) })
      yield* assumeRole(keys, { RoleArn: deploy })
      yield* aws.revoke(user)
      yield* assertDenied(keys, user)
      assert.strictEqual(
        (yield* Effect.flip(getSessionToken(keys))).message,
        "Cannot call GetSessionToken with session credentials"
      )
      yield* assumeRole(alice, { RoleArn: deploy })
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("fails with LocalAwsError for who is no role or user", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const arn = roleArn(sbx, "deploy")
      assert.match(
        (yield* Effect.flip(aws.revoke(arn))).message,
        new RegExp(`^The local AWS has no role or user ${arn}; it has ${user}, `)
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )
})

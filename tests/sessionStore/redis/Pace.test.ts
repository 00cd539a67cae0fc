import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { chainOfToken } from "../../../src/domain/aws/SourceChain.ts"
import { RequestPermit } from "../../../src/services/RequestPermit.ts"
import type { Obtained, PacedRequest } from "../../../src/services/SessionStore.ts"
import { oweMoments, takeMoment } from "../../../src/sessionStore/redis/Scripts.ts"
import { arn, askOf, denied, key, role } from "../asks.ts"
import { type FakeRedis, fakeRedis, storeOn } from "./fakeRedis.ts"

const url = "https://user:password@sts.example"
const identity = { accountId: "111111111111", arn, userId: "AROACI:build" }
const request: PacedRequest<never> = {
  chain: key.chain,
  endpoint: { url, isAws: true },
  operation: "GetCallerIdentity",
  parameters: { accessKeyId: "AKIAONE" }
}

const limited = Effect.fnUntraced(function* () {
  const redis = fakeRedis((command) => (command === takeMoment.lua || command === oweMoments.lua ? 0 : [0, 0, 0]))
  const store = yield* storeOn(redis, { limit: { requests: 50, per: "1 second" } })
  const pace = store.pace
  return pace === undefined ? yield* Effect.die("the store keeps no rate") : { pace, redis }
})

/** Sends so many requests, the last of which is answered. */
const sending = (times: number, answer: Obtained = { credentials: undefined, identity }) =>
  Effect.gen(function* () {
    const { take } = yield* RequestPermit
    for (let sent = 0; sent < times; sent++) yield* Effect.orDie(take)
    return answer
  })

const bucketsOf = ({ asked }: FakeRedis, script: { readonly lua: string }) =>
  asked.filter(([command]) => command === script.lua).map(([, bucket]) => bucket)

describe("the rate of a fleet", () => {
  it.effect("shows neither account nor key nor address in Redis", () =>
    Effect.gen(function* () {
      const { pace, redis } = yield* limited()
      yield* pace(request, sending(1))
      yield* pace({ ...request, operation: "AssumeRole", principal: Effect.succeed(identity) }, sending(1))
      const names = redis.asked.flatMap(([, ...args]) => args).join("\n")
      for (const text of ["password", "sts.example", identity.accountId, "AKIA"]) assert.notInclude(names, text)
    })
  )

  it.effect("counts who one is by the access key, what fails too, and then the account", () =>
    Effect.gen(function* () {
      const { pace, redis } = yield* limited()
      yield* Effect.flip(pace(request, Effect.andThen(sending(2), Effect.fail(denied))))
      assert.strictEqual(bucketsOf(redis, takeMoment).length, 2)
      assert.strictEqual(bucketsOf(redis, oweMoments).length, 0)
      yield* pace(request, sending(1))
      yield* pace({ ...request, parameters: { accessKeyId: "AKIATWO" } }, sending(1))
      const [first, , third, other] = bucketsOf(redis, takeMoment)
      assert.strictEqual(third, first)
      assert.notStrictEqual(other, first)
      const owed = bucketsOf(redis, oweMoments)
      yield* pace({ ...request, operation: "AssumeRole", principal: Effect.succeed(identity) }, sending(1))
      assert.deepStrictEqual(owed, [bucketsOf(redis, takeMoment).at(-1), owed[0]])
    })
  )

  it.effect("counts web identities and sign-ins with a device by their accounts", () =>
    Effect.gen(function* () {
      const { pace, redis } = yield* limited()
      const principal = Effect.succeed({ ...identity, accountId: "222222222222" })
      yield* pace({ ...request, operation: "AssumeRole", principal }, sending(1))
      const none = { credentials: undefined, identity: undefined }
      const web = { operation: "AssumeRoleWithWebIdentity", chain: chainOfToken(key.chain.secret) }
      yield* Effect.flip(
        pace({ ...request, ...web, parameters: { roleArn: role } }, Effect.andThen(sending(1), Effect.fail(denied)))
      )
      const serialNumber = "arn:aws:iam::222222222222:mfa/alice"
      yield* pace({ ...request, operation: "GetSessionToken", parameters: { serialNumber } }, sending(1, none))
      yield* pace({ ...request, operation: "GetSessionToken", parameters: {} }, sending(1, none))
      const [account, ofWeb, ofDevice, ofKey] = bucketsOf(redis, takeMoment)
      assert.deepStrictEqual([ofWeb, ofDevice], [account, account])
      assert.isDefined(ofKey)
      assert.notStrictEqual(ofKey, account)
    })
  )

  it.effect("counts the question who asks for a role, which is put once", () =>
    Effect.gen(function* () {
      const redis = fakeRedis((command) => (command === takeMoment.lua ? 0 : null))
      const store = yield* storeOn(redis, { limit: { requests: 50, per: "1 second" } })
      let questions = 0
      const principal = Effect.tap(
        Effect.map(sending(1), () => identity),
        () => Effect.sync(() => questions++)
      )
      yield* store.session(askOf({ key: { ...key, chain: { ...key.chain, isForeign: true } }, principal }), sending(1))
      assert.strictEqual(questions, 1)
      assert.strictEqual(new Set(bucketsOf(redis, takeMoment)).size, 2)
    })
  )
})

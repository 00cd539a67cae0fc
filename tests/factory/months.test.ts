import { STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import type { Credentials } from "../../src/domain/aws/Credentials.ts"
import type { Identity } from "../../src/domain/aws/Identity.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { layerMemory } from "../../src/handover/store/MemoryStore.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import * as CredentialSource from "../../src/services/CredentialSource.ts"
import { layerNone as noToken } from "../../src/services/IdentityToken.ts"
import * as Runtime from "../../src/services/Runtime.ts"
import type { Session } from "../../src/services/Session.ts"
import { layerNone } from "../../src/services/SessionStore.ts"
import * as Sts from "../../src/services/Sts.ts"
import { collectGarbage } from "../support/heap.ts"
import { Aws, accounts } from "./acme.ts"

/** An STS that answers at once, and counts its sessions and sign-ins. */
const makePlace = () => {
  let count = 0
  let signIns = 0
  const keys = (accessKeyId: string, expiresAt: number | undefined): Credentials => ({
    accessKeyId,
    secretAccessKey: Redacted.make("secret"),
    sessionToken: Redacted.make("token"),
    expiresAt
  })
  const identity = (accountId: string): Identity => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:user/ci`,
    userId: "AIDA"
  })
  const neverAsked = () => Effect.die(new Error("nobody asks for it"))
  const layer = Aws.layerNoDeps.pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        Runtime.layerCi,
        EnvConfig.layer(Aws.options),
        RolePolicy.layerNaming(),
        layerMemory,
        layerNone,
        noToken,
        Layer.succeed(
          CredentialSource.CredentialSource,
          CredentialSource.make({
            ambient: Effect.succeed({ credentials: keys("DEVOPS", undefined), origin: { _tag: "EnvironmentKeys" } }),
            profile: neverAsked
          })
        ),
        Layer.succeed(
          Sts.Sts,
          Sts.make({
            getCallerIdentity: () => Effect.succeed(identity(accounts.devops)),
            assumeRole: ({ roleArn }) =>
              Effect.clockWith((clock) =>
                Effect.sync(() => ({
                  credentials: keys(`ASIA${++count}`, clock.currentTimeMillisUnsafe() + 3_600_000),
                  identity: identity(roleArn.split(":")[4] ?? "")
                }))
              ),
            assumeRoleWithWebIdentity: neverAsked,
            getSessionToken: () =>
              Effect.clockWith((clock) =>
                Effect.sync(() => keys(`ASIASIGNIN${++signIns}`, clock.currentTimeMillisUnsafe() + 43_200_000))
              )
          })
        )
      )
    )
  )
  return { layer, count: () => count, signIns: () => signIns }
}

const roleArn = `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`
/** More than are held of five envs. */
const many = 1100

/** The two ways to a session with a name of its own. */
const ways: ReadonlyArray<readonly [string, (roleSessionName: string) => Effect.Effect<Session, BotoSesError, Aws>]> = [
  ["env(name, options)", (roleSessionName) => Aws.env("sbx", { roleSessionName })],
  [
    "assumeRole(options)",
    (roleSessionName) => Effect.flatMap(Aws.devops, (devops) => devops.assumeRole({ roleArn, roleSessionName }))
  ]
]

for (const [way, ask] of ways) {
  describe(`${way} with ever new session names`, () => {
    const askMany = (prefix: string, count = many) =>
      Effect.forEach(Array.from({ length: count }), (_, index) => ask(`${prefix}-${index}`), { discard: true })
    const first20 = (prefix: string) => askMany(prefix, 20)

    it.effect("holds the last used, and lets the others go", () => {
      const { layer, count } = makePlace()
      return Effect.gen(function* () {
        yield* first20("early")
        yield* askMany("late")
        assert.strictEqual(count(), 20 + many)
        yield* Effect.promise(collectGarbage)
        const before = count()
        yield* ask(`late-${many - 1}`)
        assert.strictEqual(count(), before)
        yield* first20("early")
        assert.isAbove(count(), before + 10)
        assert.isAtMost(count(), before + 20)
      }).pipe(Effect.provide(layer))
    })

    it.effect("does all for a session that is out: renewal, invalidate, the same cell for who asks again", () => {
      const { layer, count } = makePlace()
      return Effect.gen(function* () {
        const held = yield* ask("held")
        const { accessKeyId: first } = yield* held.credentials
        yield* askMany("other")
        yield* Effect.promise(collectGarbage)
        assert.strictEqual((yield* held.credentials).accessKeyId, first)
        yield* Aws.invalidate
        const { accessKeyId: second } = yield* held.credentials
        assert.notStrictEqual(second, first)
        const before = count()
        const again = yield* ask("held")
        assert.strictEqual(count(), before)
        assert.isTrue(Equal.equals(held, again))
        yield* TestClock.adjust("2 hours")
        const { accessKeyId: third } = yield* held.credentials
        assert.notStrictEqual(third, second)
        assert.strictEqual((yield* again.credentials).accessKeyId, third)
      }).pipe(Effect.provide(layer))
    })
  })
}

describe("a role behind a device", () => {
  it.effect("that is out asks for no second code, however many sign-ins there were since", () => {
    const { layer, count, signIns } = makePlace()
    const ask = (roleSessionName: string) =>
      Effect.flatMap(Aws.devops, (devops) => {
        // A way of its own to get a code, so a sign-in of its own.
        const code = Effect.sync(() => Redacted.make("123456"))
        const mfa = { serialNumber: `arn:aws:iam::${accounts.devops}:mfa/ci`, code }
        return devops.assumeRole({ roleArn, roleSessionName, mfa })
      })
    return Effect.gen(function* () {
      const held = yield* ask("held")
      yield* Effect.forEach(Array.from({ length: many }), (_, index) => ask(`other-${index}`), { discard: true })
      yield* Effect.promise(collectGarbage)
      assert.deepStrictEqual([count(), signIns()], [many + 1, many + 1])
      yield* TestClock.adjust("2 hours")
      yield* held.credentials
      assert.deepStrictEqual([count(), signIns()], [many + 2, many + 1])
    }).pipe(Effect.provide(layer))
  })
})

describe("a session asked for by name alone", () => {
  it.effect("is kept whatever else is asked for, also where its options say nothing", () => {
    const { layer, count } = makePlace()
    return Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* Aws.env("sbx", {}), sbx)
      yield* Effect.forEach(Array.from({ length: many }), (_, index) =>
        Aws.env("tst", { roleSessionName: `session-${index}` })
      )
      const before = count()
      assert.strictEqual(yield* Aws.env("sbx"), sbx)
      assert.strictEqual(count(), before)
    }).pipe(Effect.provide(layer))
  })
})

describe("the clients of a session", () => {
  it.effect("that nobody holds any more are not kept, and those that somebody holds are closed with the layer", () => {
    const { layer } = makePlace()
    class Client extends STSClient {
      open = true
      override destroy(): void {
        this.open = false
        super.destroy()
      }
    }
    const references: Array<WeakRef<Client>> = []
    const use = (roleSessionName: string) =>
      Effect.gen(function* () {
        const session = yield* Aws.env("sbx", { roleSessionName })
        references.push(new WeakRef(yield* session.client(Client)))
      })
    return Effect.gen(function* () {
      const mine = yield* Effect.gen(function* () {
        const mine = yield* (yield* Aws.env("sbx", { roleSessionName: "mine" })).client(Client)
        yield* Effect.forEach(Array.from({ length: 20 }), (_, index) => use(`early-${index}`), { discard: true })
        yield* Effect.forEach(
          Array.from({ length: many }),
          (_, index) => Aws.env("sbx", { roleSessionName: `late-${index}` }),
          { discard: true }
        )
        yield* Effect.promise(collectGarbage)
        assert.isBelow(references.filter((reference) => reference.deref() !== undefined).length, 10)
        assert.isTrue(mine.open)
        return mine
      }).pipe(Effect.provide(layer))
      assert.isFalse(mine.open)
    })
  })

  it.effect("that somebody holds are found again, however many others there are", () => {
    const { layer } = makePlace()
    return Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const config = { requestHandler: { handle: () => Promise.reject(new Error("never asked")) } } as object
      const mine = yield* sbx.client(STSClient, config)
      for (let index = 0; index < 120; index++) yield* sbx.client(STSClient, { customUserAgent: `client-${index}` })
      assert.strictEqual(yield* sbx.client(STSClient, config), mine)
    }).pipe(Effect.provide(layer))
  })
})

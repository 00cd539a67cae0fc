import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { makeCredentialCell } from "../../../src/factory/credentials/CredentialCell.ts"
import { makeSharedRun } from "../../../src/factory/credentials/SharedRun.ts"
import type { SourcedCredentials } from "../../../src/services/CredentialSource.ts"

const closed = Effect.die("the scope is open")

describe("SharedRun", () => {
  it.effect("a run that is also wanted in the background outlives its last waiter", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const started = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<string>()
      const run = Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(gate)).pipe(
        Effect.onExit((exit) => Deferred.succeed(ended, exit._tag))
      )
      const shared = makeSharedRun(run, yield* Scope.make(), closed)
      const waiter = yield* Effect.forkChild(shared.join)
      yield* Deferred.await(started)
      yield* shared.begin
      yield* Fiber.interrupt(waiter)
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* Deferred.await(ended), "Success")
    })
  )

  it.effect("who asks while a left run is still being undone gets a run of his own", () =>
    Effect.gen(function* () {
      let runs = 0
      const started = yield* Deferred.make<void>()
      const undoing = yield* Deferred.make<void>()
      const undone = yield* Deferred.make<void>()
      const run = Effect.suspend(() => {
        runs++
        return runs > 1
          ? Effect.succeed(runs)
          : Effect.andThen(Deferred.succeed(started, undefined), Effect.never).pipe(
              Effect.onInterrupt(() => Effect.andThen(Deferred.succeed(undoing, undefined), Deferred.await(undone)))
            )
      })
      const shared = makeSharedRun(run, yield* Scope.make(), closed)
      const first = yield* Effect.forkChild(shared.join)
      yield* Deferred.await(started)
      const leaving = yield* Effect.forkChild(Fiber.interrupt(first))
      yield* Deferred.await(undoing)
      const second = yield* Effect.forkChild(shared.join)
      yield* Effect.yieldNow
      yield* Deferred.succeed(undone, undefined)
      assert.strictEqual(yield* Fiber.join(second), 2)
      yield* Fiber.join(leaving)
    })
  )

  it.effect("who asks after its end gets a run of his own, though others have yet to hear of the end", () =>
    Effect.gen(function* () {
      let runs = 0
      const run = Effect.andThen(
        Effect.yieldNow,
        Effect.sync(() => ++runs)
      )
      const shared = makeSharedRun(run, yield* Scope.make(), closed)
      const twice = Effect.all([shared.join, shared.join])
      const found = yield* Effect.all([twice, shared.join, shared.join], { concurrency: "unbounded" })
      assert.deepStrictEqual(found, [[1, 2], 1, 1])
    })
  )
})

const Word: Context.Reference<string> = Context.Reference("tests/Word", { defaultValue: () => "the layer's" })

describe("a cell's source", () => {
  const answer: SourcedCredentials = {
    credentials: {
      accessKeyId: "KEY",
      secretAccessKey: Redacted.make("secret"),
      sessionToken: undefined,
      expiresAt: undefined
    },
    origin: { _tag: "Own", name: "the source" },
    region: undefined,
    identity: { arn: "arn:aws:iam::111111111111:user/ci", accountId: "111111111111", userId: "AIDA" },
    renew: undefined
  }
  const source = {
    key: "cell",
    label: "the source",
    askIdentity: () => Effect.die("told by the answer"),
    needsIdentity: () => false
  }

  it.effect("is asked in the layer's context, whoever asks", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const load = Effect.gen(function* () {
        heard.push(yield* Word)
        return answer
      })
      const context = yield* Effect.context<never>()
      const clock = yield* Effect.clockWith(Effect.succeed)
      const cell = makeCredentialCell({ ...source, load }, { clock, scope: yield* Scope.make(), context, margin: 0 })
      yield* Effect.provideService(cell.get, Word, "the caller's")
      assert.deepStrictEqual(heard, ["the layer's"])
    })
  )

  it.effect("may give the keys again that were called expired before everything was forgotten", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const clock = yield* Effect.clockWith(Effect.succeed)
      const cell = makeCredentialCell(
        { ...source, load: Effect.succeed(answer) },
        { clock, scope: yield* Scope.make(), context, margin: 0 }
      )
      yield* cell.get
      cell.invalidate("KEY")
      cell.clear()
      assert.strictEqual((yield* cell.get).credentials.accessKeyId, "KEY")
    })
  )
})

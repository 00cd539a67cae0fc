import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import type { SessionKey } from "../../../src/domain/aws/SessionKey.ts"
import type { SessionStore } from "../../../src/services/SessionStore.ts"
import { entryNamePattern } from "../../../src/sessionStore/SealedEntry.ts"
import { askOf, type FakeSts, idOf, key, start } from "../asks.ts"
import { onHost, warningsOf } from "./hosts.ts"

const hour = 3_600_000

const entriesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder).filter((name) => entryNamePattern.test(name))

/** The one entry that a store makes of the first ask. */
const firstEntry = Effect.fnUntraced(function* (folder: string, store: SessionStore, sts: FakeSts) {
  yield* store.session(askOf(), sts.obtain)
  const [name = ""] = entriesIn(folder)
  return `${folder}/${name}`
})

describe("the entries of a host", () => {
  it.effect(
    "show nothing of a session, nor of whose and what for it is",
    onHost(({ folder, store, sts }) =>
      Effect.gen(function* () {
        const one = yield* store()
        const parameters = { ...key.parameters, externalId: "the-external-id", serialNumber: "the-device" }
        yield* one.session(askOf({ key: { ...key, parameters } }), sts.obtain)
        const identity = { accountId: "111111111111", arn: "arn:aws:iam::111111111111:user/alice", userId: "AIDAALICE" }
        const identityKey: SessionKey = { ...key, operation: "GetCallerIdentity", parameters: { accessKeyId: "ASIA1" } }
        yield* one.session(askOf({ key: identityKey }), Effect.succeed({ credentials: undefined, identity }))
        const clear = [
          ...[Redacted.value(key.chain.secret), key.chain.id, "secret 1", "ASIA1", "deploy", "222222222222"],
          ...["111111111111", "alice", "AIDAALICE", "the-external-id", "the-device", 'boto-ses"', "AssumeRole", "sts."]
        ]
        const patterns = clear.flatMap((text) => [
          text,
          Buffer.from(text).toString("hex"),
          Buffer.from(text).toString("base64").replace(/.=*$/, "")
        ])
        for (const name of readdirSync(folder)) {
          const content = `${name}\n${readFileSync(`${folder}/${name}`, "latin1")}`
          for (const pattern of patterns) assert.notInclude(content, pattern, name)
        }
        assert.strictEqual(entriesIn(folder).length, 2)
      })
    )
  )

  it.effect(
    "that are copied, cut, changed or another source's are none, and are replaced",
    onHost(({ folder, store, sts }) =>
      Effect.gen(function* () {
        const one = yield* store()
        const path = yield* firstEntry(folder, one, sts)
        const other = askOf({ key: { ...key, parameters: { ...key.parameters, externalId: "x" } } })
        yield* one.session(other, sts.obtain)
        const [another = ""] = entriesIn(folder).filter((name) => !path.endsWith(name))
        const whole = readFileSync(path)
        const flip = (at: number): Uint8Array => {
          const bytes = Buffer.from(whole)
          bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
          return bytes
        }
        const damages: ReadonlyArray<() => void> = [
          () => copyFileSync(`${folder}/${another}`, path),
          () => truncateSync(path, whole.length - 1),
          () => truncateSync(path, 0),
          // The magic, the version, both times, the salt, the nonce, the text and the tag.
          ...[0, 8, 12, 20, 30, 60, 100, whole.length - 1].map((at) => () => writeFileSync(path, flip(at))),
          () => writeFileSync(path, Buffer.concat([whole, Buffer.of(0)]))
        ]
        for (const damage of damages) {
          damage()
          const before = sts.requests()
          const warnings = yield* warningsOf(
            Effect.gen(function* () {
              assert.strictEqual(idOf(yield* one.session(askOf(), sts.obtain)), `ASIA${before + 1}`)
              assert.strictEqual(idOf(yield* one.session(askOf(), sts.obtain)), `ASIA${before + 1}`)
            })
          )
          assert.deepStrictEqual(warnings, [])
        }
        assert.strictEqual(idOf(yield* one.session(other, sts.obtain)), "ASIA2")
      })
    )
  )

  it.effect(
    "are removed for a session that has ended, and only for that one",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        yield* first.session(askOf(), sts.obtain)
        const refused = { accessKeyId: "ASIA1", ended: true }
        sts.failNext(1)
        yield* Effect.flip(first.session(askOf({ refused }), sts.obtain))
        // Nobody else is given it any more.
        assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA3")
        assert.strictEqual(idOf(yield* first.session(askOf({ refused }), sts.obtain)), "ASIA3")
        assert.strictEqual(sts.requests(), 3)
      })
    )
  )
})

describe("the entries of a host whose clock is wrong", () => {
  /** By AWS's clock: the answers' ends are by it. */
  const at = (sts: FakeSts, skew: number): FakeSts["obtain"] =>
    Effect.map(sts.obtain, (obtained) => {
      const { credentials } = obtained
      return { ...obtained, ...(credentials && { credentials: { ...credentials, expiresAt: start + skew + hour } }) }
    })

  it.effect(
    "serve until AWS's end and no longer where it is an hour behind",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        let heard = 0
        const obtain = Effect.tap(at(sts, hour), () =>
          Effect.sync(() => {
            heard = hour
          })
        )
        yield* first.session(askOf({ clockSkew: () => heard }), obtain)
        // A process that has heard nothing of AWS's clock learns it here.
        const kept = yield* second.session(askOf(), sts.obtain)
        assert.deepStrictEqual([idOf(kept), kept.clockSkew, kept.keptSince], ["ASIA1", hour, start + hour])
        yield* TestClock.adjust(hour)
        assert.strictEqual(idOf(yield* second.session(askOf({ life: 0 }), sts.obtain)), "ASIA2")
      })
    )
  )

  it.effect(
    "are shared by all who ask at once where it is an hour ahead, and never served when they are dead",
    onHost(({ store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        let heard = 0
        const [begun, goOn] = [yield* Latch.make(), yield* Latch.make()]
        const obtain = Effect.andThen(Effect.andThen(begun.open, goOn.await), at(sts, -hour))
        const owner = yield* Effect.forkChild(
          first.session(
            askOf({ clockSkew: () => heard }),
            Effect.tap(obtain, () =>
              Effect.sync(() => {
                heard = -hour
              })
            )
          )
        )
        yield* begun.await
        const waiter = yield* Effect.forkChild(second.session(askOf(), sts.obtain))
        yield* TestClock.withLive(Effect.sleep("200 millis"))
        yield* goOn.open
        assert.strictEqual(idOf(yield* Fiber.join(owner)), "ASIA1")
        const shared = yield* Fiber.join(waiter)
        assert.deepStrictEqual([idOf(shared), shared.clockSkew], ["ASIA1", -hour])
        // Who knows AWS's clock has it; for who does not, it may have ended, if the machine's was set right meanwhile.
        assert.strictEqual(idOf(yield* first.session(askOf({ clockSkew: () => -hour }), sts.obtain)), "ASIA1")
        assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA2")
      })
    )
  )

  it.effect(
    "are not wiped by a process that is a day ahead of the others",
    onHost(({ folder, store, sts }) =>
      Effect.gen(function* () {
        const [first, second] = [yield* store(), yield* store()]
        yield* first.session(askOf(), sts.obtain)
        sts.failNext(1)
        const skewed = askOf({ clockSkew: () => 24 * hour })
        yield* Effect.flip(second.session(skewed, sts.obtain))
        assert.strictEqual(entriesIn(folder).length, 1)
        assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA1")
      })
    )
  )
})

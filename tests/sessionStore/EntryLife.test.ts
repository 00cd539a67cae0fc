import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
import type { KeptSession } from "../../src/domain/aws/KeptSession.ts"
import { keptOf, refreshPoint, serves, unfitness } from "../../src/sessionStore/EntryLife.ts"

const hour = 3_600_000
const minute = 60_000

const entryOf = (issuedAt: number, expiresAt: number): KeptSession => ({
  credentials: makeCredentials({ accessKeyId: "ASIAONE", secretAccessKey: "s", sessionToken: "t", expiresAt }),
  issuedAt,
  expiresAt
})

const Millis = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 * 12 * hour }))
const Life = Schema.Union([Millis, Schema.Literal("half")])

describe("unfitness", () => {
  const entry = entryOf(0, hour)

  it("serves a young one", () => {
    assert.isTrue(serves(entry, { life: 5 * minute }, 0))
    assert.isTrue(serves(entry, { life: "half" }, hour / 2))
  })

  it("says why it does not", () => {
    const ended = { accessKeyId: "ASIAONE", ended: true }
    assert.strictEqual(unfitness(entry, { life: 0 }, hour), "dead")
    assert.strictEqual(unfitness(entry, { life: 0, refused: ended }, 1), "ended")
    assert.strictEqual(unfitness(entry, { life: 0, refused: { ...ended, ended: false } }, 1), "refused")
    assert.isTrue(serves(entry, { life: 0, refused: { ...ended, accessKeyId: "ASIATWO" } }, 1))
    assert.strictEqual(unfitness(entry, { life: 0, since: 1 }, 1), "old")
    assert.isTrue(serves(entry, { life: 0, since: 0 }, 1))
    assert.strictEqual(unfitness(entry, { life: 0, maxAge: minute }, minute + 1), "old")
    assert.strictEqual(unfitness(entry, { life: 5 * minute }, hour - 5 * minute + 1), "short")
    assert.strictEqual(unfitness(entry, { life: "half" }, hour / 2 + 1), "short")
  })

  it("asks for no more than half of a short one", () => {
    const short = entryOf(0, 6 * minute)
    assert.isTrue(serves(short, { life: 5 * minute }, 3 * minute))
    assert.strictEqual(unfitness(short, { life: 5 * minute }, 3 * minute + 1), "short")
  })

  it.prop("never serves what is dead or refused", [Millis, Millis, Life, Millis], ([issuedAt, lasts, life, now]) => {
    const made = entryOf(issuedAt, issuedAt + lasts)
    if (now >= issuedAt + lasts) assert.isFalse(serves(made, { life }, now))
    assert.isFalse(serves(made, { life, refused: { accessKeyId: "ASIAONE", ended: false } }, now))
  })

  it.prop("serves what was just made", [Millis, Millis, Life], ([issuedAt, lasts, life]) => {
    assert.isTrue(serves(entryOf(issuedAt, issuedAt + lasts + 1), { life }, issuedAt))
  })
})

describe("refreshPoint", () => {
  it.prop(
    "lies before the last moment at which it serves, and not soon",
    [Schema.String, Millis, Millis, Life],
    (said) => {
      const [name, issuedAt, lasts, life] = said
      const made = entryOf(issuedAt, issuedAt + lasts + 1)
      const point = refreshPoint(name, made, { life })
      // Whoever needs no life has what is kept to its last moment.
      if (life === 0) return assert.strictEqual(point, made.expiresAt)
      assert.isTrue(serves(made, { life }, point))
      assert.isAtLeast(point, issuedAt + (lasts + 1) / 4)
      assert.strictEqual(refreshPoint(name, made, { life }), point)
    }
  )

  it("is between one and two margins before the end, spread over a thousand that end together", () => {
    const made = entryOf(0, hour)
    const before = Array.from({ length: 1000 }, (_, index) => {
      const name = index.toString(16).padStart(32, "0")
      return (hour - refreshPoint(name, made, { life: 5 * minute })) / minute
    })
    assert.isAtLeast(Math.min(...before), 5)
    assert.isAtMost(Math.max(...before), 10)
    for (let tenth = 0; tenth < 10; tenth++) {
      const inside = before.filter((minutes) => Math.floor((minutes - 5) * 2) === tenth).length
      assert.isTrue(inside > 60 && inside < 140, `${inside} in the tenth ${tenth}`)
    }
  })

  it("comes before the age at which it is not used", () => {
    const made = entryOf(0, 12 * hour)
    const point = refreshPoint("a", made, { life: 5 * minute, maxAge: hour })
    assert.isTrue(point > hour - 5 * minute && point <= hour)
  })
})

describe("keptOf", () => {
  const credentials = makeCredentials({
    accessKeyId: "A",
    secretAccessKey: "s",
    sessionToken: "t",
    expiresAt: 9 * hour
  })
  const asked = (operation: string, durationSeconds?: unknown) =>
    keptOf({ operation, parameters: { durationSeconds } }, { credentials, identity: undefined }, hour).expiresAt

  it("ends it after what was asked for, else when AWS says", () => {
    assert.strictEqual(asked("AssumeRole"), 2 * hour)
    assert.strictEqual(asked("AssumeRole", 900), hour + 15 * minute)
    assert.strictEqual(asked("AssumeRole", "max"), 9 * hour)
    assert.strictEqual(asked("GetRoleCredentials"), 9 * hour)
  })

  it("ends an identity after a day", () => {
    const identity = { accountId: "111111111111", arn: "arn:aws:iam::111111111111:user/ada", userId: "AIDA" }
    const kept = keptOf({ operation: "GetCallerIdentity", parameters: {} }, { credentials: undefined, identity }, 0)
    assert.deepStrictEqual(kept, { identity, issuedAt: 0, expiresAt: 24 * hour })
  })
})

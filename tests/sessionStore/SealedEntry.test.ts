import { createDecipheriv, hkdfSync, randomInt } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
import { identityMillis, type KeptSession } from "../../src/domain/aws/KeptSession.ts"
import {
  entryName,
  entryNamePattern,
  keysOf,
  openEntry,
  openFailure,
  readEntryHead,
  sealEntry,
  sealFailure
} from "../../src/sessionStore/SealedEntry.ts"

const secret = Redacted.make("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
const info = '["AKIAIOSFODNN7EXAMPLE","https://sts.eu-west-1.amazonaws.com"]'
const keys = keysOf({ secret, info })
const entryKey = '["AssumeRole","arn:aws:iam::333333333333:role/deploy"]'

const hour = 3_600_000
const issuedAt = 1_790_000_000_123

const entry: KeptSession = {
  credentials: makeCredentials({
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN==",
    expiresAt: issuedAt + hour
  }),
  identity: { accountId: "333333333333", arn: "arn:aws:sts::333333333333:assumed-role/deploy/me", userId: "AROA:me" },
  issuedAt,
  expiresAt: issuedAt + hour
}

/** An entry with its secrets in clear, to be compared. */
const shown = (kept: KeptSession | undefined) =>
  kept && {
    ...kept,
    credentials: kept.credentials && {
      ...kept.credentials,
      secretAccessKey: Redacted.value(kept.credentials.secretAccessKey),
      sessionToken: kept.credentials.sessionToken && Redacted.value(kept.credentials.sessionToken)
    }
  }

const Millis = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 8.64e15 }))

/** Any session: texts of any length and, where AWS allows it, of any characters. */
const Session = Schema.Struct({
  key: Schema.String,
  secret: Schema.String,
  token: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20_000 }))),
  ends: Schema.NullOr(Millis),
  identity: Schema.NullOr(Schema.Struct({ arn: Schema.String, userId: Schema.String })),
  issuedAt: Millis,
  expiresAt: Millis
})

const sessionOf = (any: typeof Session.Type): KeptSession => ({
  credentials: makeCredentials({
    accessKeyId: `A${Buffer.from(any.key).toString("hex")}`,
    secretAccessKey: `ü${Buffer.from(any.secret).toString("base64")}`,
    sessionToken: any.token === null ? undefined : "t".repeat(any.token),
    expiresAt: any.ends ?? undefined
  }),
  ...(any.identity === null
    ? {}
    : { identity: { accountId: "333333333333", arn: `arn:${any.identity.arn}`, userId: any.identity.userId } }),
  issuedAt: any.issuedAt,
  expiresAt: any.expiresAt
})

describe("a sealed entry", () => {
  it.prop(
    "opens as it was, whatever it holds, and is a whole number of blocks long",
    [Session, Schema.String],
    ([any, key]) => {
      const session = sessionOf(any)
      const sealed = sealEntry(keys, key, session)
      assert.deepStrictEqual(shown(openEntry(keys, key, sealed)), shown(session))
      assert.strictEqual((sealed.length - 85) % 4096, 0)
    }
  )

  it("opens as a view into other bytes too", () => {
    const sealed = sealEntry(keys, entryKey, entry)
    const view = new Uint8Array(Buffer.concat([Buffer.alloc(7, 1), sealed, Buffer.alloc(7, 1)])).subarray(
      7,
      7 + sealed.length
    )
    assert.deepStrictEqual(shown(openEntry(keys, entryKey, view)), shown(entry))
  })

  it("may hold an identity alone, which is believed for a day", () => {
    const { identity } = entry
    assert(identity !== undefined)
    const opened = openEntry(
      keys,
      entryKey,
      sealEntry(keys, entryKey, { identity, issuedAt, expiresAt: issuedAt + 30 * identityMillis })
    )
    assert.deepStrictEqual(opened, { identity, issuedAt, expiresAt: issuedAt + identityMillis })
  })

  it("has whole milliseconds, so that no process keeps it longer than another", () => {
    const opened = openEntry(
      keys,
      entryKey,
      sealEntry(keys, entryKey, { ...entry, issuedAt: -5, expiresAt: issuedAt + 0.9 })
    )
    assert.deepStrictEqual([opened?.issuedAt, opened?.expiresAt], [0, issuedAt])
  })

  it("holds something", () => {
    assert.isUndefined(openEntry(keys, entryKey, sealEntry(keys, entryKey, { issuedAt, expiresAt: issuedAt + hour })))
  })

  it("is laid out as it is described, for readers of other versions", () => {
    const sealed = Buffer.from(sealEntry(keys, entryKey, entry))
    const domain = "effect-boto-ses/session-store/v1"
    const key = Buffer.from(
      hkdfSync(
        "sha256",
        Redacted.value(secret),
        domain,
        Buffer.concat([Buffer.from(`${domain}/entry\0`), sealed.subarray(25, 57), Buffer.from(info)]),
        32
      )
    )
    const sized = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)])
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(57, 69))
    decipher.setAAD(Buffer.concat([sealed.subarray(0, 25), sized(entryKey), sized(info)]))
    decipher.setAuthTag(sealed.subarray(-16))
    const text = Buffer.concat([decipher.update(sealed.subarray(69, -16)), decipher.final()])
    assert.deepStrictEqual(JSON.parse(text.toString("utf8", 4, 4 + text.readUInt32BE(0))), {
      credentials: {
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
        sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN==",
        expiresAt: String(issuedAt + hour)
      },
      identity: entry.identity
    })
    assert.strictEqual(sealed.toString("latin1", 0, 9), "boto-ses\u0001")
    assert.strictEqual(
      sealed.toString("hex", 9, 25),
      [issuedAt, issuedAt + hour].map((ms) => ms.toString(16).padStart(16, "0")).join("")
    )
  })

  it("shows its times, and nothing else: no two writes are alike", () => {
    const [one, other] = [sealEntry(keys, entryKey, entry), sealEntry(keys, entryKey, entry)]
    assert.deepStrictEqual(readEntryHead(one), { version: 1, issuedAt, expiresAt: issuedAt + hour })
    assert.strictEqual(one.length, other.length)
    const alike = one.subarray(25).filter((byte, index) => byte === other[25 + index]).length
    assert.isBelow(alike, 100)
    const clear = Buffer.from(one).toString("latin1")
    for (const word of ["ASIA", "je7Mt", "IQoJ", "3333", "arn:", "deploy", "AKIA", "wJalr", "amazonaws"]) {
      assert.notInclude(clear, word)
    }
  })

  it("is as long for a short token as for a longer one", () => {
    const withToken = (length: number) =>
      sealEntry(keys, entryKey, {
        ...entry,
        credentials: makeCredentials({ accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "t".repeat(length) })
      })
    assert.strictEqual(withToken(3_000).length, withToken(1).length)
  })
})

describe("what is not exactly what was sealed", () => {
  const sealed = sealEntry(keys, entryKey, entry)
  const isNone = (bytes: Uint8Array, message: string): void =>
    assert.isUndefined(openEntry(keys, entryKey, bytes), message)

  it("opens for no bit that is flipped: of each byte one, of the head, salt, nonce and tag all", () => {
    for (let at = 0; at < sealed.length; at++) {
      const isText = at >= 69 && at < sealed.length - 16
      for (const bit of isText ? [randomInt(8)] : [0, 1, 2, 3, 4, 5, 6, 7]) {
        const flipped = sealed.slice()
        flipped[at] = (sealed[at] ?? 0) ^ (1 << bit)
        isNone(flipped, `bit ${bit} of byte ${at}`)
      }
    }
  })

  it("opens neither cut at any length, nor longer", () => {
    for (let length = 0; length < sealed.length; length++) isNone(sealed.subarray(0, length), `${length} bytes`)
    for (const more of [1, 16, 4096]) isNone(Buffer.concat([sealed, Buffer.alloc(more)]), `${more} more`)
  })

  it("opens under no other key of an entry, secret or source", () => {
    assert.isUndefined(openEntry(keys, `${entryKey} `, sealed))
    assert.isUndefined(openEntry(keysOf({ secret: Redacted.make("another"), info }), entryKey, sealed))
    assert.isUndefined(openEntry(keysOf({ secret, info: `${info} ` }), entryKey, sealed))
    // Text that is moved from the key of the entry to the source makes another entry.
    assert.isUndefined(openEntry(keysOf({ secret, info: `x${info}` }), entryKey.slice(0, -1), sealed))
  })

  it("is no entry where it is a failure, nor a failure where it is an entry", () => {
    const failure = sealFailure(keys, entryKey, "denied", 1_000)
    assert.strictEqual(openFailure(keys, entryKey, failure, 2_000), "denied")
    isNone(failure, "a failure")
    assert.isUndefined(openFailure(keys, entryKey, sealed, 2_000))
    assert.isUndefined(openFailure(keys, `${entryKey} `, failure, 2_000))
    assert.isUndefined(openFailure(keysOf({ secret: Redacted.make("another"), info }), entryKey, failure, 2_000))
    assert.isUndefined(openFailure(keys, entryKey, failure, 62_000), "told again a minute later")
  })

  it("is no entry for anything else that a file may hold", () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from("boto-ses"), Buffer.alloc(4181), Buffer.alloc(65_536, 0xff)]) {
      isNone(bytes, `${bytes.length} bytes`)
      assert.isUndefined(readEntryHead(bytes))
    }
  })
})

describe("the name of an entry", () => {
  it("is told by nothing but the key of the entry and the source", () => {
    const name = entryName(keys, entryKey)
    assert.match(name, entryNamePattern)
    assert.strictEqual(entryName(keysOf({ secret, info }), entryKey), name)
    const others = [
      entryName(keys, `${entryKey} `),
      entryName(keysOf({ secret: Redacted.make("another"), info }), entryKey),
      entryName(keysOf({ secret, info: `${info} ` }), entryKey)
    ]
    assert.strictEqual(new Set([name, ...others]).size, 4)
  })
})

describe("the keys", () => {
  it("are shown by nothing that prints them", () => {
    assert.strictEqual(JSON.stringify(keys), '"<redacted:entryKeys>"')
    assert.strictEqual(String(keys), "<redacted:entryKeys>")
  })
})

import { assert, describe, it } from "@effect/vitest"
import { readEntryText, writeEntryText } from "../../src/sessionStore/EntryText.ts"

const credentials = { accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "t", expiresAt: "1790000000000" }
const identity = { accountId: "333333333333", arn: "arn:aws:iam::333333333333:user/me", userId: "AIDA" }

describe("the text of an entry", () => {
  it("is read", () => {
    for (const [written, expiresAt] of [
      [credentials, 1_790_000_000_000],
      [{ accessKeyId: "ASIA", secretAccessKey: "s" }, undefined]
    ] as const) {
      const read = readEntryText(JSON.stringify({ credentials: written, identity }))
      assert.deepStrictEqual([read?.credentials?.expiresAt, read?.identity], [expiresAt, identity])
    }
  })

  it("has the clock of who wrote it", () => {
    for (const clockSkew of [-3_600_000, 250]) {
      const text = writeEntryText({ identity, clockSkew })
      assert.deepStrictEqual(readEntryText(text), { identity, clockSkew })
    }
    assert.deepStrictEqual(readEntryText(writeEntryText({ identity, clockSkew: 0 })), { identity })
  })

  const wrong: ReadonlyArray<unknown> = [
    undefined,
    null,
    [],
    "text",
    {},
    { credentials: null },
    { credentials: {}, identity },
    { credentials: { ...credentials, accessKeyId: "" } },
    { credentials: { ...credentials, accessKeyId: "ASIA\n" } },
    { credentials: { ...credentials, secretAccessKey: 1 } },
    { credentials: { ...credentials, sessionToken: null } },
    { credentials: { ...credentials, expiresAt: 1_790_000_000_000 } },
    { credentials: { ...credentials, expiresAt: "-1" } },
    { credentials: { ...credentials, expiresAt: "1e9" } },
    { credentials: { ...credentials, region: "eu-west-1" } },
    { identity: { ...identity, accountId: "33" } },
    { identity: { ...identity, arn: undefined } },
    { credentials, identity, more: 1 },
    { credentials, clockSkew: 0 },
    { credentials, clockSkew: "+1" },
    { clockSkew: "0" }
  ]
  it.each(wrong.map((value) => [JSON.stringify(value) ?? ""]))("is nothing else: %s", (text) => {
    assert.isUndefined(readEntryText(text))
  })
})

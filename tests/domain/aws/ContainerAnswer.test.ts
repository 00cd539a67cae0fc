import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import {
  encodeOwnAnswer,
  encodeRefusal,
  readContainerAnswer,
  readOwnAnswer,
  readRefusal
} from "../../../src/domain/aws/ContainerAnswer.ts"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"

const expiresAt = Date.parse("2030-01-31T12:00:00Z")
const credentials = makeCredentials({ accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "t", expiresAt })
const answer = { AccessKeyId: "ASIA", SecretAccessKey: "s", Token: "t", Expiration: "2030-01-31T12:00:00Z" }
const whose = {
  region: "eu-west-1",
  identity: {
    accountId: "222222222222",
    arn: "arn:aws:sts::222222222222:assumed-role/devops/session",
    userId: "AROA:session"
  }
}

describe("readContainerAnswer", () => {
  it("reads the four fields, and nothing of what else is there", () => {
    assert.deepStrictEqual(readContainerAnswer(JSON.stringify(answer)), credentials)
    const more = { ...answer, RoleArn: "arn", Region: 5, AccountId: null }
    assert.deepStrictEqual(readContainerAnswer(JSON.stringify(more)), credentials)
  })

  for (const [name, text] of [
    ["no JSON", "<html>"],
    ["no object", "[]"],
    ["no token", JSON.stringify({ ...answer, Token: undefined })],
    ["an empty key", JSON.stringify({ ...answer, SecretAccessKey: "" })],
    ["an end that is no date", JSON.stringify({ ...answer, Expiration: "soon" })],
    ["an end that is a number", JSON.stringify({ ...answer, Expiration: expiresAt })]
  ] as const) {
    it(`takes ${name} for no answer`, () => {
      assert.isUndefined(readContainerAnswer(text))
      assert.isUndefined(readOwnAnswer(text))
    })
  }

  it.prop("never throws", [Schema.String], ([text]) => {
    assert.isUndefined(readContainerAnswer(text))
    assert.isUndefined(readOwnAnswer(text))
  })
})

describe("an answer of ours", () => {
  const encoded = (given: Parameters<typeof encodeOwnAnswer>[0], now = 0) => encodeOwnAnswer(given, now) ?? ""

  it("is read as it was written, and by every other client", () => {
    const text = encoded({ ...whose, credentials })
    assert.deepStrictEqual(readOwnAnswer(text), { ...whose, credentials })
    assert.deepStrictEqual(readContainerAnswer(text), credentials)
    const { identity } = whose
    assert.deepStrictEqual(readOwnAnswer(encoded({ credentials, identity })), {
      credentials,
      region: undefined,
      identity
    })
  })

  it("ends in fifteen minutes where the end is not known", () => {
    const text = encoded({ ...whose, credentials: { ...credentials, expiresAt: undefined } }, 1_000)
    assert.strictEqual(JSON.parse(text).Expiration, "1970-01-01T00:15:01Z")
  })

  it("is none without a token", () => {
    const given = { ...whose, credentials: { ...credentials, sessionToken: undefined } }
    assert.isUndefined(encodeOwnAnswer(given, 0))
  })

  it("says whose account it is", () => {
    assert.isUndefined(readOwnAnswer(JSON.stringify(answer)))
    assert.isDefined(readOwnAnswer(JSON.stringify({ ...answer, AccountId: "222222222222" })))
  })
})

describe("a refusal", () => {
  it("is what the server says, where it says anything", () => {
    assert.deepStrictEqual(readRefusal('{"Code":"Denied","Message":"No such task"}'), ["Denied", "No such task"])
    assert.deepStrictEqual(readRefusal('{"Message":"No such task"}'), ["No such task"])
    for (const text of ["{}", "", "<html>", '{"Code":403}']) assert.deepStrictEqual(readRefusal(text), [])
  })

  it("of ours has a code and a message", () => {
    assert.deepStrictEqual(JSON.parse(encodeRefusal("Forbidden", "No.")), { code: "Forbidden", message: "No." })
  })
})

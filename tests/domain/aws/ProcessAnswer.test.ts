import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import { encodeProcessAnswer, readProcessAnswer } from "../../../src/domain/aws/ProcessAnswer.ts"

const expiresAt = Date.parse("2030-01-31T12:00:00Z")
const plain = { Version: 1, AccessKeyId: "AKIA", SecretAccessKey: "s" }
const read = (answer: object, now = 0) => readProcessAnswer(JSON.stringify(answer), now)

describe("a process's answer", () => {
  for (const [name, more] of [
    ["session", { sessionToken: "t", expiresAt }],
    ["session without an end", { sessionToken: "t" }],
    ["user", {}]
  ] as const) {
    it(`of a ${name} is read as it was written`, () => {
      const credentials = makeCredentials({ accessKeyId: "AKIA", secretAccessKey: "s", ...more })
      assert.deepStrictEqual(readProcessAnswer(`${encodeProcessAnswer(credentials)}\n`, 0), Result.succeed(credentials))
    })
  }

  it("may say by null or an empty text that there is no token and no end", () => {
    const user = Result.succeed(makeCredentials({ accessKeyId: "AKIA", secretAccessKey: "s" }))
    assert.deepStrictEqual(read({ ...plain, SessionToken: null, Expiration: null }), user)
    assert.deepStrictEqual(read({ ...plain, SessionToken: "", More: 1 }), user)
  })

  for (const [problem, text] of [
    [{ _tag: "NoJson" }, ""],
    [{ _tag: "NoJson" }, "hello"],
    [{ _tag: "NoJson" }, "5"],
    [{ _tag: "OtherVersion" }, "{}"],
    [{ _tag: "OtherVersion" }, JSON.stringify({ ...plain, Version: "1" })],
    [{ _tag: "NoCredentials" }, JSON.stringify({ ...plain, AccessKeyId: "" })],
    [{ _tag: "NoCredentials" }, JSON.stringify({ ...plain, SecretAccessKey: undefined })],
    [{ _tag: "NoCredentials" }, JSON.stringify({ ...plain, Expiration: "" })],
    [{ _tag: "NoCredentials" }, JSON.stringify({ ...plain, Expiration: "soon" })],
    [{ _tag: "Expired", at: "1970-01-01T00:00:01Z" }, JSON.stringify({ ...plain, Expiration: "1970-01-01T00:00:01Z" })]
  ] as const) {
    it(`is none where it is ${JSON.stringify(text)}`, () => {
      assert.deepStrictEqual(readProcessAnswer(text, 1_000), Result.fail(problem))
    })
  }

  it.prop("is read without a throw, whatever it is", [Schema.String], ([text]) => {
    assert.isTrue(Result.isFailure(readProcessAnswer(text, 0)))
  })
})

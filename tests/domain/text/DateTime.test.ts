import { assert, describe, it } from "@effect/vitest"
import { readDateTime } from "../../../src/domain/text/DateTime.ts"

const noon = Date.parse("2030-01-31T12:00:00Z")

describe("readDateTime", () => {
  for (const text of [
    "2030-01-31T12:00:00Z",
    "2030-01-31t12:00:00z",
    "2030-01-31T12:00Z",
    "2030-01-31T12Z",
    "2030-01-31T12:00:00 Z",
    "2030-01-31 12:00:00 UTC",
    "2030/01/31 12:00:00 GMT",
    "2030-01-31T12:00:00+00:00",
    "2030-01-31T12:00:00+0000",
    "2030-01-31T12:00:00+00",
    "2030-01-31T14:30:00+02:30",
    "2030-01-31T04:00:00-08:00",
    "20300131T120000Z",
    "20300131T1200Z",
    "01/31/2030 12:00:00 UTC",
    "31/01/2030 12:00:00 UTC",
    "Thu, 31 Jan 2030 12:00:00 GMT",
    "Thu Jan 31 12:00:00 UTC 2030",
    "31 Jan 2030 14:00:00 +0200",
    "January 31, 2030 12:00:00 UTC",
    "Thursday, 31-Jan-30 12:00:00 GMT",
    " 2030-01-31T12:00:00Z\n"
  ]) {
    it(`reads ${JSON.stringify(text)}`, () => assert.strictEqual(readDateTime(text), noon))
  }

  it("reads a fraction of a second, with a comma too", () => {
    assert.strictEqual(readDateTime("2030-01-31T12:00:00.123456789Z"), noon + 123)
    assert.strictEqual(readDateTime("2030-01-31T12:00:00,5Z"), noon + 500)
  })

  for (const text of [
    "soon",
    "1896091200",
    "2030-01-31",
    "2030-01-31T12:00:00",
    "Thu Jan 31 12:00:00 2030",
    "31 Jan 2030 12:00:00 EST",
    "2030-02-30T12:00:00Z",
    "2030-01-31T24:00:00Z",
    "2030-13-01T12:00:00Z"
  ]) {
    it(`does not read ${JSON.stringify(text)}`, () => assert.strictEqual(readDateTime(text), undefined))
  }
})

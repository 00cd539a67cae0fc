import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { clientOptions, clientSettingsTable } from "../../../src/domain/aws/ClientOptions.ts"

const silent = {
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  disableClockSkewCorrection: false,
  defaultsMode: "legacy"
}

const options = (...given: Parameters<typeof clientOptions>) => Result.getOrThrow(clientOptions(...given))

describe("clientOptions", () => {
  it("states what the SDK would else read of the process's profile", () => {
    assert.deepStrictEqual(options(undefined, {}), silent)
  })

  it("takes a variable before the profile's setting, and an empty one for none", () => {
    const settings = { use_fips_endpoint: "TRUE", max_attempts: "7", retry_mode: "legacy" }
    assert.deepStrictEqual(options("STS", { AWS_USE_FIPS_ENDPOINT: "false", AWS_MAX_ATTEMPTS: "2" }, settings), {
      ...silent,
      maxAttempts: 2,
      retryMode: "standard"
    })
    assert.deepStrictEqual(options("STS", { AWS_USE_FIPS_ENDPOINT: "" }, { use_fips_endpoint: "yes" }), silent)
  })

  it("gives the settings of S3 to its clients alone", () => {
    const settings = {
      "s3.addressing_style": "path",
      "s3.use_dualstack_endpoint": "true",
      s3_use_arn_region: "true",
      request_checksum_calculation: "when_required"
    }
    const all = { ...silent, requestChecksumCalculation: "WHEN_REQUIRED" }
    assert.deepStrictEqual(options("DynamoDB", {}, settings), all)
    assert.deepStrictEqual(options("S3", {}, settings), {
      ...all,
      useDualstackEndpoint: true,
      useArnRegion: true,
      forcePathStyle: true
    })
  })

  it("tells a value that means nothing, and no more of it than its line", () => {
    const found = clientOptions("S3", {}, { retry_mode: "fast\naws_secret_access_key = secretsecret" })
    assert(Result.isFailure(found))
    assert.deepStrictEqual(found.failure, {
      path: "retry_mode of the profile",
      expected: "one of legacy, standard, adaptive",
      found: '"fast"',
      next: "Correct it, or remove it."
    })
    for (const [name, value] of [
      ["AWS_MAX_ATTEMPTS", "0"],
      ["AWS_MAX_ATTEMPTS", "many"],
      ["AWS_REQUEST_CHECKSUM_CALCULATION", "bogus"],
      ["AWS_DEFAULTS_MODE", "bogus"]
    ] as const) {
      const wrong = clientOptions("STS", { [name]: value })
      assert(Result.isFailure(wrong))
      assert.strictEqual(wrong.failure.path, name)
    }
  })

  it("has each setting and each variable once", () => {
    for (const names of [
      clientSettingsTable.map(({ setting }) => setting),
      clientSettingsTable.flatMap(({ variable }) => variable ?? [])
    ]) {
      assert.strictEqual(new Set(names).size, names.length)
    }
  })
})

import { assert, describe, it } from "@effect/vitest"
import { sourceAtFirstUse } from "../../src/cdk/Plugin.ts"
import { makeSource } from "../../src/cdk/Source.ts"

describe("sourceAtFirstUse", () => {
  it("loads nothing before an account is asked for", async () => {
    let loads = 0
    const source = sourceAtFirstUse(() => {
      loads++
      return Promise.resolve(makeSource())
    })
    assert.isTrue(await source.isAvailable())
    assert.strictEqual(loads, 0)
  })

  it("never lets code that cannot be loaded fall through to other credentials", async () => {
    const source = sourceAtFirstUse(() => Promise.reject(new Error("Cannot find package 'effect'")))
    assert.isTrue(await source.canProvideCredentials("222222222222"))
    const failure = await source.getProvider("222222222222", 1, { supportsV3Providers: true }).catch(String)
    assert.include(String(failure), "Cannot find package")
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Accounts } from "../../src/cdk/Accounts.ts"
import { askAgainAt, makeSource } from "../../src/cdk/Source.ts"
import { told } from "../../src/cdk/Told.ts"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
import { cdkTarget } from "../../src/domain/config/CdkTarget.ts"
import { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../src/domain/errors/Config.ts"

const sbx = "222222222222"
const keys = { accessKeyId: "ASIA1", secretAccessKey: "s", sessionToken: "t" }
const end = Date.UTC(2100, 0, 1)

const known = Layer.succeed(
  Accounts,
  Accounts.of({
    targetOf: (account) => (account === sbx ? { _tag: "Target", target: "sbx" } : { _tag: "None" }),
    credentials: () => Effect.succeed(makeCredentials({ ...keys, expiresAt: end }))
  })
)

const problem = (path: string) => ({ path, expected: "text", found: "\u001b[31mred\n::error::x", next: "Change it." })
const mistakes = Array.from({ length: 40 }, (_, index) => problem(`field${index}`))
const broken = Layer.effect(
  Accounts,
  Effect.fail(BotoSesError.of(new ConfigInvalid({ source: "f.json", problems: mistakes })))
)

describe("makeSource", () => {
  it("leaves an account that is not configured to CDK's other sources, and says so once", async () => {
    const lines: Array<string> = []
    const source = makeSource(known, (line) => void lines.push(line))
    assert.isFalse(await source.canProvideCredentials("999999999999"))
    assert.isFalse(await source.canProvideCredentials("999999999999"))
    assert.strictEqual(lines.length, 1)
    assert.match(lines[0] ?? "", /999999999999 is of no target .* accountId: npx effect-boto-ses doctor/)
    assert.isTrue(await source.canProvideCredentials(sbx))
  })

  it("tells CDK an earlier end than the real one", async () => {
    const provider = await makeSource(known).getProvider(sbx, 1, { supportsV3Providers: true })
    assert.isTrue(typeof provider === "function")
    if (typeof provider !== "function") return
    const { expiration, ...rest } = await provider()
    assert.deepStrictEqual(rest, keys)
    assert.strictEqual(expiration?.getTime(), end - 270_000)
  })

  it("gives older versions an object that renews itself", async () => {
    const given = await makeSource(known).getProvider(sbx, 0)
    assert.isTrue("getPromise" in given)
    if (!("getPromise" in given)) return
    await given.getPromise()
    assert.strictEqual(given.accessKeyId, "ASIA1")
    assert.strictEqual(given.expireTime?.getTime(), end - 270_000)
  })

  it("never lets a bad configuration fall through, and tells it shortly and safely", async () => {
    const source = makeSource(broken)
    assert.isTrue(await source.canProvideCredentials(sbx))
    const error = await source.getProvider(sbx, 1, { supportsV3Providers: true }).then(
      () => new Error("gave credentials"),
      (error: Error) => error
    )
    const lines = error.message.split("\n")
    assert.match(lines[0] ?? "", /^effect-boto-ses: ConfigInvalid: /)
    assert.isAtMost(lines.length, 7)
    assert.notInclude(error.message, "\u001b")
    assert.notMatch(error.message, /^::/m)
    assert.strictEqual(error.stack, error.message)
  })
})

describe("told", () => {
  it("shortens what is endless, and names the account that was asked for alone", () => {
    const { message } = told(new Error(`${"x".repeat(1_000_000)}\n${"y\n".repeat(1000)}`), sbx)
    assert.isBelow(message.length, 2_000)
    assert.strictEqual(
      told(new Error(`${sbx} 333333333333`), sbx).message,
      `effect-boto-ses: Error: ${sbx} 33********33`
    )
  })
})

describe("askAgainAt", () => {
  it("is within the margin of a long session, and never past for a short one", () => {
    assert.strictEqual(askAgainAt(3_600_000, 0), 3_330_000)
    assert.strictEqual(askAgainAt(60_000, 0), 30_000)
  })
})

describe("cdkTarget", () => {
  const one = { accountId: sbx }
  const entries = (more: object) => ({ devops: {}, workloads: { sbx: one }, guardApp: false, ...more })
  it("is the mapped one, else the only one of the account", () => {
    assert.deepStrictEqual(cdkTarget(entries({}), sbx), { _tag: "Target", target: "sbx" })
    assert.deepStrictEqual(cdkTarget(entries({}), "333333333333"), { _tag: "None" })
    const twice = { devops: one }
    assert.deepStrictEqual(cdkTarget(entries(twice), sbx), { _tag: "Several", targets: ["devops", "sbx"] })
    assert.deepStrictEqual(cdkTarget(entries({ ...twice, cdk: { [sbx]: "devops" } }), sbx), {
      _tag: "Target",
      target: "devops"
    })
  })
})

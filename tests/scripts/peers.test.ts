import { assert, describe, it } from "@effect/vitest"
import { packageJson } from "../../scripts/lib/consumer.ts"
import { isInRange, newMinors, peersFrom } from "../../scripts/lib/peers.ts"

const versions = ["5.0.0", "4.10.0", "4.2.1", "4.2.0", "4.1.3", "4.1.0", "4.2.0-rc.1", "4.0.6", "3.9.0"]

describe("the peer range", () => {
  it("is of the releases from the first on, in their order", () =>
    assert.deepStrictEqual(peersFrom(versions, "4.1.0"), ["4.1.0", "4.1.3", "4.2.0", "4.2.1", "4.10.0"]))

  it("can take in the newest release of each newer minor", () => {
    const all = peersFrom(versions, "4.1.0")
    assert.deepStrictEqual(newMinors(all, "~4.1.0"), ["4.2.1", "4.10.0"])
    assert.deepStrictEqual(newMinors(all, "~4.1.0 || ~4.2.0"), ["4.10.0"])
    assert.deepStrictEqual(newMinors(["4.1.0"], "~4.1.0"), [])
  })

  for (const [version, range, expected] of [
    ["4.1.0", "~4.1.0", true],
    ["4.1.9", "~4.1.2", true],
    ["4.1.1", "~4.1.2", false],
    ["4.2.0", "~4.1.0", false],
    ["4.2.0", "~4.1.0 || ~4.2.0", true],
    ["4.1.0-rc.1", "~4.1.0", false]
  ] as const) {
    it(`${range} has ${expected ? "" : "not "}${version}`, () =>
      assert.strictEqual(isInRange(version, range), expected))
  }

  it("names whole minors", () => {
    assert.throws(() => isInRange("4.1.0", "^4.1.0"), /no whole minors/)
    assert.isTrue(isInRange(packageJson.devDependencies.effect ?? "", packageJson.peerDependencies.effect ?? ""))
  })
})

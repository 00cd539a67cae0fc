import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { type RegionPlaces, sessionRegion } from "../../../src/domain/plan/SessionRegion.ts"
import type { RuntimeGroup } from "../../../src/domain/runtime/RuntimeName.ts"

const full = {
  call: "us-east-1",
  entry: "us-east-2",
  config: "us-west-1",
  source: "us-west-2",
  AWS_REGION: "eu-west-1",
  AWS_DEFAULT_REGION: "eu-west-2"
} satisfies RegionPlaces

type PlaceName = keyof RegionPlaces

/** The order in which places win, found by taking the winner away until none is left. */
const orderOf = (group: RuntimeGroup, handedOver: boolean, absent: "" | undefined): ReadonlyArray<PlaceName> => {
  const places: { [Name in PlaceName]: string | undefined } = { ...full }
  const order: Array<PlaceName> = []
  for (;;) {
    const found = sessionRegion("devops", places, group, handedOver)
    if (Result.isFailure(found)) return order
    const name = (Object.keys(full) as ReadonlyArray<PlaceName>).find((key) => places[key] === found.success)
    if (name === undefined) return order
    order.push(name)
    places[name] = absent
  }
}

const common: ReadonlyArray<PlaceName> = ["call", "entry", "config", "source", "AWS_REGION", "AWS_DEFAULT_REGION"]
const platform: ReadonlyArray<PlaceName> = ["call", "AWS_REGION", "AWS_DEFAULT_REGION", "entry", "config", "source"]
const handed: ReadonlyArray<PlaceName> = ["call", "source", "entry", "config", "AWS_REGION", "AWS_DEFAULT_REGION"]

describe("the region of a session", () => {
  it.each<[RuntimeGroup, boolean, ReadonlyArray<PlaceName>]>([
    ["local", false, common],
    ["cloud9", false, common],
    ["ci", false, common],
    ["unknown", false, common],
    ["app", false, platform],
    ["glue_container", false, platform],
    ["local", true, handed],
    ["cloud9", true, handed],
    ["ci", true, handed]
  ])("of %s (handed over: %s) is taken in order", (group, handedOver, order) => {
    assert.deepStrictEqual(orderOf(group, handedOver, undefined), order)
    assert.deepStrictEqual(orderOf(group, handedOver, ""), order)
  })

  it("that nothing names is an error that tells the target and every place, in order", () => {
    const none = {
      call: undefined,
      entry: "",
      config: undefined,
      source: "",
      AWS_REGION: "",
      AWS_DEFAULT_REGION: undefined
    }
    const { looked, message, target } = Result.getOrThrow(Result.flip(sessionRegion('env("prd")', none, "app")))
    assert.strictEqual(target, 'env("prd")')
    assert.deepStrictEqual(
      [...looked],
      [
        "the call",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "the entry",
        "the configuration",
        "the source of the credentials"
      ]
    )
    for (const place of looked) assert.include(message, place)
  })

  it("that is no region is an error, not a reason to take the next", () => {
    const { message } = Result.getOrThrow(
      Result.flip(sessionRegion("devops", { ...full, entry: "Ohio", call: undefined }, "ci"))
    )
    assert.include(message, 'the entry ("Ohio" is no region)')
  })

  it("that is no region is shown by its beginning", () => {
    const error = Result.getOrThrow(Result.flip(sessionRegion("devops", { ...full, call: "x".repeat(10_000) }, "ci")))
    assert.isBelow(error.message.length, 500)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { makeBounded } from "../../src/factory/Bounded.ts"
import { makeLiving } from "../../src/factory/Living.ts"
import { collectGarbage } from "../support/heap.ts"

interface Thing {
  readonly name: string
}

/** In a function of its own, so that no frame of the test holds what it makes. */
const fill = (set: (key: string, thing: Thing) => void, from: number, to: number): void => {
  for (let index = from; index < to; index++) set(`${index}`, { name: `${index}` })
}

describe("makeBounded", () => {
  it("holds no more than its bound, the last used", async () => {
    const things = makeBounded<Thing>(10)
    fill(things.set, 0, 10)
    assert.strictEqual(things.get("0")?.name, "0")
    fill(things.set, 10, 5000)
    things.get("4990")
    fill(things.set, 5000, 5009)
    await collectGarbage()
    const names = things.values().map(({ name }) => name)
    assert.isAtMost(names.length, 20, "a conservative collector may have left a few")
    for (let index = 5000; index < 5009; index++) assert.include(names, `${index}`)
    assert.include(names, "4990")
    const gone = Array.from({ length: 100 }, (_, index) => things.get(`${index}`)).filter(
      (thing) => thing === undefined
    )
    assert.isAtLeast(gone.length, 90)
  })

  it("finds what was let go and somebody else holds", async () => {
    const things = makeBounded<Thing>(2)
    const mine: Thing = { name: "mine" }
    things.set("mine", mine)
    for (let round = 0; round < 3; round++) {
      fill(things.set, 0, 10)
      await collectGarbage()
      assert.include(things.values(), mine)
      assert.strictEqual(things.get("mine"), mine)
    }
    assert.strictEqual(things.values().filter((thing) => thing === mine).length, 1)
  })

  it("gives a key the value it was set to last, whoever holds the one before", async () => {
    const things = makeBounded<Thing>(1)
    const before: Thing = { name: "before" }
    const after: Thing = { name: "after" }
    things.set("key", before)
    things.set("other", { name: "other" })
    things.set("key", after)
    things.set("other", { name: "other" })
    await collectGarbage()
    assert.strictEqual(things.get("key"), after)
    assert.notInclude(things.values(), before)
  })

  it("forgets all when it is cleared, also what somebody holds", () => {
    const things = makeBounded<Thing>(1)
    const mine: Thing = { name: "mine" }
    things.set("mine", mine)
    fill(things.set, 0, 2)
    things.clear()
    assert.isUndefined(things.get("mine"))
    assert.deepStrictEqual(things.values(), [])
  })
})

describe("makeLiving", () => {
  it("knows those that others hold, and no others", async () => {
    const things = makeLiving<Thing>()
    const mine: Thing = { name: "mine" }
    things.add(mine)
    fill((_, thing) => things.add(thing), 0, 1000)
    await collectGarbage()
    assert.include(things.values(), mine)
    assert.isAtMost(things.values().length, 10)
  })
})

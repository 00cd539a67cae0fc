import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import {
  type Believed,
  type Distrust,
  distrust,
  distrustStep,
  type Owned,
  type ProgramUser
} from "../../src/platform/Ownership.ts"

const alice: ProgramUser = { _tag: "User", uid: 1000 }
const file = (facts: Partial<Owned> = {}): Owned => ({ uid: 1000, gid: 100, mode: 0o644, ...facts })

describe("distrust", () => {
  const cases: ReadonlyArray<readonly [string, Partial<Owned>, Distrust["_tag"] | undefined, Believed?]> = [
    ["is none for the user's own", {}, undefined],
    ["finds another's", { uid: 1001 }, "OtherOwner"],
    ["finds root's", { uid: 0 }, "OtherOwner"],
    ["is none for root's where root is believed", { uid: 0 }, undefined, { root: true }],
    ["finds another's where root is believed", { uid: 1001 }, "OtherOwner", { root: true }],
    ["finds what everyone may write", { mode: 0o602 }, "EveryoneWrites"],
    ["finds what the group may write", { mode: 0o620 }, "GroupWrites"],
    ["finds the group first", { mode: 0o666 }, "GroupWrites"],
    ["finds what the user's own group may write", { gid: 1000, mode: 0o660 }, "GroupWrites"],
    ["is none for that where that group is believed", { gid: 1000, mode: 0o660 }, undefined, { ownGroup: true }],
    ["finds another group where the own is believed", { mode: 0o660 }, "GroupWrites", { ownGroup: true }],
    [
      "finds everyone where the own group is believed",
      { gid: 1000, mode: 0o666 },
      "EveryoneWrites",
      { ownGroup: true }
    ],
    ["takes an unknown owner for no one", { uid: Option.none(), mode: 0o600 }, "OwnerUnknown", { root: true }],
    ["takes an unknown group for no one's own", { gid: Option.none(), mode: 0o660 }, "GroupWrites", { ownGroup: true }]
  ]
  for (const [name, facts, expected, believed] of cases) {
    it(name, () => {
      assert.strictEqual(distrust(file(facts), alice, believed)?._tag, expected)
    })
  }

  it("tells whose it is, in the words of Effect's file system and of Node's", () => {
    for (const uid of [1001, Option.some(1001)]) {
      assert.deepStrictEqual(distrust(file({ uid }), alice), { _tag: "OtherOwner", owner: 1001, user: 1000 })
    }
  })

  it("holds everything against a program whose user is hidden, and nothing on a system without users", () => {
    assert.deepStrictEqual(distrust(file(), { _tag: "Hidden" }, { root: true }), { _tag: "UserHidden" })
    assert.isUndefined(distrust(file({ uid: 1001, mode: 0o777 }), { _tag: "NoUsers" }))
  })
})

describe("distrustStep", () => {
  const sticky = 0o1000
  const cases: ReadonlyArray<readonly [string, Partial<Owned>, Distrust["_tag"] | undefined, number?]> = [
    ["is none for the user's own", {}, undefined],
    ["is none for root's", { uid: 0, mode: 0o755 }, undefined],
    ["is none for the root folder's owner's", { uid: 65534, mode: 0o755 }, undefined, 65534],
    ["finds another's", { uid: 65534, mode: 0o755 }, "OtherOwner", 0],
    ["finds another's though it is sticky", { uid: 1001, mode: sticky | 0o777 }, "OtherOwner"],
    ["finds what everyone may write", { uid: 0, mode: 0o777 }, "GroupWrites"],
    ["is none for that where it is sticky", { uid: 0, mode: sticky | 0o777 }, undefined],
    ["is none for what the user's own group may write", { gid: 1000, mode: 0o775 }, undefined],
    ["finds what another group may write", { gid: 4, mode: 0o775 }, "GroupWrites"]
  ]
  for (const [name, facts, expected, ruler] of cases) {
    it(name, () => {
      assert.strictEqual(distrustStep(file(facts), alice, ruler)?._tag, expected)
    })
  }
})

import { assert, describe, it } from "@effect/vitest"
import { type Budget, type Sizes, tooBig } from "../../scripts/lib/sizes.ts"

const was: Sizes = {
  tarball: 100_000,
  unpacked: { dist: 300_000, docs: 50_000 },
  installed: { yaml: 600_000, "ci-info": 20_000 }
}

const budget: Budget = { ceilings: { tarball: 120_000, unpacked: 400_000, installed: 700_000 }, sizes: was }

describe("tooBig", () => {
  it("lets grow what stays below the ceilings", () =>
    assert.deepStrictEqual(tooBig(budget, { ...was, tarball: 120_000, unpacked: { dist: 400_000 } }), []))

  it("tells the numbers, and what has grown", () => {
    const is: Sizes = {
      tarball: 150_000,
      unpacked: { dist: 310_000, docs: 50_000, examples: 90_000 },
      installed: { ...was.installed, "aws-crt": 9_000_000 }
    }
    assert.deepStrictEqual(tooBig(budget, is), [
      "the tarball has 150 kB, its ceiling is 120 kB; grown: examples by 90 kB, dist by 10 kB",
      "the package, unpacked, has 450 kB, its ceiling is 400 kB; grown: examples by 90 kB, dist by 10 kB",
      "what is installed with it has 9620 kB, its ceiling is 700 kB; grown: aws-crt by 9000 kB"
    ])
  })
})

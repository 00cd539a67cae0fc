import { expect, test } from "bun:test"
import { Effect } from "effect"
import { LocalAws, layerTest } from "effect-boto-ses/testing"
import { Aws } from "./Aws.ts"
import { release } from "./release.ts"

const accounts = {
  "111111111111": { buckets: ["acme-devops-artifacts"] },
  "222222222222": { buckets: ["acme-sbx-data"] },
  "444444444444": { buckets: ["acme-stg-data"] }
}

test("a release takes one AssumeRole for each environment", async () => {
  const counted = Effect.gen(function* () {
    const lines = yield* release("2.0.0")
    const aws = yield* LocalAws.LocalAws
    return { lines, assumed: yield* aws.count("AssumeRole") }
  })
  const { lines, assumed } = await Effect.runPromise(
    Effect.provide(counted, layerTest(Aws, { runtime: "ci", accounts }))
  )
  expect(lines.length).toBe(2)
  expect(assumed).toBe(2)
})

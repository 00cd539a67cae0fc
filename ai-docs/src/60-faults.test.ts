/** The local AWS breaks down on demand; time is the test's. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { LocalAws, layerTest } from "effect-boto-ses/testing"
import { Aws } from "./Aws.ts"

const inJob = layerTest(Aws, { runtime: "ci" })

it.effect("tells who was refused what", () =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    yield* aws.failNext(1, { kind: "accessDenied" }, { action: "AssumeRole" })
    const { reason } = yield* Effect.flip(Aws.env("prd"))
    assert.strictEqual(reason._tag, "AssumeRoleDenied")
    // A failure is not kept: the next ask asks again.
    assert.strictEqual(yield* Effect.flatMap(Aws.env("prd"), (prd) => prd.accountId), "333333333333")
  }).pipe(Effect.provide(inJob))
)

it.effect("makes one request for a hundred fibers", () =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    yield* Effect.forEach(Array.from({ length: 100 }), () => Aws.env("prd"), { concurrency: "unbounded" })
    assert.strictEqual(yield* aws.count("AssumeRole"), 1)
  }).pipe(Effect.provide(inJob))
)

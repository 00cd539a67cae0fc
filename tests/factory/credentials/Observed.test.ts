import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"
import { LocalAws, layerTest } from "../../../src/testing/mod.ts"
import { Aws } from "../acme.ts"

const recorder = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const named = (name: string) =>
    spans.filter((span) => span.name === name).map(({ attributes }) => Object.fromEntries(attributes))
  return { named, layer: Layer.succeed(Tracer.Tracer)(tracer) }
}

/** The state of a metric by its attributes. */
const metric = (id: string) =>
  Effect.map(Metric.snapshot, (snapshots) =>
    Object.fromEntries(
      snapshots
        .filter((each) => each.id === id)
        .map((each) => [Object.values(each.attributes ?? {}).join(), each.state])
    )
  )

const fresh = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, Metric.MetricRegistry, new Map())

describe("what a factory tells of its work", () => {
  it.effect("a session's span says purpose, env, runtime, source and masked account; a refresh's whose it is", () => {
    const { named, layer } = recorder()
    return Effect.gen(function* () {
      yield* Aws.env("sbx")
      assert.deepStrictEqual(named("BotoSesFactory.resolve"), [
        {
          "boto_ses.purpose": "env",
          "boto_ses.target": "sbx",
          "boto_ses.runtime": "ci",
          "boto_ses.env": "sbx",
          "boto_ses.source":
            "the role arn:aws:iam::22********22:role/sbx_deployment_role, assumed with the ambient credentials",
          "boto_ses.account": "22********22"
        }
      ])
      const refreshes = named("Credentials.refresh")
      assert.deepStrictEqual(
        refreshes.map((found) => [found["credentials.source"], found["boto_ses.account"]]),
        [
          ["the ambient credentials", "11********11"],
          ['env("sbx")', "22********22"]
        ]
      )
    }).pipe(Effect.provide(Layer.provideMerge(layerTest(Aws, { runtime: "ci" }), layer)))
  })

  it.effect("a read from the cache makes no span and changes no metric", () => {
    const { named, layer } = recorder()
    return Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const refreshes = yield* metric("boto_ses_credential_refreshes_total")
      const spans = named("Credentials.refresh").length
      yield* Aws.env("sbx")
      yield* sbx.credentials
      assert.strictEqual(named("Credentials.refresh").length, spans)
      assert.deepStrictEqual(yield* metric("boto_ses_credential_refreshes_total"), refreshes)
    }).pipe(Effect.provide(Layer.provideMerge(layerTest(Aws, { runtime: "ci" }), layer)), fresh)
  })

  it.effect("metrics count refreshes by outcome, and tell the seconds to each source's end", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx", { durationSeconds: 900 })
      const tst = yield* Aws.env("tst", { durationSeconds: 1800 })
      yield* TestClock.adjust("20 minutes")
      yield* aws.fault({ kind: "accessDenied", times: "always", when: { action: "AssumeRole" } })
      yield* Effect.flip(sbx.credentials)
      yield* tst.credentials
      const seconds = (yield* metric("boto_ses_credential_expiry_seconds")) as Record<
        string,
        { readonly value: number }
      >
      assert.deepStrictEqual(Object.keys(seconds).sort(), ['env("sbx")', 'env("tst")', "the ambient credentials"])
      assert.closeTo(seconds['env("sbx")']?.value ?? 0, 900, 2)
      assert.closeTo(seconds['env("tst")']?.value ?? 0, 1800, 2)
      const counts = (yield* metric("boto_ses_credential_refreshes_total")) as Record<
        string,
        { readonly count: number }
      >
      assert.strictEqual(counts.success?.count, 3)
      assert.strictEqual(counts.AssumeRoleDenied?.count, 1)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })), fresh)
  )
})

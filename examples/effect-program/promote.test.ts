import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { CredentialSource, Runtime } from "effect-boto-ses"
import { LocalAws, layerTest } from "effect-boto-ses/testing"
import { Aws } from "./Aws.ts"
import { promote } from "./promote.ts"
import * as Releases from "./Releases.ts"

const buckets = {
  "222222222222": { buckets: ["acme-sbx-data"] },
  "333333333333": { buckets: ["acme-prd-data"] }
}

it.effect("promotes what sbx has, and only once", () =>
  Effect.gen(function* () {
    yield* Releases.put(yield* Aws.env("sbx"), "acme-sbx-data", "1.4.2")
    assert.strictEqual(yield* promote, "prd had none, and has 1.4.2")
    assert.strictEqual(yield* promote, "prd keeps 1.4.2")
  }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci", accounts: buckets })))
)

it.effect("renews its sessions, however long it waits", () =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    yield* promote
    yield* TestClock.adjust("2 hours")
    yield* promote
    assert.strictEqual(yield* aws.count("AssumeRole"), 4) // two environments, each twice
  }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci", accounts: buckets })))
)

it.effect("refuses a job whose identity is of another account", () =>
  Effect.gen(function* () {
    const { reason } = yield* Effect.flip(promote)
    assert.strictEqual(reason._tag, "DevopsNotRecognised")
  }).pipe(
    Effect.provide(
      layerTest(Aws, {
        runtime: "ci",
        ambient: { accountId: "999999999999", role: "ci" },
        accounts: { ...buckets, "999999999999": { roles: { ci: {} } } }
      })
    )
  )
)

it.effect("says which profile a laptop lacks", () =>
  Effect.gen(function* () {
    const layer = Aws.layerWith({ runtime: Runtime.layerLocal, credentialSource: CredentialSource.layerStatic({}) })
    const { reason } = yield* Effect.flip(Effect.provide(promote, layer))
    assert.strictEqual(reason._tag, "ProfileMissing")
  })
)

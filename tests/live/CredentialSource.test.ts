import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import * as CredentialSource from "../../src/live/CredentialSource.ts"
import { home } from "../aws/fixture.ts"

const keys = { AWS_ACCESS_KEY_ID: "AKIAALONE00000000000", AWS_SECRET_ACCESS_KEY: "secret" }

/** The ambient credentials of a home with these files, and the spans that were begun for them. */
const ambient = Effect.fnUntraced(function* (files: { readonly [path: string]: string }) {
  const HOME = yield* home(() => files)
  const spans: Array<string> = []
  const tracer = Tracer.make({
    span: (options) => {
      spans.push(options.name)
      return new Tracer.NativeSpan(options)
    }
  })
  const variables = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { HOME, ...keys } }))
  const found = yield* Effect.flatMap(CredentialSource.CredentialSource, (source) => source.ambient).pipe(
    Effect.provide(Layer.provide(CredentialSource.layer, variables)),
    Effect.provideService(Tracer.Tracer, tracer)
  )
  return { found, spans }
})

describe("the machine's own credentials", () => {
  it.live("are traced alike, whatever has to be read for them", () =>
    Effect.gen(function* () {
      const alone = yield* ambient({})
      const inProfile = yield* ambient({ ".aws/config": "[default]\nregion = eu-west-1\n" })
      for (const { found, spans } of [alone, inProfile]) {
        assert.strictEqual(found.credentials.accessKeyId, keys.AWS_ACCESS_KEY_ID)
        assert.deepStrictEqual(spans, ["CredentialSource.ambient"])
      }
      assert.deepStrictEqual([alone.found.region, inProfile.found.region], [undefined, "eu-west-1"])
    })
  )
})

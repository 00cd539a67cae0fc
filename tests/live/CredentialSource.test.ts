import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
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

describe("fixed answers", () => {
  const own: CredentialSource.SourcedCredentials = {
    credentials: makeCredentials({ accessKeyId: "AKIAOWN0000000000000", secretAccessKey: "secret" }),
    origin: { _tag: "Own", name: "the vault of acme" }
  }

  it.effect("are those given, and where none is given the place has none", () =>
    Effect.gen(function* () {
      const answers = (options: Parameters<typeof CredentialSource.layerStatic>[0], name: string) =>
        Effect.flatMap(CredentialSource.CredentialSource, ({ ambient, profile }) =>
          Effect.all([Effect.result(ambient), Effect.result(profile(name))])
        ).pipe(Effect.provide(CredentialSource.layerStatic(options)))
      const given = yield* answers({ ambient: own, profiles: { "acme-sbx": own } }, "acme-sbx")
      assert.deepStrictEqual(given.map(Result.getOrThrow), [own, own])
      const [ambient, profile] = yield* answers({ profiles: { "acme-sbx": own } }, "toString")
      assert.strictEqual(Result.getOrThrow(Result.flip(ambient))._tag, "CredentialsAbsent")
      assert.deepInclude(Result.getOrThrow(Result.flip(profile)), { _tag: "ProfileNotFound", known: ["acme-sbx"] })
    })
  )
})

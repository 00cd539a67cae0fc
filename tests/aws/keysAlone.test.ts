import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { keysAlone } from "../../src/aws/ambient/KeysAlone.ts"
import { home } from "./fixture.ts"

const keys = { AWS_ACCESS_KEY_ID: "AKIAALONE00000000000", AWS_SECRET_ACCESS_KEY: "secret" }

const asked = (env: { readonly [name: string]: string }, files: { readonly [path: string]: string } = {}) =>
  Effect.flatMap(
    home(() => files),
    (HOME) => Effect.provide(keysAlone, ConfigProvider.layer(ConfigProvider.fromEnv({ env: { HOME, ...env } })))
  )

describe("keys of the environment that nothing else speaks of", () => {
  it.effect("are the whole answer", () =>
    Effect.gen(function* () {
      const found = yield* asked(keys)
      assert.strictEqual(found?.credentials.accessKeyId, keys.AWS_ACCESS_KEY_ID)
      assert.deepStrictEqual(found?.origin, { _tag: "EnvironmentKeys" })
    })
  )

  it.effect("are left to the reader of profiles where a profile or a file may say more", () =>
    Effect.gen(function* () {
      for (const more of [{ AWS_PROFILE: "p" }, { AWS_DEFAULT_PROFILE: "p" }]) {
        assert.isUndefined(yield* asked({ ...keys, ...more }))
      }
      for (const path of [".aws/config", ".aws/credentials"]) assert.isUndefined(yield* asked(keys, { [path]: "" }))
      assert.isUndefined(yield* asked({ ...keys, AWS_CONFIG_FILE: "/dev/null" }))
    })
  )

  it.effect("are none, or an error, as in any other place", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* asked({}))
      const { detail } = yield* Effect.flip(asked({ AWS_ACCESS_KEY_ID: keys.AWS_ACCESS_KEY_ID }))
      assert.include(detail, "AWS_SECRET_ACCESS_KEY is not")
    })
  )
})

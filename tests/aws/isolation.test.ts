import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { runModule } from "./child.ts"
import { home, identity, serve } from "./fixture.ts"

/** Every module of the SDK that was loaded after the import of the live layers, and after their first use. */
const watch = `
  import { registerHooks } from "node:module"
  const loaded = []
  registerHooks({
    resolve: (name, context, next) => {
      const found = next(name, context)
      if (/@aws-sdk|@smithy|proxy-agent|agent-base/.test(found.url)) loaded.push(found.url)
      return found
    }
  })
`

describe("the live layers and the machine", () => {
  it.live("load no module of the SDK before their first use", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* serve(() => identity)
      const out = yield* runModule(
        `${watch}
        const Effect = await import("effect/Effect")
        const Layer = await import("effect/Layer")
        const NodeFileSystem = await import("@effect/platform-node-shared/NodeFileSystem")
        const { layerSts } = await import("./src/aws/sts/StsLive.ts")
        const { layerCredentialSource } = await import("./src/aws/CredentialSourceLive.ts")
        const { CredentialSource } = await import("./src/services/CredentialSource.ts")
        const { layerNone } = await import("./src/services/SessionStore.ts")
        const { Sts } = await import("./src/services/Sts.ts")
        const counts = { imported: loaded.length }
        await Effect.gen(function* () {
          counts.built = loaded.length
          const { credentials } = yield* (yield* CredentialSource).ambient
          counts.ambient = loaded.length
          yield* (yield* Sts).getCallerIdentity({ credentials, region: "eu-west-1" })
          counts.used = loaded.length
          counts.ofProxies = loaded.filter((url) => /proxy-agent|agent-base|RoutedAgent/.test(url)).length
        }).pipe(
          Effect.provide(layerCredentialSource.pipe(Layer.provideMerge(layerSts), Layer.provide([layerNone, NodeFileSystem.layer]))),
          Effect.runPromise
        )
        console.log(JSON.stringify(counts))
      `,
        { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_ENDPOINT_URL: endpoint }
      )
      const { imported, built, ambient, used, ofProxies } = JSON.parse(out)
      assert.deepStrictEqual([imported, built, ambient], [0, 0, 0])
      assert.isAbove(used, 0)
      assert.strictEqual(ofProxies, 0)
    })
  )

  it.live("leave the SDK nothing to read in the process's environment and files", () =>
    Effect.gen(function* () {
      const { endpoint, received } = yield* serve(() => identity)
      // Whoever opens a pipe that nobody writes to waits without end.
      const folder = yield* home(() => ({}))
      execFileSync("mkfifo", [`${folder}/pipe`])
      yield* runModule(
        `
        import * as Effect from "effect/Effect"
        import { layerSts } from "./src/aws/sts/StsLive.ts"
        import * as ConfigProvider from "effect/ConfigProvider"
        import * as Layer from "effect/Layer"
        import { makeCredentials } from "./src/domain/aws/Credentials.ts"
        import { AwsClientDefaults } from "./src/services/AwsClientDefaults.ts"
        import { Sts } from "./src/services/Sts.ts"
        await Effect.gen(function* () {
          const credentials = makeCredentials({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" })
          yield* (yield* Sts).getCallerIdentity({ credentials, region: "eu-west-1" })
        }).pipe(
          Effect.provide(layerSts),
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} }))),
          Effect.provideService(AwsClientDefaults, { endpoint: ${JSON.stringify(endpoint)} }),
          Effect.runPromise
        )
      `,
        {
          HOME: folder,
          AWS_CONFIG_FILE: `${folder}/pipe`,
          AWS_SHARED_CREDENTIALS_FILE: `${folder}/pipe`,
          AWS_PROFILE: "missing",
          AWS_REGION: "nowhere-2",
          AWS_ENDPOINT_URL: "http://127.0.0.1:1",
          AWS_USE_FIPS_ENDPOINT: "banana",
          AWS_USE_DUALSTACK_ENDPOINT: "banana",
          AWS_RETRY_MODE: "banana",
          AWS_MAX_ATTEMPTS: "banana",
          AWS_DEFAULTS_MODE: "banana",
          AWS_DISABLE_CLOCK_SKEW_CORRECTION: "banana",
          AWS_SDK_UA_APP_ID: "banana",
          AWS_ACCESS_KEY_ID: "AKIAWRONG",
          AWS_SECRET_ACCESS_KEY: "wrong"
        }
      ).pipe(Effect.timeout("10 seconds"))
      assert.match(received[0]?.headers.authorization ?? "", /Credential=AKIAIOSFODNN7EXAMPLE\/\d+\/eu-west-1\/sts/)
      assert.notInclude(received[0]?.headers["user-agent"] ?? "", "banana")
    })
  )
})

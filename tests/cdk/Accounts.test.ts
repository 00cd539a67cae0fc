import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { Accounts, layer as layerAccounts } from "../../src/cdk/Accounts.ts"
import * as BotoSesFactory from "../../src/live/BotoSesFactory.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import { layerPorts } from "../../src/live/Ports.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import * as Runtime from "../../src/services/Runtime.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { accounts, onPlace, userVariables } from "../factory/acme.ts"

const wrong = `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`

/** `stg` states no account: what CDK asked for is all that is known of it. */
const configuration = EnvConfig.layer({
  region: "us-east-1",
  devops: { accountId: accounts.devops },
  workloads: { sbx: { accountId: accounts.sbx }, stg: { roleArn: wrong } }
})

const mapped = Layer.effect(
  EnvConfig.EnvConfig,
  Effect.map(EnvConfig.EnvConfig, (config) => ({
    ...config,
    entries: { ...config.entries, cdk: { [accounts.stg]: "stg" } }
  }))
).pipe(Layer.provide(configuration))

const layerOf = onPlace(
  layerAccounts.pipe(
    Layer.provide(Layer.provideMerge(BotoSesFactory.layerNoDeps, layerPorts.none)),
    Layer.provide(Layer.mergeAll(mapped, RolePolicy.layerNaming(), Runtime.layerCi))
  ),
  userVariables(accounts.devops, "ci")
)

layer(layerOf)("Accounts", (it) => {
  for (const hours of [3, -3]) {
    it.effect(`tells the end by this machine's clock, of which AWS's is ${hours} hours ahead`, () =>
      Effect.gen(function* () {
        const now = Date.now()
        yield* TestClock.setTime(now)
        const aws = yield* LocalAws.LocalAws
        yield* aws.serverTime(`${hours} hours`)
        const { expiresAt = 0 } = yield* (yield* Accounts).credentials(accounts.sbx)
        // AWS gave an hour.
        assert.approximately(expiresAt, now + 3_600_000, 60_000)
      }).pipe(Effect.provide(Layer.fresh(layerOf)))
    )
  }

  it.effect(
    "is a mismatch where the mapped target's session is of another account, with what it needs of AWS alone",
    () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip((yield* Accounts).credentials(accounts.stg))
        assert.strictEqual(failure.reason._tag, "AccountMismatch")
      })
  )
})

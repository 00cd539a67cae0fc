/**
 * What somebody does first who has just installed the package. It is compiled
 * and run against the packed build, on every runtime, by scripts/check/package.ts;
 * in this repository alone it finds no package to import.
 */

import * as Effect from "effect/Effect"
import { BotoSesFactory, type EnvSession } from "effect-boto-ses"
import { layerTest } from "effect-boto-ses/testing"

class Aws extends BotoSesFactory.Service<Aws>()("consumer/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111", profile: "consumer-devops" },
  workloads: {
    sbx: { accountId: "222222222222", profile: "consumer-sbx" },
    prd: { accountId: "333333333333", profile: "consumer-prd" }
  }
}) {}

const accountOf = (session: EnvSession<"prd">): Effect.Effect<string, unknown> =>
  Effect.map(session.identity, ({ accountId }) => accountId)

const program = Effect.gen(function* () {
  const prd = yield* Aws.env("prd")
  return yield* accountOf(prd)
})

const account = await Effect.runPromise(Effect.provide(program, layerTest(Aws)))

if (account !== "333333333333") throw new Error(`prd is account ${account}`)

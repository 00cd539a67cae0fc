/** As start.ts, with the two requests out together. */
import * as Effect from "effect/Effect"
import { BotoSesFactory } from "../../../mod.ts"

class Aws extends BotoSesFactory.Service<Aws>()("bench/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "222222222222" } },
  identityCheck: "parallel"
}) {}

const program = Effect.gen(function* () {
  const sbx = yield* Aws.env("sbx")
  console.log((yield* sbx.credentials).accessKeyId)
})

await program.pipe(Effect.provide(Aws.layer), Effect.runPromise)

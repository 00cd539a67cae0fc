/** Asks a server on this machine in each of the library's ways, while the environment names a proxy. */
import process from "node:process"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { layerSts } from "../../../src/aws/sts/StsLive.ts"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import { localRequest } from "../../../src/platform/LocalRequest.ts"
import { AwsClientDefaults } from "../../../src/services/AwsClientDefaults.ts"
import { Sts } from "../../../src/services/Sts.ts"

const [, , endpoint = ""] = process.argv
const credentials = makeCredentials({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret-of-the-test" })

const whoIs = Effect.flatMap(Sts, (sts) => sts.getCallerIdentity({ credentials, region: "eu-west-1" })).pipe(
  Effect.provide(layerSts),
  Effect.provideService(AwsClientDefaults, { endpoint })
)

await Effect.gen(function* () {
  yield* localRequest({ url: new URL(endpoint), limit: 5_000, largest: 10_000 })
  // With the proxy that the process names, and with one that the program's own configuration does not know of.
  yield* whoIs
  yield* Effect.provide(whoIs, ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
}).pipe(Effect.runPromise)

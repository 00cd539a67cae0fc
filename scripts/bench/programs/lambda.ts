/** A function's handler with the package: the role that the platform gave, on a client of S3. */
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { BotoSesFactory } from "../../../mod.ts"

class Aws extends BotoSesFactory.Service<Aws>()("bench/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "222222222222" } }
}) {}

const runtime = ManagedRuntime.make(Aws.layer)

const program = Effect.gen(function* () {
  const app = yield* Aws.app
  return yield* app.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
})

export const handler = (): Promise<unknown> => runtime.runPromise(program)

// Stands for the platform, which calls it.
console.log(JSON.stringify(await handler()))

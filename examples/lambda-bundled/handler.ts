import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3"
import { Effect, ManagedRuntime } from "effect"
import { BotoSesFactory } from "effect-boto-ses"

class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "222222222222" }, prd: { accountId: "333333333333" } },
  guardApp: true // refuses where the function runs in another account than that of ENV_NAME
}) {}

// Outside the handler: one factory, one client and one check of the account for the life of the sandbox.
const aws = ManagedRuntime.make(Aws.layer)

const keys = Effect.fnUntraced(function* (bucket: string) {
  const app = yield* Aws.app // the function's own role: Aws.devops and Aws.env("prd") are refused here
  const { Contents = [] } = yield* app.use(S3Client, (s3, abortSignal) =>
    s3.send(new ListObjectsV2Command({ Bucket: bucket }), { abortSignal })
  )
  return Contents.flatMap(({ Key }) => Key ?? [])
})

export const handler = (event: { readonly bucket: string }): Promise<ReadonlyArray<string>> =>
  aws.runPromise(keys(event.bucket))

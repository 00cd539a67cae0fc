/** Uploads a release to the artifacts of devops, and puts it into the bucket of one environment. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { BotoSesFactory } from "effect-boto-ses"

class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111", profile: "acme-devops" },
  workloads: {
    sbx: { accountId: "222222222222", profile: "acme-sbx" },
    prd: { accountId: "333333333333", profile: "acme-prd" }
  },
  defaultAppEnv: "sbx"
}) {}

const deploy = Effect.fnUntraced(function* (name: string) {
  const env = yield* Aws.envOf(name) // "prdd" fails here, and names prd
  const [devops, workload] = yield* Effect.all([Aws.devops, Aws.env(env)], { concurrency: 2 })

  const release = yield* Effect.promise(() => Deno.readFile(new URL("release.txt", import.meta.url)))
  const artifact = { Bucket: "acme-devops-artifacts", Key: "app/release.txt", Body: release }
  yield* devops.use(S3Client, (s3, abortSignal) => s3.send(new PutObjectCommand(artifact), { abortSignal }))
  const app = { Bucket: `acme-${env}-data`, Key: "release.txt", Body: release }
  yield* workload.use(S3Client, (s3, abortSignal) => s3.send(new PutObjectCommand(app), { abortSignal }))

  yield* Console.log(`${app.Key} is in ${app.Bucket}, by ${yield* workload.whoAmI}`)
})

deploy(Deno.args[0] ?? "").pipe(Effect.provide(Aws.layer), NodeRuntime.runMain)

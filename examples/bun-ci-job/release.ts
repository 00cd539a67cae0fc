import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { Effect } from "effect"
import { Aws } from "./Aws.ts"

const bucket = (env: string): string => `acme-${env}-data`

/** Uploads what was built once, with devops, and puts it into every environment at the same time. */
export const release = Effect.fnUntraced(function* (version: string) {
  const devops = yield* Aws.devops
  const artifact = { Bucket: "acme-devops-artifacts", Key: `app/${version}.txt`, Body: `built ${version}` }
  yield* devops.use(S3Client, (s3, abortSignal) => s3.send(new PutObjectCommand(artifact), { abortSignal }))

  const deploy = Effect.fnUntraced(function* (env: (typeof Aws.envNames)[number]) {
    const session = yield* Aws.env(env)
    const app = { Bucket: bucket(env), Key: "app.txt", Body: artifact.Body }
    yield* session.use(S3Client, (s3, abortSignal) => s3.send(new PutObjectCommand(app), { abortSignal }))
    return `${app.Key} is in ${app.Bucket}, by ${yield* session.whoAmI}`
  })
  return yield* Effect.forEach(Aws.envNames, deploy, { concurrency: "unbounded" })
})

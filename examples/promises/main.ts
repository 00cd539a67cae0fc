/** A program of promises: the factory lives in a `ManagedRuntime`, and its sessions are ordinary values. */
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { ManagedRuntime } from "effect"
import { BotoSesError, BotoSesFactory } from "effect-boto-ses"

class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111", profile: "acme-devops" },
  workloads: { sbx: { accountId: "222222222222", profile: "acme-sbx" }, stg: { profile: "nobody-has-this" } }
}) {}

const aws = ManagedRuntime.make(Aws.layer)

const sbx = await aws.runPromise(Aws.env("sbx"))

// `provider` is what every client of the AWS SDK takes: it renews by itself.
const s3 = new S3Client({ credentials: sbx.provider, region: sbx.region })
const { Buckets = [] } = await s3.send(new ListBucketsCommand())
console.log(`${Buckets.map(({ Name }) => Name).join(", ")}, as ${await aws.runPromise(sbx.whoAmI)}`)

try {
  await aws.runPromise(Aws.env("stg"))
} catch (error) {
  if (!(error instanceof BotoSesError)) throw error
  console.log(error.reason._tag) // a closed set: a switch over it is checked by the compiler
}

await aws.dispose()

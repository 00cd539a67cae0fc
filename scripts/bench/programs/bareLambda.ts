/** The handler of lambda.ts with Effect and a bare client of S3, which finds its credentials by itself. */
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import * as Effect from "effect/Effect"

const s3 = new S3Client()

const program = Effect.tryPromise((abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))

export const handler = (): Promise<unknown> => Effect.runPromise(program)

// Stands for the platform, which calls it.
console.log(JSON.stringify(await handler()))

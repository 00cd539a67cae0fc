import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { Effect } from "effect"
import type { BotoSesError, EnvSession } from "effect-boto-ses"

const key = "release.txt"

/** Which release an environment has: none where it never had one. */
export const current = (session: EnvSession, bucket: string): Effect.Effect<string, BotoSesError> =>
  session
    .use(S3Client, async (s3, abortSignal) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal })
      return (await Body?.transformToString()) ?? ""
    })
    .pipe(
      Effect.catchReason("BotoSesError", "AwsRequestFailed", (reason, error) =>
        reason.code === "NoSuchKey" ? Effect.succeed("none") : Effect.fail(error)
      )
    )

/** A function that takes an `EnvSession` cannot be given devops, nor the app's session. */
export const put = (session: EnvSession, bucket: string, release: string): Effect.Effect<void, BotoSesError> =>
  Effect.asVoid(
    session.use(S3Client, (s3, abortSignal) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: release }), { abortSignal })
    )
  )

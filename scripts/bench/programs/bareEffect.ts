/** The requests of start.ts with the AWS SDK in an Effect program, as people write it by themselves. */
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import * as Effect from "effect/Effect"

const sts = new STSClient({ region: "us-east-1" })

const program = Effect.gen(function* () {
  const { Account } = yield* Effect.tryPromise((abortSignal) =>
    sts.send(new GetCallerIdentityCommand(), { abortSignal })
  )
  if (Account !== "111111111111") throw new Error(`The job is of account ${Account}`)
  const assume = new AssumeRoleCommand({
    RoleArn: "arn:aws:iam::222222222222:role/sbx_deployment_role",
    RoleSessionName: "sbx_role_session"
  })
  const { Credentials } = yield* Effect.tryPromise((abortSignal) => sts.send(assume, { abortSignal }))
  console.log(JSON.stringify({ Version: 1, ...Credentials }))
})

await Effect.runPromise(program)

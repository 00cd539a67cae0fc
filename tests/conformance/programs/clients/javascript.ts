/** The SDK for JavaScript 3 as a client: see ../../clients/Client.ts for what it reads and answers. */
import { createInterface } from "node:readline"
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import type { Ask } from "../../clients/Client.ts"

let kept = new STSClient({ region: "us-east-1" })

const perform = async ({ env, endpoint, op, role }: Ask): Promise<object> => {
  if (env !== undefined) {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, env)
    kept.destroy()
    kept = new STSClient({ ...(endpoint === undefined ? {} : { endpoint }), maxAttempts: 1 })
  }
  const answer =
    op === "assume"
      ? (
          await kept.send(
            new AssumeRoleCommand({
              RoleArn: role,
              RoleSessionName: "from-client",
              Tags: [{ Key: "team", Value: "a b+c/ü" }]
            })
          )
        ).AssumedRoleUser
      : await kept.send(new GetCallerIdentityCommand())
  return { arn: answer?.Arn }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await perform(JSON.parse(line) as Ask).catch((error: unknown) => ({ error: String(error) }))
  console.log(JSON.stringify(answer))
}

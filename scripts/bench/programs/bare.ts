/** The requests of start.ts and of `boto-ses credential-process`, and the answer of that, with the AWS SDK alone. */
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"

const sts = new STSClient({ region: "us-east-1" })
const { Account } = await sts.send(new GetCallerIdentityCommand())
if (Account !== "111111111111") throw new Error(`The job is of account ${Account}`)
const { Credentials } = await sts.send(
  new AssumeRoleCommand({
    RoleArn: "arn:aws:iam::222222222222:role/sbx_deployment_role",
    RoleSessionName: "sbx_role_session"
  })
)
console.log(JSON.stringify({ Version: 1, ...Credentials }))

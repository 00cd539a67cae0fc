/** Prints the account of the credentials that the AWS SDK finds by itself. */
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"

const sts = new STSClient()
console.log((await sts.send(new GetCallerIdentityCommand())).Account)
sts.destroy()

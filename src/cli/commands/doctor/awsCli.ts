import { isVersion1 } from "../../AwsCli.ts"
import { notHere, ok, warning } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/** The AWS CLI, which makes the sign-ins of profiles of IAM Identity Center where some are in use. */
export const awsCliRow = (version: string | undefined, needsSignIns: boolean): PlaceRow => {
  if (version === undefined) return notHere("aws-cli", "not found; only your own use of it needs it")
  return needsSignIns && isVersion1(version)
    ? warning(
        "aws-cli",
        `${version}, which makes no sign-in to IAM Identity Center (aws sso login).`,
        "Install version 2 of the AWS CLI."
      )
    : ok("aws-cli", version)
}

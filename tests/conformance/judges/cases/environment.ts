/** Keys in the environment and the forms of their end. Source of what is right: botocore reads it with dateutil. */
import { environmentKeys, rows } from "../Case.ts"

const ends: ReadonlyArray<string> = [
  "2099-01-31T12:00:00Z",
  "2099-01-31T12:00Z",
  "2099-01-31T12:00:00.123Z",
  "2099-01-31T12:00:00.123456Z",
  "2099-01-31T12:00:00+00:00",
  "2099-01-31T12:00:00+0100",
  "2099-01-31T12:00:00-05:30",
  "2099-01-31t12:00:00z",
  "2099-01-31 12:00:00Z",
  "2099-01-31 12:00:00 UTC",
  "2099-01-31 12:00:00 GMT",
  "2099-01-31 12:00:00 +0000",
  "20990131T120000Z",
  "Sat, 31 Jan 2099 12:00:00 GMT",
  "Sat Jan 31 12:00:00 UTC 2099",
  "31 Jan 2099 12:00:00 UTC",
  " 2099-01-31T12:00:00Z",
  "2099-01-31T12:00:00Z ",
  "2099-01-31T12:00:00Z\n",
  "2099/01/31 12:00:00 UTC",
  "January 31, 2099 12:00 UTC",
  "",
  "never",
  "2099-13-01T00:00:00Z",
  "2099-01-31T25:00:00Z"
]

export const environment = rows(27, [
  ...ends.map((end, index) => ({
    name: `AWS_CREDENTIAL_EXPIRATION ${JSON.stringify(end)}`,
    env: {
      ...environmentKeys,
      AWS_SESSION_TOKEN: "t",
      ...(end === "" ? { AWS_CREDENTIAL_EXPIRATION: "" } : { AWS_CREDENTIAL_EXPIRATION: end })
    },
    compare: ["credentials"] as const,
    ...(index === 1 ? { real: "cli" as const } : index === 9 ? { real: "boto3" as const } : {})
  })),
  {
    name: "AWS_CREDENTIAL_EXPIRATION in the past",
    env: { ...environmentKeys, AWS_SESSION_TOKEN: "t", AWS_CREDENTIAL_EXPIRATION: "2020-01-31T12:00:00Z" },
    compare: ["sts"]
  },
  {
    name: "AWS_CREDENTIAL_EXPIRATION without a token",
    env: { ...environmentKeys, AWS_CREDENTIAL_EXPIRATION: "2099-01-31T12:00:00Z" },
    compare: ["credentials", "sts"]
  },
  {
    name: "AWS_CREDENTIAL_EXPIRATION without keys",
    env: { AWS_CREDENTIAL_EXPIRATION: "whenever" },
    compare: ["credentials"]
  }
])

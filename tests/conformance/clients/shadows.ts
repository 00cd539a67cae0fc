/** What can lead a client elsewhere than to the server of `exec`: the rows of the table in docs/clients.md. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Variables } from "../peers.ts"

/** Other credentials than those of `exec`. */
export interface Others {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface Shadow {
  /** As the table names it. */
  readonly row: string
  readonly variables?: (others: Others, home: string) => Variables
  /** By path below the home. */
  readonly files?: (others: Others, home: string) => { readonly [path: string]: string }
}

const config = ".aws/config"
const credentials = ".aws/credentials"

const keysOf = ({ accessKeyId, secretAccessKey }: Others): string =>
  `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`

const section = (title: string, others: Others): string => `[${title}]\n${keysOf(others)}`

const both = (others: Others) => ({
  [config]: section("profile other", others),
  [credentials]: section("other", others)
})

const processOf = (others: Others): string => {
  const answer = { Version: 1, AccessKeyId: others.accessKeyId, SecretAccessKey: others.secretAccessKey }
  return `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`
}

const keys =
  (id: string, secret: string) =>
  ({ accessKeyId, secretAccessKey }: Others): Variables => ({ [id]: accessKeyId, [secret]: secretAccessKey })

export const shadows: ReadonlyArray<Shadow> = [
  {
    row: "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`",
    variables: keys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
  },
  { row: "`AWS_ACCESS_KEY_ID` alone", variables: ({ accessKeyId }) => ({ AWS_ACCESS_KEY_ID: accessKeyId }) },
  { row: "`AWS_ACCESS_KEY`, `AWS_SECRET_KEY`", variables: keys("AWS_ACCESS_KEY", "AWS_SECRET_KEY") },
  {
    row: "`AMAZON_ACCESS_KEY_ID`, `AMAZON_SECRET_ACCESS_KEY`",
    variables: keys("AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY")
  },
  { row: "`AWS_SESSION_TOKEN` alone", variables: () => ({ AWS_SESSION_TOKEN: "token" }) },
  { row: "`AWS_SECURITY_TOKEN` alone", variables: () => ({ AWS_SECURITY_TOKEN: "token" }) },
  { row: "`AWS_PROFILE`", variables: () => ({ AWS_PROFILE: "other" }), files: both },
  { row: "`AWS_PROFILE`, of a profile that is not there", variables: () => ({ AWS_PROFILE: "absent" }), files: both },
  { row: "`AWS_PROFILE`, empty", variables: () => ({ AWS_PROFILE: "" }) },
  { row: "`AWS_DEFAULT_PROFILE`", variables: () => ({ AWS_DEFAULT_PROFILE: "other" }), files: both },
  { row: "`AWS_DEFAULT_PROFILE`, empty", variables: () => ({ AWS_DEFAULT_PROFILE: "" }) },
  {
    row: "`AWS_ROLE_ARN`, `AWS_WEB_IDENTITY_TOKEN_FILE`",
    variables: (_, home) => ({
      AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/other",
      AWS_WEB_IDENTITY_TOKEN_FILE: join(home, "absent")
    })
  },
  {
    row: "`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`",
    // The SDKs put it behind the address of a container's host, which nobody has here.
    variables: () => ({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/of-the-task" })
  },
  { row: "`AWS_ACCOUNT_ID`", variables: () => ({ AWS_ACCOUNT_ID: "999999999999" }) },
  {
    row: "`AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`",
    variables: (_, home) => ({ AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, "token") }),
    files: () => ({ token: "another server's token\n" })
  },
  {
    row: "`[default]` with keys in `~/.aws/credentials`",
    files: (others) => ({ [credentials]: section("default", others) })
  },
  { row: "`[default]` with keys in `~/.aws/config`", files: (others) => ({ [config]: section("default", others) }) },
  {
    row: "the same, and `AWS_SDK_LOAD_CONFIG`",
    variables: () => ({ AWS_SDK_LOAD_CONFIG: "1" }),
    files: (others) => ({ [config]: section("default", others) })
  },
  {
    row: "`[default]` with `credential_process`",
    variables: () => ({ AWS_SDK_LOAD_CONFIG: "1" }),
    files: (others, home) => ({
      [config]: `[default]\ncredential_process = ${join(home, "process.sh")}\n`,
      "process.sh": processOf(others)
    })
  },
  {
    row: "`[default]` with `role_arn`, whose `source_profile` is not there",
    variables: () => ({ AWS_SDK_LOAD_CONFIG: "1" }),
    files: () => ({
      [config]: "[default]\nrole_arn = arn:aws:iam::111111111111:role/other\nsource_profile = absent\n"
    })
  },
  {
    row: "`AWS_SHARED_CREDENTIALS_FILE`",
    variables: (_, home) => ({ AWS_SHARED_CREDENTIALS_FILE: join(home, "elsewhere") }),
    files: (others) => ({ elsewhere: section("default", others) })
  },
  {
    row: "`AWS_CONFIG_FILE`",
    variables: (_, home) => ({ AWS_CONFIG_FILE: join(home, "elsewhere") }),
    files: (others) => ({ elsewhere: section("default", others) })
  },
  {
    row: "`[default]` with keys, while both variables name `/dev/null`",
    variables: () => ({ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" }),
    files: (others) => ({ [credentials]: section("default", others) })
  },
  {
    row: "`AWS_CREDENTIAL_FILE`",
    variables: (_, home) => ({ AWS_CREDENTIAL_FILE: join(home, "old") }),
    files: ({ accessKeyId, secretAccessKey }) => ({
      old: `AWSAccessKeyId=${accessKeyId}\nAWSSecretKey=${secretAccessKey}\n`
    })
  },
  {
    row: "`BOTO_CONFIG`",
    variables: (_, home) => ({ BOTO_CONFIG: join(home, "boto.cfg") }),
    files: (others) => ({ "boto.cfg": section("Credentials", others) })
  },
  { row: "`~/.boto`", files: (others) => ({ ".boto": section("Credentials", others) }) }
]

/** Makes a home for a row, and gives the variables of a process there. */
export const homeOf = ({ variables, files }: Shadow, others: Others, folder: string): Variables => {
  const home = mkdtempSync(join(folder, "home-"))
  for (const [path, text] of Object.entries(files?.(others, home) ?? {})) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
    if (path.endsWith(".sh")) chmodSync(join(home, path), 0o755)
  }
  return { HOME: home, ...variables?.(others, home) }
}

/** What a row of the tables says, and what is compared of the answers. */
import { createHash } from "node:crypto"

/** How a fake answers a request in place of its usual answer. */
export type Reply = number | "hang" | "cut" | { readonly status?: number; readonly body: string }

/** What is seen of an asker. Each is one line of text, so that rows compare by value and differences read well. */
export type Facet =
  /** The access key taken, and whether a session token goes with it; else `none`, `not found`, `error`. */
  | "credentials"
  /** The session's region. */
  | "region"
  /** The requests made to get the credentials. */
  | "asked"
  /** As `asked`, each request once: for rows in which only whether it was tried again matters. */
  | "askedOnce"
  /** Where a client of STS, of S3, and one of S3 with `ignoreConfiguredEndpointUrls` asks, by which key and way. */
  | "sts"
  | "s3"
  | "plain"
  /** The checksum settings, by the headers of PutObject and GetObject. */
  | "put"
  | "get"
  /** The application id in a client's user agent. */
  | "appId"
  /** A client's retry mode and attempts. */
  | "retries"

export interface Case {
  readonly name: string
  /** The number of the kind. */
  readonly of: number
  /** Files below HOME; `null` makes a folder (or removes nothing). `{ link }` is a symbolic link. */
  readonly files?: { readonly [path: string]: string | null | { readonly link: string } }
  /** Variables over the usual ones; `null` removes one of those. `{HOME}`, `{FAKE}`, `{PROXY}`, `{CA}` are put in. */
  readonly env?: { readonly [name: string]: string | null }
  /** The profile asked for; without it, the ambient credentials. */
  readonly profile?: string
  readonly compare: ReadonlyArray<Facet>
  /** Replies by request, such as `PUT /latest/api/token`; the last one stays where `always` is set. */
  readonly script?: { readonly [request: string]: ReadonlyArray<Reply> }
  readonly always?: boolean
  /** Seconds until the end of what the container and the metadata service answer. */
  readonly lasts?: number
  /** Which authority signed the certificate of whatever answers over TLS. */
  readonly authority?: "known" | "company"
  /** Files that the asker may not read. */
  readonly unreadable?: ReadonlyArray<string>
  /** The AWS CLI v1 cannot or need not judge this row, and why. */
  readonly withoutCli?: string
  /** Why not even a real process of the AWS CLI v2 could judge this row, where it would be the one to ask. */
  readonly withoutCliV2?: string
  /** Which judge is also asked as a real process: both cost a second each, and share what reads the files. */
  readonly real?: "boto3" | "cli"
  /** Where ours differs on purpose: what it answers, and why. */
  readonly intended?: { readonly [Name in Facet]?: string } & { readonly because: string }
  /** Where the judges cannot say what is right: the answer that must come, and who says so. */
  readonly must?: { readonly [Name in Facet]?: string } & { readonly says: string }
  /** The SDK for JavaScript judges the credentials of this row; why not botocore. */
  readonly sdk?: string
}

export type Answer = { readonly [Name in Facet]?: string } & { readonly error?: string | undefined }

/** Where the AWS CLI keeps the token of a sign-in, by the name of the sso-session or the start URL. */
export const ssoToken = (of: string, token = "tok1", expiresAt = "2099-01-01T00:00:00Z") => ({
  [`.aws/sso/cache/${createHash("sha1").update(of).digest("hex")}.json`]: JSON.stringify({
    accessToken: token,
    expiresAt,
    region: "us-east-1",
    startUrl: "https://x.awsapps.com/start"
  })
})

/** A profile of Identity Center: the header of its section, and its own settings if they are not the usual. */
export const ssoFiles = (
  header: string,
  settings = "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n",
  session = "s",
  sessionHeader = `sso-session ${session}`
) => ({
  ".aws/config": `[${header}]\n${settings}[${sessionHeader}]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n`,
  ...ssoToken(session)
})

/** Why the AWS CLI v2 is no judge of endpoints. */
export const knowsNoEndpoints = "Debian's is 2.9, and 2.13 is the first that knows configured endpoints"

/** One attempt, where a request must fail. */
export const oneAttempt = { AWS_MAX_ATTEMPTS: "1" }

/** Rows of one kind, each with its number and what they share. */
export const rows = (
  of: number,
  cases: ReadonlyArray<Omit<Case, "of">>,
  shared: Pick<Case, "withoutCliV2"> = {}
): ReadonlyArray<Case> => cases.map((one) => ({ ...one, ...shared, of }))

export const keys = (id: string): string => `aws_access_key_id=${id}\naws_secret_access_key=secret\n`

export const role = (name = "r"): string => `arn:aws:iam::111111111111:role/${name}`

/** The access key that the fake gives for what it was asked: it tells where it comes from. */
export const keyOf = (...from: ReadonlyArray<string>): string =>
  `ASIA${createHash("sha1").update(from.join("|")).digest("hex").slice(0, 16).toUpperCase()}`

/** The credentials of a role that was assumed with a key (or by nobody, with a token of an identity provider). */
export const assumed = (roleArn: string, by: string): string => `${keyOf(roleArn, by)} with a token`

/** A profile that assumes a role by the keys of the profile `k`. */
export const roleFiles = (settings: string, source = "") => ({
  ".aws/credentials": `[k]\n${keys("AKIAK")}`,
  ".aws/config": `[profile x]\nrole_arn=${role()}\nsource_profile=k\n${settings}[profile k]\n${source}`
})

export const environmentKeys = { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "se" }

export const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "{FAKE}/creds" }

/** Where the metadata service has no fixed address; its limit is far above what a busy machine needs. */
export const linkLocal = { AWS_EC2_METADATA_DISABLED: "false", AWS_METADATA_SERVICE_TIMEOUT: "20" }

export const instance = { ...linkLocal, AWS_EC2_METADATA_SERVICE_ENDPOINT: "{FAKE}" }

/** Where the metadata service does not answer at once. */
export const hangs = { AWS_METADATA_SERVICE_TIMEOUT: "1" }

/** Without the usual region. */
export const noRegion = { AWS_REGION: null, AWS_DEFAULT_REGION: null }

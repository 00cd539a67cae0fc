/**
 * Where ours differs on purpose. `docs/profiles.md` is this table for people.
 *
 * A difference is explained by a case that says outright what ours takes the first one to say: the judges' answer to that
 * one must be ours to the first. So no row can hide a difference that it is not about.
 */
import type { Facet } from "../Case.ts"
import { type Draft, profileOf, type SharedFile, settingOf, subjectOf } from "./Draft.ts"

export interface Intended {
  readonly name: string
  readonly facets: ReadonlyArray<Facet>
  readonly because: string
  /** The smallest case that shows it. */
  readonly example: Draft
  /** What ours takes the case to say; the case itself where the row says nothing of it. */
  readonly meant: (draft: Draft) => Draft
}

const withoutVariables = (draft: Draft, which: (name: string, value: string) => boolean): Draft => ({
  ...draft,
  env: Object.fromEntries(Object.entries(draft.env).filter(([name, value]) => !which(name, value)))
})

/** The empty ones; the first line of a section may be indented, since it goes on from nothing. */
const withoutSettings = (draft: Draft, names: ReadonlyArray<string>): Draft => ({
  ...draft,
  sections: draft.sections.map((section) => ({
    ...section,
    lines: section.lines.filter((line, at) => {
      const [name, value] = settingOf(at === 0 ? line.trimStart() : line) ?? []
      return !(name !== undefined && value === "" && names.includes(name))
    })
  }))
})

/** Whether a line goes on with the value of the line before it. */
const isContinuation = (line: string | undefined): boolean => /^\s+[^\s#;]/.test(line ?? "")

const halfOfSignIn = ["sso_account_id", "sso_role_name"]

/** A sign-in whose account or role is empty lacks it, which the judges refuse; where it has neither, they see none. */
const halfSignIn = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const isEmpty = (line: string): boolean => {
    const [name = "", value] = settingOf(line) ?? []
    return halfOfSignIn.includes(name) && value === ""
  }
  if (!lines.some(isEmpty)) return lines
  const others = lines.filter((line) => !isEmpty(line))
  const hasHalf = others.some((line) => halfOfSignIn.includes(settingOf(line)?.[0] ?? ""))
  return hasHalf ? others : ["sso_role_name = half", ...others]
}

/** Empty, these say that there is to be no file: for ours as for the judges. */
const files = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]

const withoutPlatform = (draft: Draft): Draft => {
  const { env } = withoutVariables(draft, (name) => name.startsWith("AWS_CONTAINER_CREDENTIALS_"))
  return { ...draft, env: { ...env, AWS_EC2_METADATA_DISABLED: "true" } }
}

const regionVariable = (draft: Draft, region: string | undefined): Draft =>
  region === undefined ? draft : { ...draft, env: { ...draft.env, AWS_DEFAULT_REGION: region } }

/** Half of the keys alone, which the judges refuse, in the sections that have a line of this kind. */
const lessOf = (draft: Draft, is: (line: string, below: string | undefined) => boolean): Draft => ({
  ...draft,
  sections: draft.sections.map((section) =>
    section.lines.some((line, at) => is(line, section.lines[at + 1]))
      ? { ...section, lines: ["aws_access_key_id = half"] }
      : section
  )
})

/** The region of a profile, else of those that it takes its credentials from. */
const statedRegion = (draft: Draft, name: string, visited: ReadonlyArray<string> = []): string | undefined => {
  const profile = profileOf(draft, name)
  const region = profile.get("region")
  const source = profile.get("source_profile")
  if (region !== undefined && /^[a-z0-9-]+$/.test(region)) return region
  return source === undefined || visited.includes(source) ? undefined : statedRegion(draft, source, [...visited, name])
}

const keys = (id: string): ReadonlyArray<string> => [`aws_access_key_id = ${id}`, "aws_secret_access_key = sk"]

/** A small case: sections by file, each its header and its lines. */
const inFiles = (
  written: { readonly [File in SharedFile]?: ReadonlyArray<readonly [string, ...ReadonlyArray<string>]> },
  more: Partial<Draft>
): Draft => ({
  sections: (["config", "credentials"] as const).flatMap((file) =>
    (written[file] ?? []).map(([header, ...lines]) => ({ file, header, lines }))
  ),
  env: {},
  windows: [],
  marked: [],
  ...more
})

export const intended: ReadonlyArray<Intended> = [
  {
    name: "An empty variable counts as absent",
    example: inFiles(
      { credentials: [["default", ...keys("AKIAD")]] },
      { env: { AWS_PROFILE: "", AWS_DEFAULT_REGION: "eu-west-1" } }
    ),
    facets: ["credentials", "asked", "region", "sts", "s3"],
    because:
      "the AWS CLI v2 and the SDKs have it so, and job files set variables that they leave empty; botocore looks for a profile without a name, asks an address without a host, and builds `sts..amazonaws.com`",
    meant: (draft) => withoutVariables(draft, (name, value) => value === "" && !files.includes(name))
  },
  {
    name: "An empty setting counts as absent",
    example: inFiles({ config: [["profile x", "credential_process ="]] }, { profile: "x" }),
    facets: ["credentials", "asked", "region", "sts", "s3"],
    because:
      "it says nothing; botocore signs with an empty key or token, runs no command, or refuses its own empty parameter",
    meant: (draft) =>
      withoutSettings(draft, [
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "aws_security_token",
        "external_id",
        "role_session_name",
        "credential_process",
        "sso_session",
        "sso_start_url",
        "sso_region",
        "region",
        "web_identity_token_file",
        "services"
      ])
  },
  {
    name: "A mark of the byte order is no text",
    example: inFiles({ credentials: [["x", ...keys("AKIAX")]] }, { profile: "x", marked: ["credentials"] }),
    facets: ["credentials", "asked", "region", "sts", "s3"],
    because: "editors on Windows write it, and nobody sees it; botocore refuses the file",
    meant: (draft) => ({ ...draft, marked: [] })
  },
  {
    name: "AWS_REGION counts, before AWS_DEFAULT_REGION",
    example: inFiles({ credentials: [["x", ...keys("AKIAX")]] }, { profile: "x", env: { AWS_REGION: "eu-west-1" } }),
    facets: ["asked", "region", "sts", "s3", "credentials"],
    because:
      "AWS's reference guide names it for every SDK, and Lambda and ECS set it; boto3 and the AWS CLI v1 do not read it",
    meant: (draft) => regionVariable(draft, draft.env.AWS_REGION || undefined)
  },
  {
    name: "A profile's region counts before the variables",
    example: inFiles(
      { credentials: [["x", ...keys("AKIAX")]], config: [["profile x", "region = us-west-2"]] },
      { profile: "x", env: { AWS_DEFAULT_REGION: "eu-west-1" } }
    ),
    facets: ["credentials", "asked", "region", "sts", "s3"],
    because:
      "a session is of the profile that its entry names, whatever the shell has set; so is the STS that a profile's role is asked of",
    meant: (draft) => regionVariable(draft, statedRegion(draft, subjectOf(draft)))
  },
  {
    name: "A named profile gives its own credentials, or none",
    example: inFiles(
      { config: [["profile x", "region = us-west-2"]] },
      { profile: "x", env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "{FAKE}/creds" } }
    ),
    facets: ["credentials", "asked", "region", "sts", "s3"],
    because: "an env's session is of the profile that its entry names, never of what the place happens to have",
    meant: (draft) =>
      draft.profile === undefined || profileOf(draft, draft.profile).get("credential_source") !== undefined
        ? draft
        : withoutPlatform(draft)
  },
  {
    name: "A key that is empty beside a secret is told",
    example: inFiles({ credentials: [["x", "aws_access_key_id =", "aws_secret_access_key = sk"]] }, { profile: "x" }),
    facets: ["credentials"],
    because: "it is half a sign-in, most often a template that was never filled in; botocore signs with the empty key",
    meant: (draft) =>
      lessOf(draft, (line) => /^aws_access_key_id$/.test(settingOf(line)?.[0] ?? "") && settingOf(line)?.[1] === "")
  },
  {
    name: "An account or role of a sign-in that is empty is told",
    example: inFiles(
      {
        config: [
          ["profile x", "sso_session = s", "sso_account_id =", "sso_role_name =", "region = us-west-2"],
          ["sso-session s", "sso_start_url = https://x.awsapps.com/start", "sso_region = us-east-1"]
        ]
      },
      { profile: "x" }
    ),
    facets: ["credentials"],
    because: "the sign-in is half written; botocore asks Identity Center for no account's role, and AWS refuses that",
    meant: (draft) => ({
      ...draft,
      sections: draft.sections.map((section) => ({ ...section, lines: halfSignIn(section.lines) }))
    })
  },
  {
    name: "A key with a line break is told",
    example: inFiles({ credentials: [["x", ...keys("AKIAX"), "  region = us-west-2"]] }, { profile: "x" }),
    facets: ["credentials"],
    because:
      "no key or token of AWS has one: a setting below it was indented by mistake; botocore signs with both lines, and AWS refuses that",
    meant: (draft) => lessOf(draft, (line, below) => /^aws_/.test(settingOf(line)?.[0] ?? "") && isContinuation(below))
  },
  {
    name: "A region that is none is not taken",
    example: inFiles({ credentials: [["x", ...keys("AKIAX"), 'region = "us-west-2"']] }, { profile: "x" }),
    facets: ["region", "sts", "s3"],
    because: "no host can have such a name, with quotes or a comment in it; boto3 takes it, and fails with each client",
    meant: (draft) => ({
      ...draft,
      sections: draft.sections.map((section) => ({
        ...section,
        lines: section.lines.flatMap((line, at) => {
          const [name, value] = settingOf(line) ?? []
          const isRegion = name === "region" && value !== undefined
          const isWhole = !isRegion || (/^[\w-]*$/.test(value) && !isContinuation(section.lines[at + 1]))
          return isWhole ? [line] : []
        })
      }))
    })
  },
  {
    name: "Without a region nobody is asked",
    example: inFiles(
      {
        config: [["profile x", "role_arn = arn:aws:iam::111111111111:role/r", "web_identity_token_file = {HOME}/tok"]]
      },
      { profile: "x" }
    ),
    facets: ["credentials"],
    because:
      "a request to a region that nobody named fails in the day that region does; botocore asks the STS of us-east-1 by its global name",
    meant: (draft) =>
      draft.env.AWS_REGION || draft.env.AWS_DEFAULT_REGION || statedRegion(draft, subjectOf(draft)) !== undefined
        ? draft
        : regionVariable(draft, "no region")
  }
]

/** A variable that an AWS SDK or the AWS CLI reads, and the page or the file of theirs that says so. */
export interface ShadowingVariable {
  readonly name: string
  readonly source: string
  /** What an empty one does, where that is more than nothing, and who does it. */
  readonly whenEmpty?: string
}

const guide = 'AWS SDKs and Tools Reference Guide, "Environment variables list"'
const ruby = "SDK for Ruby 3, aws-sdk-core/credential_provider_chain.rb; SDK for JavaScript 2, lib/node_loader.js"
const go = "SDK for Go 2, config/env_config.go; SDK for Java 1, SDKGlobalConfiguration; SDK for Ruby 3"

const noProfile = "botocore and the AWS CLI look for a profile of no name, and fail"

/**
 * The variables by which the AWS CLI and the SDKs would find other credentials than those given, or take these for
 * another account's. They are removed; only what can remove none empties them, and not those of which an empty one
 * counts as given.
 */
export const shadowing: ReadonlyArray<ShadowingVariable> = [
  { name: "AWS_PROFILE", source: guide, whenEmpty: noProfile },
  {
    name: "AWS_DEFAULT_PROFILE",
    source: "botocore, configprovider.py; SDK for Go 2; SDK for C++; SDK for Ruby 3",
    whenEmpty: noProfile
  },
  { name: "AWS_ACCESS_KEY_ID", source: guide },
  { name: "AWS_SECRET_ACCESS_KEY", source: guide },
  { name: "AWS_SESSION_TOKEN", source: guide },
  { name: "AWS_SECURITY_TOKEN", source: "botocore, credentials.py: the name that boto 2 had for it" },
  { name: "AWS_ACCESS_KEY", source: go },
  { name: "AWS_SECRET_KEY", source: `${go}; SDK for .NET, EnvironmentVariablesAWSCredentials.cs` },
  { name: "SECRET_ACCESS_KEY", source: "SDK for Rust, aws-config environment/credentials.rs" },
  { name: "AMAZON_ACCESS_KEY_ID", source: ruby },
  { name: "AMAZON_SECRET_ACCESS_KEY", source: ruby },
  { name: "AMAZON_SESSION_TOKEN", source: ruby },
  { name: "AWS_CREDENTIAL_EXPIRATION", source: "AWS CLI User Guide, export-credentials; SDK for JavaScript 3" },
  { name: "AWS_CREDENTIAL_SCOPE", source: "SDK for JavaScript 3, credential-provider-env" },
  { name: "AWS_ACCOUNT_ID", source: `${guide}; the SDKs put it into account-based endpoints` },
  {
    name: "AWS_BEARER_TOKEN_BEDROCK",
    source: 'Amazon Bedrock User Guide, "Use an API key": it comes before any keys',
    whenEmpty: "botocore sends an empty token in place of a signature"
  },
  { name: "AWS_CREDENTIAL_FILE", source: "botocore, credentials.py: the file of the first EC2 tools" },
  { name: "AWS_ROLE_ARN", source: guide },
  { name: "AWS_IAM_ROLE_ARN", source: 'AWS SDKs and Tools Reference Guide, "Assume role credential provider"' },
  { name: "AWS_ROLE_SESSION_NAME", source: guide },
  {
    name: "AWS_IAM_ROLE_SESSION_NAME",
    source: 'AWS SDKs and Tools Reference Guide, "Assume role credential provider"'
  },
  { name: "AWS_WEB_IDENTITY_TOKEN_FILE", source: guide },
  { name: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", source: guide },
  { name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", source: guide },
  { name: "AWS_CONTAINER_AUTHORIZATION_TOKEN", source: guide },
  { name: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", source: guide }
]

/** Their names. */
export const shadowingVariables: ReadonlyArray<string> = shadowing.map(({ name }) => name)

const countWhenEmpty: ReadonlySet<string> = new Set(
  shadowing.flatMap(({ name, whenEmpty }) => (whenEmpty === undefined ? [] : [name]))
)

/** Whether a variable that is set to nothing is, to every client, as one that is not set. */
export const isAbsentWhenEmpty = (name: string): boolean => !countWhenEmpty.has(name)

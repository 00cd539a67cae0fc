import { namedSection, type Sections } from "../text/Ini.ts"
import type { ChildEnvironment } from "./ChildEnvironment.ts"

/** A profile's settings by lower-case name. */
type Settings = ReadonlyMap<string, string>

/** The user's two files, as read; a file that is not there has no sections. */
export interface SharedFiles {
  readonly config: Sections
  readonly credentials: Sections
}

/**
 * The settings by which a client has credentials, or fails for want of them, before it asks a container's server.
 *
 * Source: botocore, credentials.py (`create_credential_resolver`); AWS SDKs and Tools Reference Guide, "Standardized
 * credential providers".
 */
const ofCredentials =
  /^(aws_(access_key_id|secret_access_key|session_token|security_token)|credential_(process|source)|login_session|role_arn|source_profile|sso_.*|web_identity_token_file)$/

/**
 * The settings of a profile that are no credentials and lead to none, each with the variable that says the same, if there
 * is one.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Settings reference"; AWS CLI User Guide, "Configuration and credential
 * file settings"; botocore, configprovider.py.
 */
const others: { readonly [setting: string]: string | undefined } = {
  account_id_endpoint_mode: "AWS_ACCOUNT_ID_ENDPOINT_MODE",
  auth_scheme_preference: "AWS_AUTH_SCHEME_PREFERENCE",
  ca_bundle: "AWS_CA_BUNDLE",
  cli_auto_prompt: "AWS_CLI_AUTO_PROMPT",
  cli_binary_format: undefined,
  cli_follow_urlparam: undefined,
  cli_history: undefined,
  cli_pager: "AWS_PAGER",
  cli_timestamp_format: undefined,
  defaults_mode: "AWS_DEFAULTS_MODE",
  disable_request_compression: "AWS_DISABLE_REQUEST_COMPRESSION",
  ec2_metadata_service_endpoint: "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  ec2_metadata_service_endpoint_mode: "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
  ec2_metadata_v1_disabled: "AWS_EC2_METADATA_V1_DISABLED",
  endpoint_discovery_enabled: "AWS_ENDPOINT_DISCOVERY_ENABLED",
  // The endpoints have rules of their own (`childEndpoints`), and so has the region.
  endpoint_url: undefined,
  ignore_configured_endpoint_urls: undefined,
  region: undefined,
  services: undefined,
  max_attempts: "AWS_MAX_ATTEMPTS",
  metadata_service_num_attempts: "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
  metadata_service_timeout: "AWS_METADATA_SERVICE_TIMEOUT",
  output: "AWS_DEFAULT_OUTPUT",
  parameter_validation: undefined,
  request_checksum_calculation: "AWS_REQUEST_CHECKSUM_CALCULATION",
  request_min_compression_size_bytes: "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
  response_checksum_validation: "AWS_RESPONSE_CHECKSUM_VALIDATION",
  retry_mode: "AWS_RETRY_MODE",
  s3_disable_express_session_auth: "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
  s3_disable_multiregion_access_points: "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",
  s3_us_east_1_regional_endpoint: "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
  s3_use_arn_region: "AWS_S3_USE_ARN_REGION",
  sdk_ua_app_id: "AWS_SDK_UA_APP_ID",
  sigv4a_signing_region_set: "AWS_SIGV4A_SIGNING_REGION_SET",
  sts_regional_endpoints: "AWS_STS_REGIONAL_ENDPOINTS",
  tcp_keepalive: undefined,
  use_dualstack_endpoint: "AWS_USE_DUALSTACK_ENDPOINT",
  use_fips_endpoint: "AWS_USE_FIPS_ENDPOINT"
}

/** Those that lead a request to another address: where `[default]` has them and a session's profile has not, off. */
const switches: ReadonlySet<string> = new Set(["use_dualstack_endpoint", "use_fips_endpoint"])

/** What the `s3` setting holds, one a line. Source: AWS CLI, topic "s3-config"; botocore, configprovider.py. */
const inS3: ReadonlySet<string> = new Set([
  "addressing_style",
  "max_bandwidth",
  "max_concurrent_requests",
  "max_queue_size",
  "multipart_chunksize",
  "multipart_threshold",
  "payload_signing_enabled",
  "preferred_transfer_client",
  "s3_disable_multiregion_access_points",
  "target_bandwidth",
  "us_east_1_regional_endpoint",
  "use_accelerate_endpoint",
  "use_arn_region",
  "use_dualstack_endpoint"
])

/** A profile as the clients read it: the credentials file over the config file. */
export const profileSettings = ({ config, credentials }: SharedFiles, name: string): Settings =>
  new Map([
    ...(name === "default" ? (config.get("default") ?? []) : []),
    ...[...config].flatMap(([title, settings]) => (namedSection(title, "profile") === name ? [...settings] : [])),
    ...(credentials.get(name) ?? [])
  ])

/** Whether a client that reads this profile has credentials from it, or fails, before it asks a server. */
export const comesBeforeServer = (profile: Settings): boolean =>
  [...profile.keys()].some((name) => ofCredentials.test(name))

/** Whether the files hold profiles besides `[default]`, which a child without the files would miss. */
export const hasOtherProfiles = ({ config, credentials }: SharedFiles): boolean =>
  [...config.keys()].some((title) => (namedSection(title, "profile") ?? "default") !== "default") ||
  [...credentials.keys()].some((title) => title !== "default")

/** The first line of a value alone: what is indented below it may be anything, also a key that went wrong. */
const firstLine = (value: string): string => value.split(/[\r\n]/, 1)[0]?.trim() ?? ""

const lines = (value: string, allowed: (name: string) => boolean): ReadonlyArray<string> =>
  value.split("\n").flatMap((line) => {
    const [, name, stated] = /^\s*(\w+)\s*[=:]\s*(\S.*?)\s*$/.exec(line) ?? []
    return name !== undefined && stated !== undefined && allowed(name) ? [`  ${name} = ${stated}`] : []
  })

const nested = (name: string, value: string, allowed: (name: string) => boolean): ReadonlyArray<string> => {
  const below = lines(value, allowed)
  return below.length === 0 ? [] : [`${name} =`, ...below]
}

/**
 * The text of a config file whose `[default]` has the settings of the user's, and no credentials: only what is known to
 * be a setting is copied.
 */
export const settingsOnly = (files: SharedFiles): string => {
  const profile = profileSettings(files, "default")
  const text = ["[default]"]
  for (const [name, value] of profile) {
    if (name === "s3") text.push(...nested(name, value, (inner) => inS3.has(inner)))
    else if (Object.hasOwn(others, name) && firstLine(value) !== "") text.push(`${name} = ${firstLine(value)}`)
  }
  const services = firstLine(profile.get("services") ?? "")
  for (const [title, section] of files.config) {
    if (services === "" || namedSection(title, "services") !== services) continue
    text.push(`[${title}]`)
    for (const [name, value] of section) text.push(...nested(name, value, (inner) => inner === "endpoint_url"))
  }
  return `${text.join("\n")}\n`
}

/** The variables that `settingVariables` has to know. */
export const settingNames: ReadonlyArray<string> = Object.values(others).filter((variable) => variable !== undefined)

/**
 * The settings of a session's profile by variable, for a child that reads `read`. What the environment says itself comes
 * before any profile, for the session and for the child.
 */
export const settingVariables = (
  own: Settings,
  read: Settings,
  inherited: { readonly [name: string]: string | undefined }
): ChildEnvironment["set"] => {
  const set: { [name: string]: string } = {}
  for (const [name, variable] of Object.entries(others)) {
    if (variable === undefined || inherited[variable] !== undefined) continue
    const stated = firstLine(own.get(name) ?? "")
    if (stated !== "") set[variable] = stated
    else if (switches.has(name) && firstLine(read.get(name) ?? "") !== "") set[variable] = "false"
  }
  return set
}

import type { Sections } from "../text/Ini.ts"
import { namedSection } from "../text/Ini.ts"

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
 * The settings of a profile that are no credentials and lead to none.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Settings reference"; AWS CLI User Guide, "Configuration and credential
 * file settings".
 */
const others: ReadonlySet<string> = new Set([
  "account_id_endpoint_mode",
  "auth_scheme_preference",
  "ca_bundle",
  "cli_auto_prompt",
  "cli_binary_format",
  "cli_follow_urlparam",
  "cli_history",
  "cli_pager",
  "cli_timestamp_format",
  "defaults_mode",
  "disable_request_compression",
  "ec2_metadata_service_endpoint",
  "ec2_metadata_service_endpoint_mode",
  "ec2_metadata_v1_disabled",
  "endpoint_discovery_enabled",
  "endpoint_url",
  "ignore_configured_endpoint_urls",
  "max_attempts",
  "metadata_service_num_attempts",
  "metadata_service_timeout",
  "output",
  "parameter_validation",
  "region",
  "request_checksum_calculation",
  "request_min_compression_size_bytes",
  "response_checksum_validation",
  "retry_mode",
  "s3_disable_express_session_auth",
  "s3_disable_multiregion_access_points",
  "s3_us_east_1_regional_endpoint",
  "s3_use_arn_region",
  "sdk_ua_app_id",
  "services",
  "sigv4a_signing_region_set",
  "sts_regional_endpoints",
  "tcp_keepalive",
  "use_dualstack_endpoint",
  "use_fips_endpoint"
])

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
const firstLine = (value: string): string => value.split("\n")[0]?.trim() ?? ""

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
    else if (others.has(name) && firstLine(value) !== "") text.push(`${name} = ${firstLine(value)}`)
  }
  const services = firstLine(profile.get("services") ?? "")
  for (const [title, section] of files.config) {
    if (services === "" || namedSection(title, "services") !== services) continue
    text.push(`[${title}]`)
    for (const [name, value] of section) text.push(...nested(name, value, (inner) => inner === "endpoint_url"))
  }
  return `${text.join("\n")}\n`
}

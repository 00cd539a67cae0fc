import * as Result from "effect/Result"
import type { ConfigProblem } from "../config/ConfigProblem.ts"
import { describeValue } from "../text/Describe.ts"

/** A setting that clients read from a variable and from the profile, which comes second. */
interface ClientSetting {
  /** The option of an SDK client that says the same. */
  readonly option: string
  readonly variable?: string
  /** Its name in the config file, with that of the setting that it is nested in. */
  readonly setting: string
  /** The service whose clients alone have it, by the SDK's name. */
  readonly only?: string
  /** What a text means; `undefined` for one that means nothing. */
  readonly read: (text: string) => unknown
  /** What else is expected, as the end of "expected …". */
  readonly expected: string
}

/** As botocore has it: `true` in any case, and nothing else is. */
const flag = { read: (text: string): unknown => text.toLowerCase() === "true", expected: "true or false" }

const oneOf = (words: { readonly [word: string]: unknown }) => ({
  read: (text: string): unknown => words[text.toLowerCase()],
  expected: `one of ${Object.keys(words).join(", ")}`
})

const whole = (least: number, most: number) => ({
  read: (text: string): unknown =>
    /^\+?\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined,
  expected: `a whole number of at least ${least}`
})

const list = {
  read: (text: string): unknown =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  expected: "names with commas between"
}

const checksums = oneOf({ when_supported: "WHEN_SUPPORTED", when_required: "WHEN_REQUIRED" })

/**
 * Every setting that an SDK client would read for itself, or that boto3's clients read and the SDK has an option for. Of
 * two rows with one option the first that is stated counts.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Settings reference"; botocore, `BOTOCORE_DEFAUT_SESSION_VARIABLES` and
 * `DEFAULT_S3_CONFIG_VARS`; the `configFileSelector`s of the AWS SDK for JavaScript.
 */
export const clientSettingsTable: ReadonlyArray<ClientSetting> = [
  { option: "useFipsEndpoint", variable: "AWS_USE_FIPS_ENDPOINT", setting: "use_fips_endpoint", ...flag },
  { option: "useDualstackEndpoint", setting: "s3.use_dualstack_endpoint", only: "S3", ...flag },
  {
    option: "useDualstackEndpoint",
    variable: "AWS_USE_DUALSTACK_ENDPOINT",
    setting: "use_dualstack_endpoint",
    ...flag
  },
  {
    option: "requestChecksumCalculation",
    variable: "AWS_REQUEST_CHECKSUM_CALCULATION",
    setting: "request_checksum_calculation",
    ...checksums
  },
  {
    option: "responseChecksumValidation",
    variable: "AWS_RESPONSE_CHECKSUM_VALIDATION",
    setting: "response_checksum_validation",
    ...checksums
  },
  {
    option: "retryMode",
    variable: "AWS_RETRY_MODE",
    setting: "retry_mode",
    ...oneOf({ legacy: "standard", standard: "standard", adaptive: "adaptive" })
  },
  { option: "maxAttempts", variable: "AWS_MAX_ATTEMPTS", setting: "max_attempts", ...whole(1, 1_000) },
  {
    option: "defaultsMode",
    variable: "AWS_DEFAULTS_MODE",
    setting: "defaults_mode",
    ...oneOf({
      legacy: "legacy",
      auto: "auto",
      standard: "standard",
      "in-region": "in-region",
      "cross-region": "cross-region",
      mobile: "mobile"
    })
  },
  {
    option: "accountIdEndpointMode",
    variable: "AWS_ACCOUNT_ID_ENDPOINT_MODE",
    setting: "account_id_endpoint_mode",
    ...oneOf({ preferred: "preferred", disabled: "disabled", required: "required" })
  },
  {
    option: "authSchemePreference",
    variable: "AWS_AUTH_SCHEME_PREFERENCE",
    setting: "auth_scheme_preference",
    ...list
  },
  {
    option: "sigv4aSigningRegionSet",
    variable: "AWS_SIGV4A_SIGNING_REGION_SET",
    setting: "sigv4a_signing_region_set",
    ...list
  },
  {
    option: "disableRequestCompression",
    variable: "AWS_DISABLE_REQUEST_COMPRESSION",
    setting: "disable_request_compression",
    ...flag
  },
  {
    option: "requestMinCompressionSizeBytes",
    variable: "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
    setting: "request_min_compression_size_bytes",
    ...whole(0, 10_485_760)
  },
  {
    option: "disableHostPrefix",
    variable: "AWS_DISABLE_HOST_PREFIX_INJECTION",
    setting: "disable_host_prefix_injection",
    ...flag
  },
  {
    option: "disableClockSkewCorrection",
    variable: "AWS_DISABLE_CLOCK_SKEW_CORRECTION",
    setting: "disable_clock_skew_correction",
    ...flag
  },
  {
    option: "userAgentAppId",
    variable: "AWS_SDK_UA_APP_ID",
    setting: "sdk_ua_app_id",
    read: (text) => text,
    expected: "a name"
  },
  {
    option: "disableS3ExpressSessionAuth",
    variable: "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
    setting: "s3_disable_express_session_auth",
    only: "S3",
    ...flag
  },
  {
    option: "disableMultiregionAccessPoints",
    variable: "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",
    setting: "s3_disable_multiregion_access_points",
    only: "S3",
    ...flag
  },
  {
    option: "disableMultiregionAccessPoints",
    setting: "s3.s3_disable_multiregion_access_points",
    only: "S3",
    ...flag
  },
  { option: "useArnRegion", variable: "AWS_S3_USE_ARN_REGION", setting: "s3_use_arn_region", only: "S3", ...flag },
  { option: "useArnRegion", setting: "s3.use_arn_region", only: "S3", ...flag },
  { option: "useAccelerateEndpoint", setting: "s3.use_accelerate_endpoint", only: "S3", ...flag },
  {
    option: "forcePathStyle",
    setting: "s3.addressing_style",
    only: "S3",
    ...oneOf({ path: true, virtual: false, auto: false })
  }
]

export const clientVariables: ReadonlyArray<string> = clientSettingsTable.flatMap(({ variable }) => variable ?? [])

/** What the SDK's clients take where nobody says anything: without it some read the profile of the process. */
const silent: ClientOptions = {
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  disableClockSkewCorrection: false,
  defaultsMode: "legacy"
}

/** Options of an SDK client's configuration. */
export type ClientOptions = { readonly [option: string]: unknown }

type Texts = { readonly [name: string]: string | undefined }

/**
 * The options of a service's clients, by the variables and then by the settings of the profile that the session is of.
 *
 * @param service the SDK's name of the service; `undefined` for the options that all have
 */
export const clientOptions = (
  service: string | undefined,
  variables: Texts,
  settings: Texts = {}
): Result.Result<ClientOptions, ConfigProblem> => {
  const options: { [option: string]: unknown } = {}
  for (const { option, variable, setting, only, read, expected } of clientSettingsTable) {
    if (option in options || (only !== undefined && only !== service)) continue
    const byVariable = variable === undefined ? undefined : variables[variable]
    const text = byVariable ?? settings[setting]
    if (text === undefined || text === "") continue
    const value = read(text.trim())
    if (value === undefined) {
      const path = byVariable === undefined ? `${setting.replace(".", " > ")} of the profile` : (variable ?? setting)
      const found = describeValue(text.split("\n", 1)[0])
      return Result.fail({ path, expected, found, next: "Correct it, or remove it." })
    }
    options[option] = value
  }
  return Result.succeed({ ...silent, ...options })
}

/** Settings of a profile that its clients read: they are the session's own profile's, and no other's. */
import { container, environmentKeys, keys, noRegion, roleFiles, rows } from "../Case.ts"

const profile = (settings: string, others = "") => ({
  ".aws/credentials": `[x]\n${keys("AKIAX")}[default]\n${keys("AKIAD")}`,
  ".aws/config": `[profile x]\nregion=us-west-2\n${settings}\n${others}`
})

const clients = ["credentials", "sts", "s3"] as const

export const clientSettings = rows(8, [
  {
    name: "fips of the profile",
    profile: "x",
    env: noRegion,
    files: profile("use_fips_endpoint=true"),
    compare: clients,
    real: "cli"
  },
  {
    name: "fips of the profile, in capitals",
    profile: "x",
    env: noRegion,
    files: profile("use_fips_endpoint = TRUE"),
    compare: clients
  },
  {
    name: "fips that is no boolean",
    profile: "x",
    env: noRegion,
    files: profile("use_fips_endpoint = yes"),
    compare: clients
  },
  { name: "fips false", profile: "x", env: noRegion, files: profile("use_fips_endpoint = false"), compare: clients },
  {
    name: "dual-stack of the profile",
    real: "boto3",
    profile: "x",
    env: noRegion,
    files: profile("use_dualstack_endpoint=true"),
    compare: clients
  },
  {
    name: "dual-stack and fips of the profile",
    profile: "x",
    env: noRegion,
    files: profile("use_dualstack_endpoint=true\nuse_fips_endpoint=true"),
    compare: clients
  },
  {
    name: "fips of [default], another profile asked for",
    real: "cli",
    profile: "x",
    env: noRegion,
    files: profile("", "[default]\nuse_fips_endpoint=true\n"),
    compare: clients
  },
  {
    name: "dual-stack of [default], another profile asked for",
    profile: "x",
    env: noRegion,
    files: profile("", "[default]\nuse_dualstack_endpoint=true\n"),
    compare: clients
  },
  {
    name: "fips of AWS_PROFILE, another profile asked for",
    profile: "x",
    env: { ...noRegion, AWS_PROFILE: "y" },
    files: profile("", "[profile y]\nuse_fips_endpoint=true\n"),
    compare: clients
  },
  {
    name: "AWS_PROFILE names no profile, a profile asked for",
    profile: "x",
    env: { ...noRegion, AWS_PROFILE: "nowhere" },
    files: profile(""),
    compare: clients
  },
  {
    name: "fips by variable",
    profile: "x",
    env: { ...noRegion, AWS_USE_FIPS_ENDPOINT: "true" },
    files: profile(""),
    compare: clients
  },
  {
    name: "fips by variable over the profile's false",
    profile: "x",
    env: { ...noRegion, AWS_USE_FIPS_ENDPOINT: "true" },
    files: profile("use_fips_endpoint=false"),
    compare: clients
  },
  {
    name: "no fips by variable over the profile's true",
    profile: "x",
    env: { ...noRegion, AWS_USE_FIPS_ENDPOINT: "false" },
    files: profile("use_fips_endpoint=true"),
    compare: clients
  },
  {
    name: "dual-stack by variable",
    profile: "x",
    env: { ...noRegion, AWS_USE_DUALSTACK_ENDPOINT: "true" },
    files: profile(""),
    compare: clients
  },
  {
    name: "no dual-stack by variable over the profile's true",
    profile: "x",
    env: { ...noRegion, AWS_USE_DUALSTACK_ENDPOINT: "false" },
    files: profile("use_dualstack_endpoint=true"),
    compare: clients
  },
  {
    name: "fips of [default] with an endpoint of the profile",
    profile: "x",
    env: noRegion,
    files: profile("endpoint_url={FAKE}", "[default]\nuse_fips_endpoint=true\n"),
    compare: clients
  },
  {
    name: "fips of [default] for keys in the environment",
    env: environmentKeys,
    files: { ".aws/config": "[default]\nuse_fips_endpoint=true\n" },
    compare: clients
  },
  {
    name: "dual-stack of [default] for keys in the environment",
    env: environmentKeys,
    files: { ".aws/config": "[default]\nuse_dualstack_endpoint=true\n" },
    compare: clients
  },
  {
    name: "fips of AWS_PROFILE for keys in the environment",
    env: { ...environmentKeys, AWS_PROFILE: "x" },
    files: { ".aws/config": "[profile x]\nuse_fips_endpoint=true\n" },
    compare: clients
  },
  {
    name: "fips of [default] for a container",
    env: container,
    files: { ".aws/config": "[default]\nuse_fips_endpoint=true\n" },
    compare: clients
  },
  {
    name: "fips of a role's profile",
    profile: "x",
    env: noRegion,
    files: roleFiles("region=us-west-2\nuse_fips_endpoint=true\n"),
    compare: [...clients, "asked"]
  },
  {
    name: "fips of a role's source profile",
    profile: "x",
    env: noRegion,
    files: roleFiles("region=us-west-2\n", "use_fips_endpoint=true\n"),
    compare: [...clients, "asked"]
  },
  {
    name: "dual-stack of a role's profile",
    profile: "x",
    env: noRegion,
    files: roleFiles("region=us-west-2\nuse_dualstack_endpoint=true\n"),
    compare: [...clients, "asked"]
  },
  {
    name: "checksums only where required, by the profile",
    profile: "x",
    env: noRegion,
    files: profile("request_checksum_calculation=when_required"),
    compare: ["credentials", "put"]
  },
  {
    name: "checksums as they are by default",
    profile: "x",
    env: noRegion,
    files: profile(""),
    compare: ["credentials", "put", "get"]
  },
  {
    name: "checksums only where required, by variable",
    profile: "x",
    env: { ...noRegion, AWS_REQUEST_CHECKSUM_CALCULATION: "WHEN_REQUIRED" },
    files: profile("request_checksum_calculation=when_supported"),
    compare: ["credentials", "put"]
  },
  {
    name: "checksums of [default], another profile asked for",
    profile: "x",
    env: noRegion,
    files: profile("", "[default]\nrequest_checksum_calculation=when_required\n"),
    compare: ["credentials", "put"]
  },
  {
    name: "checksums of [default] for keys in the environment",
    env: environmentKeys,
    files: { ".aws/config": "[default]\nrequest_checksum_calculation=when_required\n" },
    compare: ["credentials", "put"]
  },
  {
    name: "answers' checksums only where required, by the profile",
    profile: "x",
    env: noRegion,
    files: profile("response_checksum_validation=when_required"),
    compare: ["credentials", "get"]
  },
  {
    name: "answers' checksums of [default], another profile asked for",
    profile: "x",
    env: noRegion,
    files: profile("", "[default]\nresponse_checksum_validation=when_required\n"),
    compare: ["credentials", "get"]
  },
  {
    name: "application id of the profile",
    profile: "x",
    env: noRegion,
    files: profile("sdk_ua_app_id=acme"),
    compare: ["credentials", "appId"]
  },
  {
    name: "application id by variable",
    profile: "x",
    env: { ...noRegion, AWS_SDK_UA_APP_ID: "acme-env" },
    files: profile("sdk_ua_app_id=acme"),
    compare: ["credentials", "appId"]
  },
  {
    name: "application id of [default], another profile asked for",
    profile: "x",
    env: noRegion,
    files: profile("", "[default]\nsdk_ua_app_id=acme\n"),
    compare: ["credentials", "appId"]
  },
  {
    name: "retries of the profile",
    profile: "x",
    env: noRegion,
    files: profile("retry_mode=adaptive\nmax_attempts=7"),
    compare: ["credentials", "retries"],
    withoutCli: "it has no client to look into"
  },
  {
    name: "retries by variable over the profile's",
    profile: "x",
    env: { ...noRegion, AWS_RETRY_MODE: "standard", AWS_MAX_ATTEMPTS: "4" },
    files: profile("retry_mode=adaptive\nmax_attempts=7"),
    compare: ["credentials", "retries"],
    withoutCli: "it has no client to look into"
  },
  {
    name: "retries of [default], another profile asked for",
    profile: "x",
    env: noRegion,
    files: profile("retry_mode=standard\nmax_attempts=4", "[default]\nretry_mode=adaptive\nmax_attempts=7\n"),
    compare: ["credentials", "retries"],
    withoutCli: "it has no client to look into"
  }
])

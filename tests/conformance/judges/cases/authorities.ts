/** Certificates of a company's own authority. */
import { environmentKeys, keys, noRegion, oneAttempt, roleFiles, rows } from "../Case.ts"

const clients = ["credentials", "sts", "s3"] as const
const all = [...clients, "asked"] as const
const ofProfile = { profile: "x", env: noRegion, authority: "company" } as const
const profile = (settings: string, others = "") => ({
  ".aws/credentials": `[x]\n${keys("AKIAX")}`,
  ".aws/config": `[profile x]\nregion=us-west-2\n${settings}\n${others}`
})
const failing = "it shows its credentials only by a request, which fails here"

export const authorities = rows(17, [
  {
    name: "AWS_CA_BUNDLE",
    real: "cli",
    env: { ...environmentKeys, AWS_CA_BUNDLE: "{CA}" },
    authority: "company",
    compare: clients
  },
  {
    name: "no bundle: the certificate is not trusted",
    env: { ...environmentKeys, ...oneAttempt },
    authority: "company",
    compare: clients,
    withoutCli: failing
  },
  {
    name: "AWS_CA_BUNDLE, an endpoint on loopback over TLS",
    env: { ...environmentKeys, AWS_CA_BUNDLE: "{CA}", AWS_ENDPOINT_URL: "{TLS}" },
    authority: "company",
    compare: clients
  },
  {
    name: "AWS_CA_BUNDLE empty",
    env: { ...environmentKeys, AWS_CA_BUNDLE: "", ...oneAttempt },
    authority: "company",
    compare: clients,
    withoutCli: failing,
    must: {
      sts: "nothing",
      s3: "nothing",
      says: "an empty value counts as absent; botocore then verifies no certificate at all"
    }
  },
  {
    name: "AWS_CA_BUNDLE empty, a known certificate",
    env: { ...environmentKeys, AWS_CA_BUNDLE: "" },
    compare: clients
  },
  {
    name: "AWS_CA_BUNDLE that is not there",
    env: { ...environmentKeys, AWS_CA_BUNDLE: "{HOME}/nowhere.pem", ...oneAttempt },
    authority: "company",
    compare: clients,
    withoutCli: failing
  },
  { name: "ca_bundle of the profile", real: "boto3", ...ofProfile, files: profile("ca_bundle={CA}"), compare: clients },
  {
    name: "ca_bundle of the profile, empty",
    ...ofProfile,
    env: { ...noRegion, ...oneAttempt },
    files: profile("ca_bundle="),
    compare: clients,
    withoutCli: failing,
    must: {
      sts: "nothing",
      s3: "nothing",
      says: "an empty value counts as absent; botocore then verifies no certificate at all"
    }
  },
  {
    name: "ca_bundle of [default], another profile asked for",
    ...ofProfile,
    env: { ...noRegion, ...oneAttempt },
    files: profile("", "[default]\nca_bundle={CA}\n"),
    compare: clients,
    withoutCli: failing
  },
  {
    name: "ca_bundle of the profile, AWS_CA_BUNDLE before it",
    ...ofProfile,
    env: { ...noRegion, AWS_CA_BUNDLE: "{CA}" },
    files: profile("ca_bundle={HOME}/nowhere.pem"),
    compare: clients
  },
  {
    name: "ca_bundle of [default] for keys in the environment",
    env: environmentKeys,
    authority: "company",
    files: { ".aws/config": "[default]\nca_bundle={CA}\n" },
    compare: clients
  },
  {
    name: "ca_bundle of AWS_PROFILE for keys in the environment",
    env: { ...environmentKeys, AWS_PROFILE: "y" },
    authority: "company",
    files: { ".aws/config": "[profile y]\nca_bundle={CA}\n" },
    compare: clients
  },
  {
    name: "role, AWS_CA_BUNDLE",
    ...ofProfile,
    env: { ...noRegion, AWS_CA_BUNDLE: "{CA}" },
    files: roleFiles("region=us-west-2\n"),
    compare: all
  },
  {
    name: "role, ca_bundle of its profile",
    ...ofProfile,
    files: roleFiles("region=us-west-2\nca_bundle={CA}\n"),
    compare: all
  },
  {
    name: "role, ca_bundle of its source profile",
    ...ofProfile,
    env: { ...noRegion, ...oneAttempt },
    files: roleFiles("region=us-west-2\n", "ca_bundle={CA}\n"),
    compare: ["credentials", "asked"],
    withoutCli: "it tries five times"
  },
  {
    name: "web identity, AWS_CA_BUNDLE",
    env: {
      AWS_CA_BUNDLE: "{CA}",
      AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/r",
      AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok"
    },
    authority: "company",
    files: { tok: "jwt-1" },
    compare: ["credentials", "asked"]
  },
  {
    name: "AWS_CA_BUNDLE and HTTPS_PROXY",
    env: { ...environmentKeys, AWS_CA_BUNDLE: "{CA}", HTTPS_PROXY: "{PROXY}" },
    authority: "company",
    compare: clients
  },
  {
    name: "ca_bundle of the profile and https_proxy",
    ...ofProfile,
    env: { ...noRegion, https_proxy: "{PROXY}" },
    files: profile("ca_bundle={CA}"),
    compare: clients
  }
])

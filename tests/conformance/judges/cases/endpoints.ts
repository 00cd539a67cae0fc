/** Whose endpoints a session's clients and its own requests take. */
import {
  type Case,
  container,
  environmentKeys,
  instance,
  keys,
  knowsNoEndpoints,
  noRegion,
  role,
  roleFiles,
  rows,
  ssoFiles
} from "../Case.ts"

const E = "http://e.example"
const S = "http://s.example"

const profile = (settings: string, others = "") => ({
  ".aws/credentials": `[x]\n${keys("AKIAX")}`,
  ".aws/config": `[profile x]\nregion=us-west-2\n${settings}\n${others}`
})

const ambient = (settings: string) => ({ ".aws/config": `[default]\n${settings}\n` })

const services = "[services acme]\ns3 =\n  endpoint_url = http://s.example\n"

const clients = ["credentials", "sts", "s3"] as const
const all = [...clients, "asked"] as const
const ofProfile = { profile: "x", env: noRegion } as const

const ofEndpoints: ReadonlyArray<Omit<Case, "of">> = [
  {
    name: "endpoint of the profile",
    ...ofProfile,
    files: profile(`endpoint_url=${E}`),
    compare: clients,
    real: "boto3"
  },
  {
    name: "endpoint of the profile, with a path",
    ...ofProfile,
    files: profile(`endpoint_url=${E}/aws`),
    compare: ["credentials", "sts"]
  },
  {
    name: "endpoint of the profile, with a slash at its end",
    ...ofProfile,
    files: profile(`endpoint_url=${E}/`),
    compare: clients
  },
  {
    name: "endpoint of [default], another profile asked for",
    ...ofProfile,
    files: profile("", `[default]\nendpoint_url=${E}\n`),
    compare: clients
  },
  {
    name: "endpoint of one service",
    real: "cli",
    ...ofProfile,
    files: profile("services=acme", services),
    compare: clients
  },
  {
    name: "endpoint of one service before the profile's",
    ...ofProfile,
    files: profile(`services=acme\nendpoint_url=${E}`, services),
    compare: clients
  },
  {
    name: "endpoint by variable before the profile's",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: S },
    files: profile(`endpoint_url=${E}`),
    compare: clients
  },
  {
    name: "endpoint of a service by variable before that for all",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: E, AWS_ENDPOINT_URL_S3: S },
    files: profile(""),
    compare: clients
  },
  {
    name: "endpoint for all by variable before a service of the profile",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: E },
    files: profile("services=acme", services),
    compare: clients
  },
  {
    name: "empty endpoint variable",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: "" },
    files: profile(`endpoint_url=${E}`),
    compare: clients
  },
  { name: "empty endpoint of the profile", ...ofProfile, files: profile("endpoint_url="), compare: clients },
  {
    name: "empty endpoint of a service",
    ...ofProfile,
    files: profile(`services=acme\nendpoint_url=${E}`, "[services acme]\ns3 =\n  endpoint_url =\n"),
    compare: clients
  },
  {
    name: "endpoints ignored by the profile",
    ...ofProfile,
    files: profile(`endpoint_url=${E}\nignore_configured_endpoint_urls=true`),
    compare: clients
  },
  {
    name: "endpoints ignored by the profile, in capitals",
    ...ofProfile,
    files: profile(`endpoint_url=${E}\nignore_configured_endpoint_urls=True`),
    compare: clients
  },
  {
    name: "endpoints ignored by variable",
    ...ofProfile,
    env: { ...noRegion, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
    files: profile(`endpoint_url=${E}`),
    compare: clients
  },
  {
    name: "ignored by the profile, not by variable",
    real: "boto3",
    ...ofProfile,
    env: { ...noRegion, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
    files: profile(`endpoint_url=${E}\nignore_configured_endpoint_urls=true`),
    compare: clients
  },
  {
    name: "ignored by the profile, an endpoint by variable",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: E },
    files: profile("ignore_configured_endpoint_urls=true"),
    compare: clients
  },
  {
    name: "ignored by [default], another profile asked for",
    ...ofProfile,
    files: profile(`endpoint_url=${E}`, "[default]\nignore_configured_endpoint_urls=true\n"),
    compare: clients
  },
  {
    name: "a client that ignores the variable",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: E },
    files: profile(""),
    compare: ["credentials", "plain"]
  },
  {
    name: "a client that ignores the profile's endpoint",
    ...ofProfile,
    files: profile(`endpoint_url=${E}`),
    compare: ["credentials", "plain"]
  },
  {
    name: "a bad endpoint of a service that nobody uses",
    ...ofProfile,
    files: profile("services=acme", "[services acme]\ndynamodb =\n  endpoint_url = nonsense\n"),
    compare: clients
  },
  {
    name: "a bad endpoint of one service, another asked",
    ...ofProfile,
    files: profile("services=acme", "[services acme]\nsts =\n  endpoint_url = nonsense\n"),
    compare: ["credentials", "s3"],
    withoutCli: "it asks that service"
  },
  {
    name: "a bad endpoint: the credentials are there",
    ...ofProfile,
    files: profile("endpoint_url=nonsense"),
    compare: ["credentials"],
    withoutCli: "its request is what fails"
  },
  {
    name: "services that are not there: the credentials are",
    ...ofProfile,
    files: profile("services=nowhere"),
    compare: ["credentials"],
    withoutCli: "its request is what fails"
  },
  {
    name: "fips by variable, an endpoint of the profile",
    ...ofProfile,
    env: { ...noRegion, AWS_USE_FIPS_ENDPOINT: "true" },
    files: profile(`endpoint_url=${E}`),
    compare: clients
  },
  {
    name: "dual-stack of the profile, an endpoint by variable",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: E },
    files: profile("use_dualstack_endpoint=true"),
    compare: clients
  },
  {
    name: "role, fips and an endpoint of its own profile",
    ...ofProfile,
    files: roleFiles(`region=us-west-2\nuse_fips_endpoint=true\nendpoint_url=${E}\n`),
    compare: all
  },
  {
    name: "sign-in, fips and an endpoint of its profile",
    ...ofProfile,
    files: ssoFiles(
      "profile x",
      `use_fips_endpoint=true\nendpoint_url=${E}\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n`
    ),
    compare: ["credentials", "asked"]
  },
  ...["endpoint_url=http://e.example\n", `services=acme\n[services acme]\nsso =\n  endpoint_url = ${S}\n`].map(
    (settings, index) => {
      const files = ssoFiles("profile x")
      return {
        name: `sign-in, ${index === 0 ? "an endpoint" : "services"} of [default]`,
        ...ofProfile,
        files: { ...files, ".aws/config": `${files[".aws/config"]}[default]\n${settings}` },
        compare: ["credentials", "asked"] as const
      }
    }
  ),
  {
    name: "two services",
    ...ofProfile,
    files: profile("services=acme", `[services acme]\ns3 =\n  endpoint_url = ${S}\nsts =\n  endpoint_url = ${E}\n`),
    compare: clients
  },
  {
    name: "services with a name in quotes",
    ...ofProfile,
    files: profile("services=my acme", `[services "my acme"]\ns3 =\n  endpoint_url = ${S}\n`),
    compare: clients
  },
  {
    name: "an endpoint of the services section, out of its service",
    ...ofProfile,
    files: profile("services=acme", `[services acme]\nendpoint_url = ${S}\n`),
    compare: clients
  },

  {
    name: "keys of the environment, endpoint of [default]",
    env: environmentKeys,
    files: ambient(`endpoint_url=${E}`),
    compare: clients,
    real: "cli"
  },
  {
    name: "keys of the environment, endpoint of AWS_PROFILE",
    env: { ...environmentKeys, AWS_PROFILE: "y" },
    files: { ".aws/config": `[profile y]\nendpoint_url=${E}\n[default]\nendpoint_url=${S}\n` },
    compare: clients
  },
  {
    name: "keys of the environment, services of [default]",
    env: environmentKeys,
    files: { ".aws/config": `[default]\nservices=acme\n${services}` },
    compare: clients
  },
  {
    name: "keys of the environment, [default] ignores endpoints",
    env: { ...environmentKeys, AWS_ENDPOINT_URL: E },
    files: ambient("ignore_configured_endpoint_urls=true"),
    compare: clients
  },
  {
    name: "keys of the environment, [default] of the credentials file has an endpoint",
    env: environmentKeys,
    files: { ".aws/credentials": `[default]\nendpoint_url=${E}\n` },
    compare: clients
  },
  {
    name: "keys of the environment, region of [default]",
    env: { ...environmentKeys, ...noRegion },
    files: ambient("region=us-west-2"),
    compare: [...clients, "region"]
  },
  {
    name: "keys of the environment, region of AWS_PROFILE",
    env: { ...environmentKeys, ...noRegion, AWS_PROFILE: "y" },
    files: { ".aws/config": "[profile y]\nregion=us-west-2\n[default]\nregion=us-east-1\n" },
    compare: [...clients, "region"]
  },
  {
    name: "keys of the environment, region by variable before [default]",
    env: environmentKeys,
    files: ambient("region=us-west-2"),
    compare: [...clients, "region"]
  },
  {
    name: "container, endpoint of [default]",
    env: container,
    files: ambient(`endpoint_url=${E}`),
    compare: all
  },
  {
    name: "container, region of [default]",
    real: "boto3",
    env: { ...container, ...noRegion },
    files: ambient("region=us-west-2"),
    compare: [...all, "region"]
  },
  {
    name: "container, endpoint and region of AWS_PROFILE",
    env: { ...container, ...noRegion, AWS_PROFILE: "y" },
    files: { ".aws/config": `[profile y]\nregion=us-west-2\nendpoint_url=${E}\n` },
    compare: [...all, "region"]
  },
  {
    name: "instance, endpoint of [default]",
    env: instance,
    files: ambient(`endpoint_url=${E}`),
    compare: all
  },
  {
    name: "instance, region of [default]",
    env: { ...instance, ...noRegion },
    files: ambient("region=us-west-2"),
    compare: [...all, "region"]
  },
  {
    name: "web identity of the environment, endpoint of [default]",
    env: { AWS_ROLE_ARN: role(), AWS_ROLE_SESSION_NAME: "job", AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok" },
    files: { tok: "jwt-1", ...ambient(`endpoint_url=${E}`) },
    compare: all
  },
  {
    name: "keys of [default], its endpoint",
    files: { ".aws/credentials": `[default]\n${keys("AKIAD")}`, ...ambient(`endpoint_url=${E}`) },
    compare: all
  },

  {
    name: "role, endpoint of its source profile",
    ...ofProfile,
    files: roleFiles("region=us-west-2\n", `endpoint_url=${E}\n`),
    compare: all,
    real: "cli"
  },
  {
    name: "role, endpoint of its own profile",
    ...ofProfile,
    files: roleFiles(`region=us-west-2\nendpoint_url=${E}\n`),
    compare: all
  },
  {
    name: "role, endpoints of both",
    ...ofProfile,
    files: roleFiles(`region=us-west-2\nendpoint_url=${E}\n`, `endpoint_url=${S}\n`),
    compare: all
  },
  {
    name: "role, its source's endpoint in the credentials file",
    ...ofProfile,
    files: {
      ".aws/credentials": `[k]\nendpoint_url=${S}\n${keys("AKIAK")}`,
      ".aws/config": `[profile x]\nregion=us-west-2\nrole_arn=${role()}\nsource_profile=k\n`
    },
    compare: all
  },
  {
    name: "role, STS of its own services section",
    ...ofProfile,
    files: {
      ...roleFiles("region=us-west-2\nservices=acme\n"),
      ".aws/config": `[profile x]\nregion=us-west-2\nrole_arn=${role()}\nsource_profile=k\nservices=acme\n[services acme]\nsts =\n  endpoint_url=${S}\n`
    },
    compare: all
  },
  {
    name: "role on a role, endpoint of the middle profile",
    ...ofProfile,
    files: {
      ".aws/credentials": `[k]\n${keys("AKIAK")}`,
      ".aws/config": `[profile x]\nregion=us-west-2\nrole_arn=${role()}\nsource_profile=m\n[profile m]\nendpoint_url=${E}\nrole_arn=${role("m")}\nsource_profile=k\n`
    },
    compare: all
  },
  {
    name: "role, endpoint of [default]",
    ...ofProfile,
    files: {
      ".aws/credentials": `[k]\n${keys("AKIAK")}`,
      ".aws/config": `[default]\nendpoint_url=${E}\n[profile x]\nregion=us-west-2\nrole_arn=${role()}\nsource_profile=k\n`
    },
    compare: all
  },
  {
    name: "role, its source ignores endpoints",
    ...ofProfile,
    env: { ...noRegion, AWS_ENDPOINT_URL: E },
    files: roleFiles("region=us-west-2\n", "ignore_configured_endpoint_urls=true\n"),
    compare: all
  },
  {
    name: "role, region of its source profile",
    ...ofProfile,
    env: { ...noRegion, AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-1" },
    files: roleFiles("", "region=us-west-2\n"),
    compare: ["credentials", "asked"],
    intended: {
      asked: `AssumeRole RoleArn=${role()} RoleSessionName=generated at https://sts.us-west-2.amazonaws.com, AKIAK us-west-2`,
      because: "a region that the profiles state comes before the process's"
    }
  },
  {
    name: "role on a container, endpoint of its profile",
    ...ofProfile,
    env: { ...noRegion, ...container },
    files: {
      ".aws/config": `[profile x]\nregion=us-west-2\nendpoint_url=${E}\nrole_arn=${role()}\ncredential_source=EcsContainer\n`
    },
    compare: all
  }
]

export const endpoints = rows(9, ofEndpoints, {
  withoutCliV2: knowsNoEndpoints
})

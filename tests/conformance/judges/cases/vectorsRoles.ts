/**
 * Roles in profiles, by the facts that the SDKs' shared tests hold about them.
 *
 * Sources: AWS SDK for Rust, assume-role-tests; AWS SDKs and Tools Reference Guide, "Assume role credential provider".
 */
import { type Case, container, environmentKeys, instance, keys, noRegion, role, rows } from "../Case.ts"

type Row = Omit<Case, "of">

/** The profile `top` of a config file. */
const roles = (name: string, text: string, more: Partial<Row> = {}): Row => ({
  name: `vectors: ${name}`,
  profile: "top",
  files: { ".aws/config": text, tok: "jwt-1" },
  compare: ["credentials", "asked"],
  ...more
})

const top = (settings: string): string => `[profile top]\nrole_arn = ${role("top")}\n${settings}\n`
const mid = (settings: string): string => `[profile mid]\nrole_arn = ${role("mid")}\n${settings}\n`
const base = `[profile base]\n${keys("AKIABASE")}`
const fromBase = "source_profile = base"
const token = "web_identity_token_file = {HOME}/tok\n"

const chains: ReadonlyArray<Row> = [
  roles("a role by another profile's keys", `${top(fromBase)}${base}`, { real: "cli" }),
  roles("a role's own keys count nothing where a source is named", `${top(`${fromBase}\n${keys("AKIATOP")}`)}${base}`),
  roles("a role that is its own source", top(`source_profile = top\n${keys("AKIATOP")}`)),
  roles("a role that is its own source, without keys", top("source_profile = top")),
  roles("a role that is its own source, with a key's half", top("source_profile = top\naws_access_key_id = AKIATOP")),
  roles("two roles", `${top("source_profile = mid")}${mid(fromBase)}${base}`),
  roles(
    "three roles",
    `${top("source_profile = mid")}${mid("source_profile = low")}[profile low]\nrole_arn = ${role("low")}\n${fromBase}\n${base}`
  ),
  roles(
    "keys in the middle end the chain",
    `${top("source_profile = mid")}${mid(`${fromBase}\n${keys("AKIAMID")}`)}${base}`
  ),
  roles("a circle of two", `${top("source_profile = mid")}${mid("source_profile = top")}`),
  roles(
    "a circle of two with keys at its start",
    `${top(`source_profile = mid\n${keys("AKIATOP")}`)}${mid("source_profile = top")}`
  ),
  roles("a circle further down", `${top("source_profile = mid")}${mid("source_profile = mid")}`),
  roles(
    "a source further down that is its own",
    `${top("source_profile = mid")}${mid(`source_profile = mid\n${keys("AKIAMID")}`)}`
  ),
  roles("a source that is not there", top(fromBase)),
  roles("a source without credentials", `${top(fromBase)}[profile base]\nregion = us-west-2\n`),
  roles("a source without the secret", `${top(fromBase)}[profile base]\naws_access_key_id = AKIABASE\n`),
  roles("a source without the key's id", `${top(fromBase)}[profile base]\naws_secret_access_key = s\n`),
  roles("a role without a source", `${top("")}${base}`),
  roles("a role without a source, with keys", top(keys("AKIATOP"))),
  roles("a role without a source, with keys in the environment", top(""), { env: environmentKeys }),
  roles("a source of both kinds", `${top(`${fromBase}\ncredential_source = Environment`)}${base}`, {
    env: environmentKeys
  }),
  roles("a source without a role", `[profile top]\n${fromBase}\n${base}`),
  roles("an empty role", `[profile top]\nrole_arn =\n${fromBase}\n${base}`),
  roles("[default] as the source", `${top("source_profile = default")}[default]\n${keys("AKIADEF")}`),
  roles("the source's keys in the credentials file", top(fromBase), {
    files: { ".aws/config": top(fromBase), ".aws/credentials": `[base]\n${keys("AKIABASE")}` }
  }),
  roles("the source's keys with a session token", `${top(fromBase)}${base}aws_session_token = t\n`),
  roles("a process as the source", `${top(fromBase)}[profile base]\ncredential_process = give\n`, {
    files: {
      ".aws/config": `${top(fromBase)}[profile base]\ncredential_process = give\n`,
      "bin/give": `#!/bin/sh\necho '{"Version":1,"AccessKeyId":"AKIAGIVEN","SecretAccessKey":"s"}'\n`
    }
  }),
  roles("a profile of settings only", "[profile top]\nec2_metadata_service_endpoint_mode = IPv6\n")
]

const inWest = `AssumeRole RoleArn=${role("top")} RoleSessionName=generated at https://sts.us-west-2.amazonaws.com, AKIABASE us-west-2`

const parameters: ReadonlyArray<Row> = [
  roles("a session's name", `${top(`${fromBase}\nrole_session_name = nightly@corp`)}${base}`),
  roles("an external id", `${top(`${fromBase}\nexternal_id = corp:42/x`)}${base}`),
  roles("a duration", `${top(`${fromBase}\nduration_seconds = 1800`)}${base}`, { real: "boto3" }),
  roles(
    "each role of a chain by its own settings",
    `${top("source_profile = mid\nrole_session_name = one")}${mid(`${fromBase}\nrole_session_name = two\nexternal_id = ext`)}${base}`
  ),
  roles(
    "STS in the region of the profile asked for",
    `${top(`${fromBase}\nregion = us-west-2`)}${base}region = us-east-2\n`,
    {
      env: noRegion
    }
  ),
  roles("STS in the region of the profile or of the variable", `${top(`${fromBase}\nregion = us-west-2`)}${base}`, {
    intended: { asked: inWest, because: "a region that the profiles state comes before the process's" }
  }),
  roles(
    "STS of the first regions by its legacy endpoint",
    `${top(`${fromBase}\nregion = us-west-2\nsts_regional_endpoints = legacy`)}${base}`,
    {
      env: noRegion,
      intended: { asked: inWest, because: "the SDK for JavaScript asks in its region alone, as the guide advises" }
    }
  )
]

const credentialSources: ReadonlyArray<Row> = [
  roles("credential_source Environment", top("credential_source = Environment"), { env: environmentKeys }),
  roles("credential_source Environment with a token", top("credential_source = Environment"), {
    env: { ...environmentKeys, AWS_SESSION_TOKEN: "t" }
  }),
  roles("credential_source Environment without keys", top("credential_source = Environment")),
  roles("credential_source EcsContainer", top("credential_source = EcsContainer"), { env: container }),
  roles("credential_source EcsContainer without a container", top("credential_source = EcsContainer")),
  roles("credential_source Ec2InstanceMetadata", top("credential_source = Ec2InstanceMetadata"), { env: instance }),
  roles("credential_source Ec2InstanceMetadata switched off", top("credential_source = Ec2InstanceMetadata")),
  roles("credential_source Ec2InstanceMetadata without a role", top("credential_source = Ec2InstanceMetadata"), {
    env: instance,
    script: { "GET /latest/meta-data/iam/security-credentials/": [404] },
    always: true,
    compare: ["credentials"]
  }),
  roles("credential_source Ec2InstanceMetadata without a token", top("credential_source = Ec2InstanceMetadata"), {
    env: instance,
    script: { "PUT /latest/api/token": [403] },
    always: true
  }),
  roles("credential_source that nobody knows", top("credential_source = Lambda")),
  roles(
    "credential_source at the end of a chain",
    `${top("source_profile = mid")}${mid("credential_source = EcsContainer")}`,
    {
      env: container
    }
  )
]

const webIdentities: ReadonlyArray<Row> = [
  roles("a web identity", top(`${token}role_session_name = job`)),
  roles("a web identity without a session's name", top(token), { compare: ["credentials"] }),
  roles("a web identity without a role", `[profile top]\n${token}`),
  roles("a web identity as the source", `${top("source_profile = mid")}${mid(`${token}role_session_name = job`)}`),
  roles(
    "a web identity at the end of three",
    `${top("source_profile = mid")}${mid("source_profile = low")}[profile low]\nrole_arn = ${role("low")}\n${token}role_session_name = job\n`
  ),
  roles(
    "a web identity as the source, its role in the variable alone",
    `${top("source_profile = mid")}[profile mid]\n${token}`,
    { env: { AWS_ROLE_ARN: role("env") } }
  ),
  roles("a web identity before a source", `${top(`${token}${fromBase}\nrole_session_name = job`)}${base}`),
  roles("a web identity before keys", top(`${token}role_session_name = job\n${keys("AKIATOP")}`)),
  roles("a web identity whose file is not there", top("web_identity_token_file = {HOME}/gone\n")),
  roles("a web identity that STS refuses", `${top("source_profile = mid")}${mid(`${token}role_session_name = job`)}`, {
    script: {
      AssumeRoleWithWebIdentity: [
        {
          status: 400,
          body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>no such provider</Message></Error><RequestId>r</RequestId></ErrorResponse>`
        }
      ]
    },
    always: true,
    compare: ["credentials"]
  }),
  roles("the variables of a web identity and a role by the environment", top("credential_source = Environment"), {
    env: { AWS_PROFILE: "top", AWS_ROLE_ARN: role("env"), AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok" }
  })
]

export const vectorsRoles = rows(22, [...chains, ...parameters, ...credentialSources, ...webIdentities])

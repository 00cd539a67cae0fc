/** Empty and odd values in profiles and variables, and the grammar of the files. */
import { assumed, container, environmentKeys, keys, noRegion, role, roleFiles, rows, ssoFiles } from "../Case.ts"

const tool = `#!/bin/sh\nprintf '{"Version":1,"AccessKeyId":"AKIAP%s","SecretAccessKey":"sp"}' "$(printf '%s|' "$@" | sha1sum | cut -c1-14 | tr a-f A-F)"\n`

const ofProfile = { profile: "x", compare: ["credentials"] } as const
const ofRole = { profile: "x", compare: ["credentials", "asked"] } as const
const credentials = (text: string) => ({ ".aws/credentials": text })
const config = (text: string) => ({ ".aws/config": text })
const run = (command: string) => ({ "bin/tool": tool, ...config(`[profile x]\ncredential_process = ${command}\n`) })

const web = (settings: string) => ({
  tok: "jwt-1",
  ...config(`[profile x]\nrole_arn=${role()}\nweb_identity_token_file={HOME}/tok\n${settings}`)
})

export const values = rows(22, [
  { name: "role, region empty", ...ofRole, files: roleFiles("region =\n"), real: "cli" },
  {
    name: "role, region empty, its source's region",
    ...ofRole,
    files: roleFiles("region =\n", "region=us-west-2\n"),
    intended: {
      asked: `AssumeRole RoleArn=${role()} RoleSessionName=generated at https://sts.us-west-2.amazonaws.com, AKIAK us-west-2`,
      because: "a region that the profiles state comes before the process's"
    }
  },
  { name: "role_session_name empty", real: "boto3", ...ofRole, files: roleFiles("role_session_name =\n") },
  { name: "role_session_name", ...ofRole, files: roleFiles("role_session_name = me\n") },
  {
    name: "mfa_serial empty",
    ...ofRole,
    files: roleFiles("mfa_serial =\n"),
    must: {
      credentials: assumed(role(), "AKIAK"),
      asked: `AssumeRole RoleArn=${role()} RoleSessionName=generated at https://sts.eu-west-1.amazonaws.com, AKIAK eu-west-1`,
      says: "an empty value counts as absent; botocore asks the person for the code of a device without a name"
    }
  },
  {
    name: "external_id empty",
    ...ofRole,
    files: roleFiles("external_id =\n"),
    must: {
      credentials: assumed(role(), "AKIAK"),
      asked: `AssumeRole RoleArn=${role()} RoleSessionName=generated at https://sts.eu-west-1.amazonaws.com, AKIAK eu-west-1`,
      says: "an empty value counts as absent; botocore refuses its own empty parameter"
    }
  },
  { name: "external_id", ...ofRole, files: roleFiles("external_id = a:b\n") },
  { name: "duration_seconds", ...ofRole, files: roleFiles("duration_seconds = 900\n") },
  {
    name: "duration_seconds with a sign",
    ...ofRole,
    files: roleFiles("duration_seconds = +900\n"),
    real: "cli"
  },
  { name: "duration_seconds with a blank line's indent", ...ofRole, files: roleFiles("duration_seconds =   1800  \n") },
  {
    name: "duration_seconds with an underscore",
    ...ofRole,
    files: roleFiles("duration_seconds = 1_800\n")
  },
  { name: "duration_seconds empty", ...ofRole, files: roleFiles("duration_seconds =\n") },
  { name: "duration_seconds in words", ...ofRole, files: roleFiles("duration_seconds = 1h\n") },
  { name: "duration_seconds with a part", ...ofRole, files: roleFiles("duration_seconds = 900.5\n") },
  { name: "duration_seconds with zeros before it", ...ofRole, files: roleFiles("duration_seconds = 00900\n") },
  { name: "source_profile empty", ...ofProfile, files: config(`[profile x]\nrole_arn=${role()}\nsource_profile =\n`) },
  {
    name: "credential_source empty",
    ...ofProfile,
    files: config(`[profile x]\nrole_arn=${role()}\ncredential_source =\n`)
  },
  {
    name: "credential_source in lower case",
    ...ofRole,
    env: environmentKeys,
    files: config(`[profile x]\nrole_arn=${role()}\ncredential_source = environment\n`)
  },
  { name: "web identity, region empty", ...ofRole, files: web("region =\n") },
  {
    name: "web identity, role_session_name empty",
    ...ofRole,
    files: web("role_session_name =\n"),
    compare: ["asked"]
  },
  {
    name: "web_identity_token_file empty",
    env: container,
    files: config("[default]\nweb_identity_token_file =\n"),
    compare: ["credentials"]
  },
  {
    name: "web_identity_token_file empty, keys there",
    ...ofProfile,
    files: config(`[profile x]\nweb_identity_token_file =\n${keys("AKIAX")}`)
  },
  {
    name: "web identity of variables, session name empty",
    env: { AWS_ROLE_ARN: role(), AWS_ROLE_SESSION_NAME: "", AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok" },
    files: { tok: "jwt-1" },
    compare: ["credentials"]
  },
  {
    name: "AWS_WEB_IDENTITY_TOKEN_FILE empty",
    env: { ...container, AWS_ROLE_ARN: role(), AWS_WEB_IDENTITY_TOKEN_FILE: "" },
    compare: ["credentials"]
  },
  {
    name: "web identity by variables, region of [default] empty",
    env: { AWS_ROLE_ARN: role(), AWS_ROLE_SESSION_NAME: "job", AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok" },
    files: { tok: "jwt-1", ...config("[default]\nregion =\n") },
    compare: ["credentials", "asked"]
  },
  {
    name: "aws_session_token empty",
    ...ofProfile,
    files: credentials(`[x]\n${keys("AKIAX")}aws_session_token =\n`),
    must: { credentials: "AKIAX", says: "an empty value counts as absent; botocore keeps it, and sends none" }
  },
  {
    name: "aws_security_token empty",
    ...ofProfile,
    files: credentials(`[x]\n${keys("AKIAX")}aws_security_token =\n`),
    sdk: "botocore takes the empty token, and signs with it"
  },
  {
    name: "aws_security_token empty, aws_session_token given",
    ...ofProfile,
    files: credentials(`[x]\n${keys("AKIAX")}aws_security_token =\naws_session_token = t\n`),
    sdk: "botocore takes the empty token before the one that is given"
  },
  { name: "aws_session_token", ...ofProfile, files: credentials(`[x]\n${keys("AKIAX")}aws_session_token = t\n`) },
  {
    name: "aws_access_key_id empty",
    env: container,
    files: credentials("[default]\naws_access_key_id =\naws_secret_access_key =\n"),
    compare: ["credentials"],
    must: {
      credentials: "ASIACONTAINER with a token",
      says: "empty values count as absent; botocore signs with an empty key"
    }
  },
  {
    name: "AWS_ACCESS_KEY_ID empty",
    env: { ...container, AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
    compare: ["credentials"]
  },
  {
    name: "AWS_SECRET_ACCESS_KEY empty is an error",
    env: { ...container, AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "" },
    compare: ["credentials"]
  },
  { name: "AWS_SESSION_TOKEN empty", env: { ...environmentKeys, AWS_SESSION_TOKEN: "" }, compare: ["credentials"] },
  {
    name: "AWS_SECURITY_TOKEN before AWS_SESSION_TOKEN",
    env: { ...environmentKeys, AWS_SECURITY_TOKEN: "", AWS_SESSION_TOKEN: "t" },
    compare: ["credentials"]
  },
  {
    name: "AWS_REGION and AWS_DEFAULT_REGION empty",
    env: { ...environmentKeys, AWS_REGION: "", AWS_DEFAULT_REGION: "" },
    files: config("[default]\nregion=us-west-2\n"),
    compare: ["credentials", "region"],
    must: { region: "us-west-2", says: "an empty variable counts as absent; botocore takes the empty region" }
  },
  {
    name: "region empty in a profile, variables set",
    ...ofProfile,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config("[profile x]\nregion =\n") },
    compare: ["credentials", "region", "sts"]
  },
  {
    name: "region with a comment behind it",
    ...ofProfile,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config("[profile x]\nregion = us-west-2 # west\n") },
    compare: ["credentials", "region", "sts"]
  },
  {
    name: "region in quotes",
    ...ofProfile,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config('[profile x]\nregion = "us-west-2"\n') },
    compare: ["credentials", "region", "sts"]
  },
  {
    name: "AWS_PROFILE empty",
    env: { AWS_PROFILE: "" },
    files: credentials(`[default]\n${keys("AKIAD")}`),
    compare: ["credentials"],
    intended: { credentials: "AKIAD", because: "an empty variable counts as absent everywhere" }
  },
  {
    name: "AWS_DEFAULT_PROFILE empty, AWS_PROFILE set",
    env: { AWS_DEFAULT_PROFILE: "", AWS_PROFILE: "x" },
    files: credentials(`[x]\n${keys("AKIAX")}[default]\n${keys("AKIAD")}`),
    compare: ["credentials"],
    intended: { credentials: "AKIAX", because: "an empty variable counts as absent everywhere" }
  },
  {
    name: "AWS_DEFAULT_PROFILE and AWS_PROFILE",
    env: { AWS_DEFAULT_PROFILE: "x", AWS_PROFILE: "y" },
    files: credentials(`[x]\n${keys("AKIAX")}[y]\n${keys("AKIAY")}`),
    compare: ["credentials"],
    real: "boto3"
  },
  {
    name: "AWS_CONTAINER_CREDENTIALS_FULL_URI empty",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "" },
    compare: ["credentials"],
    must: { credentials: "none", says: "an empty variable counts as absent; botocore asks the address without a host" }
  },
  {
    name: "AWS_CONTAINER_AUTHORIZATION_TOKEN empty",
    env: { ...container, AWS_CONTAINER_AUTHORIZATION_TOKEN: "" },
    compare: ["credentials"]
  },
  {
    name: "credential_process empty",
    env: container,
    files: config("[default]\ncredential_process =\n"),
    compare: ["credentials"],
    must: {
      credentials: "ASIACONTAINER with a token",
      says: "an empty value counts as absent; botocore runs no command and fails"
    }
  },
  {
    name: "sso_session empty",
    ...ofProfile,
    files: ssoFiles("profile x", "sso_session =\nsso_account_id = 123456789012\nsso_role_name = Admin\n")
  },
  {
    name: "sso_account_id empty",
    ...ofProfile,
    files: ssoFiles("profile x", "sso_session = s\nsso_account_id =\nsso_role_name = Admin\n"),
    withoutCli: "the error is of its request",
    intended: { credentials: "error", because: "what is missing is named, not asked for without it" }
  },
  {
    name: "process with an ampersand",
    ...ofProfile,
    files: run("tool --url https://idp.example/start?app=1&role=admin"),
    real: "cli"
  },
  { name: "process with a pipe", ...ofProfile, files: run("tool --filter a|b") },
  { name: "process with quotes", ...ofProfile, files: run(`tool "a b" 'c d' e\\ f`) },
  { name: "process with a dollar", ...ofProfile, files: run("tool $HOME $$ `id` $(id)") },
  {
    name: "process with other signs of a shell",
    ...ofProfile,
    files: run("tool < a > b ; c ( d ) * ~ {a,b} !x")
  },
  { name: "process with a hash", ...ofProfile, files: run("tool a #b c") },
  { name: "process with quotes in a word", ...ofProfile, files: run(`tool --name="a b"c 'it'"'"'s'`) },
  { name: "process with a backslash in quotes", ...ofProfile, files: run(`tool "a\\"b" 'c\\d' "e\\f" "g\\\\h"`) },
  { name: "process with an empty argument", ...ofProfile, files: run(`tool "" a ''`) },
  { name: "process over two lines", ...ofProfile, files: run("tool a\n  b c") },
  { name: "process with an open quote is an error", ...ofProfile, files: run("tool 'a") },
  { name: "process with variables before it is an error", ...ofProfile, files: run("A=1 tool a") },
  {
    name: "process that is not there is an error",
    ...ofProfile,
    files: config("[profile x]\ncredential_process = nowhere-tool\n")
  },

  {
    name: "[DEFAULT] of the credentials file",
    real: "boto3",
    ...ofProfile,
    files: credentials(`[DEFAULT]\n${keys("AKIAK")}[x]\n`)
  },
  {
    name: "[DEFAULT] of the config file gives a region",
    ...ofProfile,
    env: noRegion,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config("[DEFAULT]\nregion=us-west-2\n[profile x]\n") },
    compare: ["credentials", "region"]
  },
  {
    name: "[DEFAULT] below what is given",
    ...ofProfile,
    env: noRegion,
    files: {
      ...credentials(`[x]\n${keys("AKIAX")}`),
      ...config("[DEFAULT]\nregion=us-west-2\n[profile x]\nregion=us-east-1\n")
    },
    compare: ["credentials", "region"]
  },
  {
    name: "[DEFAULT] is no profile",
    env: container,
    files: credentials(`[DEFAULT]\n${keys("AKIAK")}`),
    compare: ["credentials"]
  },
  {
    name: "[Default] is no profile",
    env: container,
    files: credentials(`[Default]\n${keys("AKIAK")}`),
    compare: ["credentials"]
  },
  {
    name: "a setting without a sign is an error",
    real: "cli",
    ...ofProfile,
    files: credentials(`[x]\n${keys("AKIAX")}region\n`)
  },
  {
    name: "a sub-setting without a sign is an error",
    ...ofProfile,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config("[profile x]\ns3 =\n  nothing\n") }
  },
  {
    name: "a sub-setting with a colon is an error",
    ...ofProfile,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config("[profile x]\ns3 =\n  addressing_style: path\n") }
  },
  {
    name: "a comment among sub-settings is an error",
    ...ofProfile,
    files: {
      ...credentials(`[x]\n${keys("AKIAX")}`),
      ...config("[profile x]\ns3 =\n  # comment\n  addressing_style = path\n")
    }
  },
  {
    name: "a comment with a sign among sub-settings",
    ...ofProfile,
    files: {
      ...credentials(`[x]\n${keys("AKIAX")}`),
      ...config("[profile x]\ns3 =\n  max_concurrent_requests = 20\n  # addressing_style = path\n")
    }
  },
  {
    name: "an empty line among sub-settings",
    ...ofProfile,
    env: noRegion,
    files: {
      ...credentials(`[x]\n${keys("AKIAX")}`),
      ...config("[profile x]\ns3 =\n  max_concurrent_requests = 20\n\n  addressing_style = path\nregion = us-west-2\n")
    },
    compare: ["credentials", "region"]
  },
  {
    name: "an indented key after a value goes on with it",
    ...ofProfile,
    env: noRegion,
    files: { ...credentials(`[x]\n${keys("AKIAX")}`), ...config("[profile x]\noutput = json\n  region = us-west-2\n") },
    compare: ["credentials", "region"]
  },
  {
    name: "settings indented alike",
    ...ofProfile,
    env: noRegion,
    files: {
      ...credentials(`[x]\n${keys("AKIAX")}`),
      ...config("[profile x]\n  output = json\n  region = us-west-2\n")
    },
    compare: ["credentials", "region"]
  },
  {
    name: "a header that is indented",
    ...ofProfile,
    files: credentials(`  [x]\n  aws_access_key_id=AKIAX\n  aws_secret_access_key=s\n`)
  },
  { name: "a header with text behind it", ...ofProfile, files: credentials(`[x] # mine\n${keys("AKIAX")}`) },
  { name: "a header with brackets behind it", ...ofProfile, files: credentials(`[x] # [mine]\n${keys("AKIAX")}`) },
  { name: "a header with blanks inside", ...ofProfile, files: credentials(`[ x ]\n${keys("AKIAX")}`) },
  {
    name: "a value with a sign in it",
    ...ofProfile,
    files: credentials("[x]\naws_access_key_id = AKIAX\naws_secret_access_key = a=b:c\n")
  },
  {
    name: "a key with a colon",
    ...ofProfile,
    files: credentials("[x]\naws_access_key_id : AKIAX\naws_secret_access_key:s\n")
  },
  {
    name: "lines that end as on Windows",
    ...ofProfile,
    files: credentials("[x]\r\naws_access_key_id=AKIAX\r\naws_secret_access_key=s\r\n")
  },
  {
    name: "a mark of the byte order",
    ...ofProfile,
    files: credentials(`\uFEFF[x]\n${keys("AKIAX")}`),
    intended: { credentials: "AKIAX", because: "editors on Windows write it, and nobody sees it" }
  },
  {
    name: "[profile default] and [default]",
    env: noRegion,
    files: {
      ...credentials(`[default]\n${keys("AKIAD")}`),
      ...config("[profile default]\nregion=us-west-1\n[default]\nregion=us-west-2\n")
    },
    compare: ["credentials", "region"]
  },
  {
    name: "[default] and [profile default]",
    env: noRegion,
    files: {
      ...credentials(`[default]\n${keys("AKIAD")}`),
      ...config("[default]\nregion=us-west-2\n[profile default]\nregion=us-west-1\n")
    },
    compare: ["credentials", "region"]
  },
  {
    name: '[profile x] and [profile "x"]',
    ...ofProfile,
    env: noRegion,
    files: {
      ...credentials(`[x]\n${keys("AKIAX")}`),
      ...config('[profile x]\nregion=us-west-1\n[profile "x"]\nregion=us-west-2\n')
    },
    compare: ["credentials", "region"]
  },
  {
    name: "a profile's name with a hash",
    profile: "a#b",
    compare: ["credentials"],
    files: config(`[profile a#b]\n${keys("AKIAX")}`)
  },
  {
    name: "a profile's name with quotes around a part",
    profile: "a b",
    compare: ["credentials"],
    files: config(`[profile a" "b]\n${keys("AKIAX")}`)
  },
  {
    name: "[profile x] of the credentials file",
    profile: "profile x",
    compare: ["credentials"],
    files: credentials(`[profile x]\n${keys("AKIAX")}`)
  }
])

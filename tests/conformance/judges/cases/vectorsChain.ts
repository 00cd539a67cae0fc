/**
 * Where the files are, and what comes before what among the ambient credentials, by the facts that the SDKs' shared tests
 * hold about them.
 *
 * Sources: AWS SDK for Rust, file-location-tests and default-credential-provider-chain; AWS SDKs and Tools Reference Guide,
 * "Location of the shared config and credentials files", "Credential provider chain".
 */
import {
  type Case,
  container,
  environmentKeys,
  instance,
  keys,
  noRegion,
  role,
  rows,
  ssoFiles,
  ssoToken
} from "../Case.ts"

type Row = Omit<Case, "of">

const red = `[profile red]\n${keys("AKIARED")}`
const credentials = `[red]\n${keys("AKIACRED")}`
const byDefault = `[default]\n${keys("AKIADEF")}`

const located = (name: string, env: Row["env"], files: Row["files"], more: Partial<Row> = {}): Row => ({
  name: `vectors: ${name}`,
  profile: "red",
  ...(env === undefined ? {} : { env }),
  ...(files === undefined ? {} : { files }),
  compare: ["credentials"],
  ...more
})

const locations: ReadonlyArray<Row> = [
  located(
    "HOME before what Windows has for it",
    { USERPROFILE: "/nowhere", HOMEDRIVE: "C:", HOMEPATH: "\\nowhere" },
    { ".aws/config": red }
  ),
  located(
    "HOMEDRIVE and HOMEPATH are no home here",
    { HOME: "/nowhere", HOMEDRIVE: "", HOMEPATH: "{HOME}" },
    {
      ".aws/config": red
    }
  ),
  located("HOME with a slash at its end", { HOME: "{HOME}/" }, { ".aws/config": red }),
  located("HOME by a link", { HOME: "{HOME}/link" }, { "real/.aws/config": red, link: { link: "{HOME}/real" } }),
  located("the folder .aws by a link", undefined, { "real/config": red, ".aws": { link: "{HOME}/real" } }),
  located(
    "the config file elsewhere, the credentials file at home",
    { AWS_CONFIG_FILE: "{HOME}/etc/cfg" },
    {
      "etc/cfg": `[profile red]\nregion = us-west-2\n`,
      ".aws/config": "[profile red]\nregion = us-west-1\n",
      ".aws/credentials": credentials
    }
  ),
  located(
    "the credentials file elsewhere, the config file at home",
    { AWS_SHARED_CREDENTIALS_FILE: "{HOME}/etc/keys" },
    {
      "etc/keys": credentials,
      ".aws/config": red,
      ".aws/credentials": `[red]\n${keys("AKIAOTHER")}`
    }
  ),
  located(
    "both files elsewhere",
    { ...noRegion, AWS_CONFIG_FILE: "{HOME}/etc/cfg", AWS_SHARED_CREDENTIALS_FILE: "{HOME}/etc/keys" },
    { "etc/cfg": "[profile red]\nregion = us-west-2\n", "etc/keys": credentials },
    { compare: ["credentials", "region"], real: "cli" }
  ),
  located("~ and a folder in AWS_CONFIG_FILE", { AWS_CONFIG_FILE: "~/etc/aws/cfg" }, { "etc/aws/cfg": red }),
  located("~ within AWS_CONFIG_FILE is a name", { AWS_CONFIG_FILE: "{HOME}/~/cfg" }, { "~/cfg": red }),
  located("quotes in AWS_CONFIG_FILE belong to the path", { AWS_CONFIG_FILE: '"{HOME}/cfg"' }, { cfg: red }),
  located("a blank behind AWS_CONFIG_FILE belongs to the path", { AWS_CONFIG_FILE: "{HOME}/cfg " }, { cfg: red }),
  located("a path with .. and two slashes", { AWS_CONFIG_FILE: "{HOME}//etc/../cfg" }, { cfg: red, etc: null }),
  located("AWS_CONFIG_FILE names nothing", { AWS_CONFIG_FILE: "{HOME}/gone" }, { ".aws/config": red }),
  located(
    "AWS_SHARED_CREDENTIALS_FILE names nothing",
    { AWS_SHARED_CREDENTIALS_FILE: "{HOME}/gone" },
    {
      ".aws/config": red,
      ".aws/credentials": credentials
    }
  ),
  located(
    "the config file of another variable's name",
    { AWS_CONFIG: "{HOME}/cfg", AWS_CREDENTIALS_FILE: "{HOME}/cfg" },
    {
      cfg: red
    }
  )
]

const ambient = (name: string, env: Row["env"], files: Row["files"], more: Partial<Row> = {}): Row => ({
  name: `vectors: ${name}`,
  ...(env === undefined ? {} : { env }),
  files: { tok: "jwt-1", ...files },
  compare: ["credentials", "asked"],
  ...more
})

const webIdentity = {
  AWS_ROLE_ARN: role("env"),
  AWS_ROLE_SESSION_NAME: "job",
  AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok"
}
const ofRole = `[default]\nrole_arn = ${role("def")}\nsource_profile = red\n${red}`

const chain: ReadonlyArray<Row> = [
  ambient("nothing at all", undefined, {}, { real: "boto3" }),
  ambient("keys of the environment", environmentKeys, {}),
  ambient("keys of the environment before a role", environmentKeys, { ".aws/config": ofRole }),
  ambient("keys of the environment before the container", { ...environmentKeys, ...container }, {}),
  ambient("keys of the environment before a web identity", { ...environmentKeys, ...webIdentity }, {}),
  ambient(
    "keys of the environment and a profile's name",
    { ...environmentKeys, AWS_PROFILE: "red" },
    {
      ".aws/config": red
    }
  ),
  ambient(
    "keys of the environment that are blanks",
    { AWS_ACCESS_KEY_ID: " ", AWS_SECRET_ACCESS_KEY: " " },
    {
      ".aws/config": byDefault
    },
    {
      intended: {
        credentials: "error",
        because: "botocore signs with the blank, other SDKs pass it over; what was set by mistake is to be told"
      }
    }
  ),
  ambient(
    "keys of the environment that are empty",
    { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
    {
      ".aws/config": byDefault
    }
  ),
  ambient("the secret alone in the environment", { AWS_SECRET_ACCESS_KEY: "s" }, { ".aws/config": byDefault }),
  ambient(
    "the older names of the keys",
    { AWS_ACCESS_KEY: "AKIAOLD", AWS_SECRET_KEY: "s" },
    { ".aws/config": byDefault }
  ),
  ambient("keys of [default] in the config file", undefined, { ".aws/config": `${byDefault}${red}` }),
  ambient("keys of [default] in both files", undefined, {
    ".aws/config": byDefault,
    ".aws/credentials": `[default]\n${keys("AKIACRED")}`
  }),
  ambient("keys of [default] in capitals", undefined, {
    ".aws/config": "[default]\nregion = us-west-2\n",
    ".aws/credentials": `[default]\n${keys("AKIACRED").replaceAll("aws_", "AWS_").replaceAll("access_key", "ACCESS_KEY")}`
  }),
  ambient("a profile by its variable", { AWS_PROFILE: "red" }, { ".aws/config": `${byDefault}${red}` }),
  ambient(
    "a profile by its variable, of every sign",
    { AWS_PROFILE: "ci-1:eu/ops_x%y.z@corp+" },
    {
      ".aws/config": `${byDefault}[profile ci-1:eu/ops_x%y.z@corp+]\n${keys("AKIACI")}`
    }
  ),
  ambient("a profile by its variable that is not there", { AWS_PROFILE: "gone" }, { ".aws/config": byDefault }),
  ambient("a profile by its variable that is not there, keys there", { ...environmentKeys, AWS_PROFILE: "gone" }, {}),
  ambient("a profile by its variable that is not there, in a container", { ...container, AWS_PROFILE: "gone" }, {}),
  ambient("[default] by the variable, no file there, in a container", { ...container, AWS_PROFILE: "default" }, {}),
  ambient("a role of [default]", undefined, { ".aws/config": ofRole }),
  ambient("a role of [default] before the container", container, { ".aws/config": ofRole }),
  ambient("a role of [default] that cannot be had, in a container", container, {
    ".aws/config": `[default]\nrole_arn = ${role("def")}\nsource_profile = gone\n`
  }),
  ambient("a web identity by the variables", webIdentity, {}),
  ambient("a web identity before [default]'s keys", webIdentity, { ".aws/config": byDefault }),
  ambient("a web identity before the container", { ...webIdentity, ...container }, {}),
  ambient("a web identity and a role of [default]", webIdentity, { ".aws/config": ofRole }),
  ambient("a web identity without its file", { ...webIdentity, AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/gone" }, {}),
  ambient(
    "a web identity without its file, in a container",
    {
      ...webIdentity,
      ...container,
      AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/gone"
    },
    {}
  ),
  ambient(
    "a web identity of [default] by a role of the variable",
    { AWS_ROLE_ARN: role("env"), AWS_ROLE_SESSION_NAME: "job" },
    {
      ".aws/config": "[default]\nweb_identity_token_file = {HOME}/tok\n"
    }
  ),
  ambient("the container", container, {}),
  ambient("the container beside another profile", container, { ".aws/config": "[profile red]\nregion = us-west-2\n" }),
  ambient("the container before the instance", { ...instance, ...container }, {}),
  ambient(
    "the container with a token of a file",
    { ...container, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "{HOME}/tok" },
    {}
  ),
  ambient(
    "the container whose token's file is not there",
    { ...container, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "{HOME}/gone" },
    {}
  ),
  ambient("the container by its path", { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/7" }, {}),
  ambient("the instance by default", instance, {}),
  ambient("the instance where [default] has settings only", instance, {
    ".aws/config": "[default]\nmax_attempts = 1\n"
  }),
  ambient("the instance switched off in mixed letters", { ...instance, AWS_EC2_METADATA_DISABLED: "True" }, {}),
  ambient("a sign-in of Identity Center", { AWS_PROFILE: "red" }, ssoFiles("profile red")),
  ambient(
    "a sign-in of Identity Center without its token",
    { AWS_PROFILE: "red" },
    {
      ".aws/config":
        "[profile red]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Admin\n",
      ...ssoToken("another")
    }
  ),
  ambient(
    "a sign-in of Identity Center as a role's source",
    { AWS_PROFILE: "blue" },
    {
      ...ssoFiles("profile red"),
      ".aws/config": `${ssoFiles("profile red")[".aws/config"]}[profile blue]\nrole_arn = ${role("blue")}\nsource_profile = red\n`
    }
  ),
  ambient("a sign-in of Identity Center that is refused", { AWS_PROFILE: "red" }, ssoFiles("profile red"), {
    script: { "GET /federation/credentials": [401] },
    always: true,
    compare: ["credentials"]
  })
]

export const vectorsChain = [...rows(25, locations), ...rows(22, chain)]

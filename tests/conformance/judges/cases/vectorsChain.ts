/**
 * What comes before what among the ambient credentials, by the facts that the SDKs' shared tests hold about it.
 *
 * Sources: AWS SDK for Rust, default-credential-provider-chain; AWS SDKs and Tools Reference Guide, "Credential provider
 * chain".
 */
import { type Case, container, environmentKeys, instance, keys, role, rows, ssoFiles, ssoToken } from "../Case.ts"

type Row = Omit<Case, "of">

const red = `[profile red]\n${keys("AKIARED")}`
const byDefault = `[default]\n${keys("AKIADEF")}`

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

export const vectorsChain = rows(22, chain)

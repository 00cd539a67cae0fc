/** Files and environments in which ours was found to differ, among thousands of random ones and those of people and tools. */
import { type Case, knowsNoEndpoints, linkLocal, noRegion, ssoToken } from "../Case.ts"

export const found: ReadonlyArray<Case> = [
  {
    of: 18,
    name: "found: config-is-a-directory",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "{FAKE}/creds" },
    files: { ".aws/config": null },
    compare: ["credentials"]
  },
  {
    of: 18,
    name: "found: aws-is-a-file",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "{FAKE}/creds" },
    files: { ".aws": "x" },
    compare: ["credentials"]
  },
  {
    of: 18,
    name: "found: config-is-a-directory-keys-are-there",
    files: {
      ".aws/credentials": "[default]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config": null
    },
    compare: ["credentials"]
  },
  {
    of: 8,
    name: "found: fips-of-the-profile",
    profile: "x",
    env: noRegion,
    files: {
      ".aws/credentials": "[k]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config":
        "[profile x]\nregion=us-west-2\nuse_fips_endpoint=true\nrole_arn=arn:aws:iam::111111111111:role/r\nsource_profile=k\n"
    },
    compare: ["credentials", "asked", "sts", "s3"]
  },
  {
    of: 8,
    name: "found: fips-of-another-profile",
    profile: "x",
    env: noRegion,
    files: {
      ".aws/credentials": "[x]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config": "[profile x]\nregion=us-west-2\n[default]\nuse_fips_endpoint=true\n"
    },
    compare: ["credentials", "asked", "sts", "s3"]
  },
  {
    of: 9,
    name: "found: keys-in-the-environment-endpoint-of-default",
    withoutCliV2: knowsNoEndpoints,
    env: { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "se" },
    files: { ".aws/config": "[default]\nendpoint_url=http://e.example\n" },
    compare: ["credentials", "region", "sts", "s3"]
  },
  {
    of: 9,
    name: "found: keys-in-the-environment-region-of-default",
    withoutCliV2: knowsNoEndpoints,
    env: { ...noRegion, AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "se" },
    files: { ".aws/config": "[default]\nregion=us-west-2\n" },
    compare: ["credentials", "region", "sts", "s3"]
  },
  {
    of: 9,
    name: "found: instance-region-of-default",
    withoutCliV2: knowsNoEndpoints,
    env: { ...noRegion, ...linkLocal, AWS_EC2_METADATA_SERVICE_ENDPOINT: "{FAKE}" },
    files: { ".aws/config": "[default]\nregion=us-west-2\n" },
    compare: ["credentials", "region", "sts", "s3"]
  },
  {
    of: 9,
    name: "found: keys-in-the-environment-profile-ignores-endpoints",
    withoutCliV2: knowsNoEndpoints,
    env: { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "se", AWS_ENDPOINT_URL: "http://e.example" },
    files: { ".aws/config": "[default]\nignore_configured_endpoint_urls=true\n" },
    compare: ["credentials", "region", "sts", "s3"]
  },
  {
    of: 19,
    name: "found: sso-profile-named-ampersand",
    profile: "r&d",
    files: {
      ".aws/config":
        '[profile "r&d"]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n',
      ...ssoToken("s")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 19,
    name: "found: sso-profile-named-blank",
    profile: "my corp",
    files: {
      ".aws/config":
        '[profile "my corp"]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n',
      ...ssoToken("s")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 19,
    name: "found: sso-profile-named-unicode",
    profile: "übung",
    files: {
      ".aws/config":
        "[profile übung]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n",
      ...ssoToken("s")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 19,
    name: "found: sso-session-named-blank",
    profile: "x",
    files: {
      ".aws/config":
        '[profile x]\nsso_session = my corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session "my corp"]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n',
      ...ssoToken("my corp")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 19,
    name: "found: sso-key-in-capitals",
    profile: "x",
    files: {
      ".aws/config":
        "[profile x]\nsso_session = s\nSSO_ACCOUNT_ID = 123456789012\nsso_role_name = Admin\n[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n",
      ...ssoToken("s")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 19,
    name: "found: sso-blanks-in-header",
    profile: "x",
    files: {
      ".aws/config":
        "[profile  x]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n",
      ...ssoToken("s")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 19,
    name: "found: sso-default-twice",
    files: {
      ".aws/config":
        "[profile default]\nregion=us-west-1\n[default]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n",
      ...ssoToken("s")
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 22,
    name: "found: region-empty-role",
    profile: "x",
    files: {
      ".aws/credentials": "[k]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config": "[profile x]\nrole_arn=arn:aws:iam::111111111111:role/r\nsource_profile=k\nregion =\n"
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 22,
    name: "found: region-empty-web-identity",
    env: { AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/r", AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok" },
    files: { tok: "jwt-1", ".aws/config": "[default]\nregion =\n" },
    compare: ["credentials", "asked"]
  },
  {
    of: 9,
    name: "found: client-that-ignores-endpoints",
    withoutCliV2: knowsNoEndpoints,
    profile: "x",
    env: { ...noRegion, AWS_ENDPOINT_URL: "http://e.example" },
    files: {
      ".aws/credentials": "[x]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config": "[profile x]\nregion=us-west-2\n"
    },
    compare: ["credentials", "plain"]
  },
  {
    of: 25,
    name: "found: variable-in-AWS_CONFIG_FILE",
    env: { AWS_CONFIG_FILE: "$HOME/cfg" },
    files: { cfg: "[default]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n" },
    compare: ["credentials"]
  },
  {
    of: 15,
    name: "found: imds-v1-disabled-in-the-profile",
    env: { ...linkLocal, AWS_EC2_METADATA_SERVICE_ENDPOINT: "{FAKE}" },
    files: { ".aws/config": "[default]\nec2_metadata_v1_disabled=true\n" },
    compare: ["credentials", "asked"],
    script: { "PUT /latest/api/token": [404] },
    always: true
  },
  {
    of: 15,
    name: "found: imds-mode-in-the-profile",
    env: { ...linkLocal },
    files: { ".aws/config": "[default]\nec2_metadata_service_endpoint_mode=IPv6\n" },
    compare: ["credentials", "asked"]
  },
  {
    of: 22,
    name: "found: DEFAULT-section",
    profile: "x",
    files: { ".aws/credentials": "[DEFAULT]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n[x]\n" },
    compare: ["credentials"]
  },
  {
    of: 22,
    name: "found: DEFAULT-region",
    profile: "x",
    env: noRegion,
    files: {
      ".aws/credentials": "[x]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config": "[DEFAULT]\nregion=us-west-2\n[profile x]\n"
    },
    compare: ["credentials", "region"]
  },
  {
    of: 14,
    name: "found: process-ampersand",
    profile: "x",
    files: {
      ".aws/config": "[profile x]\ncredential_process = tool --url https://idp.example/start?app=1&role=admin\n",
      "bin/tool":
        '#!/bin/sh\nprintf \'{"Version":1,"AccessKeyId":"AKIAP%s","SecretAccessKey":"sp"}\' "$(printf \'%s|\' "$@" | sha1sum | cut -c1-14 | tr a-f A-F)"\n'
    },
    compare: ["credentials"]
  },
  {
    of: 14,
    name: "found: process-pipe",
    profile: "x",
    files: {
      ".aws/config": "[profile x]\ncredential_process = tool --filter a|b\n",
      "bin/tool":
        '#!/bin/sh\nprintf \'{"Version":1,"AccessKeyId":"AKIAP%s","SecretAccessKey":"sp"}\' "$(printf \'%s|\' "$@" | sha1sum | cut -c1-14 | tr a-f A-F)"\n'
    },
    compare: ["credentials"]
  },
  {
    of: 22,
    name: "found: both profile variables",
    env: { AWS_DEFAULT_PROFILE: "x", AWS_PROFILE: "y" },
    files: {
      ".aws/credentials":
        "[x]\naws_access_key_id=AKIAX\naws_secret_access_key=x\n[y]\naws_access_key_id=AKIAY\naws_secret_access_key=y\n"
    },
    compare: ["credentials"]
  },
  {
    of: 22,
    name: "found: role-session-name-empty",
    profile: "x",
    files: {
      ".aws/credentials": "[k]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n",
      ".aws/config": "[profile x]\nrole_arn=arn:aws:iam::111111111111:role/r\nsource_profile=k\nrole_session_name =\n"
    },
    compare: ["credentials", "asked"]
  },
  {
    of: 22,
    name: "found: web-identity-token-file-empty",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "{FAKE}/creds" },
    files: { ".aws/config": "[default]\nweb_identity_token_file =\n" },
    compare: ["credentials"]
  },
  {
    of: 22,
    name: "found: boto2-file",
    files: { ".boto": "[Credentials]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n" },
    compare: ["credentials"],
    intended: {
      credentials: "none",
      because: "boto 2 has ended, and neither the AWS CLI v2 nor another SDK reads its file"
    }
  },
  {
    of: 25,
    name: "found: credentials-file-variable-empty",
    env: { AWS_SHARED_CREDENTIALS_FILE: "" },
    files: { ".aws/credentials": "[default]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n" },
    compare: ["credentials"]
  },
  {
    of: 25,
    name: "found: profile-variable-empty",
    env: { AWS_PROFILE: "" },
    files: { ".aws/credentials": "[default]\naws_access_key_id=AKIAK\naws_secret_access_key=sk\n" },
    compare: ["credentials"],
    intended: { credentials: "AKIAK", because: "an empty variable counts as absent everywhere" }
  },
  {
    of: 9,
    name: "found: named-profile-without-credentials-in-a-container",
    profile: "x",
    env: { ...noRegion, AWS_CONTAINER_CREDENTIALS_FULL_URI: "{FAKE}/creds" },
    files: { ".aws/config": "[profile x]\nregion=us-west-2\n" },
    compare: ["credentials"],
    intended: {
      credentials: "none",
      because: "an env's session is of the profile that its entry names, never of what the place happens to have"
    }
  }
]

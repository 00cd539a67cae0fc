import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import {
  comesBeforeServer,
  hasOtherProfiles,
  profileSettings,
  type SharedFiles,
  settingsOnly
} from "../../../src/domain/child/ProfileSettings.ts"
import { parseIni } from "../../../src/domain/text/Ini.ts"

const files = (config = "", credentials = ""): SharedFiles => ({
  config: Result.getOrThrow(parseIni(config)),
  credentials: Result.getOrThrow(parseIni(credentials))
})

describe("comesBeforeServer", () => {
  it.each([
    "aws_access_key_id = A",
    "aws_secret_access_key = S",
    "role_arn = arn:aws:iam::222222222222:role/r",
    "source_profile = a",
    "credential_source = Environment",
    "credential_process = tool",
    "sso_session = s",
    "sso_start_url = https://example.com",
    "sso_account_id = 222222222222",
    "web_identity_token_file = /t",
    "login_session = arn:aws:iam::222222222222:user/a",
    "aws_access_key_id ="
  ])("is true of a profile with %s", (setting) => {
    for (const found of [
      files(`[default]\n${setting}\n`),
      files(`[profile default]\n${setting}\n`),
      files("", `[default]\n${setting}\n`)
    ]) {
      assert.isTrue(comesBeforeServer(profileSettings(found, "default")))
    }
    assert.isFalse(comesBeforeServer(profileSettings(files(`[profile other]\n${setting}\n`), "default")))
  })

  it("is false of settings alone", () => {
    const found = files(
      "[default]\nregion = eu-west-1\noutput = json\nca_bundle = /ca\nmfa_serial = x\ns3 =\n  max_queue_size = 1\n"
    )
    assert.isFalse(comesBeforeServer(profileSettings(found, "default")))
    assert.isFalse(comesBeforeServer(profileSettings(files(), "default")))
  })
})

describe("hasOtherProfiles", () => {
  it("tells whether there is a profile besides [default]", () => {
    assert.isFalse(hasOtherProfiles(files("[default]\nregion = x\n[services s]\n", "[default]\n")))
    assert.isTrue(hasOtherProfiles(files("[profile a]\n")))
    assert.isTrue(hasOtherProfiles(files("", "[a]\n")))
  })
})

describe("settingsOnly", () => {
  it("has the settings of [default], those of a service and of s3, and nothing of other profiles", () => {
    const found = files(
      [
        "[default]",
        "region = eu-west-1",
        "output = yaml",
        "services = local",
        "s3 =",
        "  addressing_style = path",
        "  aws_secret_access_key = SECRET",
        "[services local]",
        "dynamodb =",
        "  endpoint_url = http://127.0.0.1:8000",
        "  token = SECRET",
        "[services other]",
        "s3 =",
        "  endpoint_url = http://127.0.0.1:9",
        "[profile a]",
        "region = us-east-1"
      ].join("\n"),
      "[default]\naws_access_key_id = AKIASECRET\naws_secret_access_key = SECRET\n"
    )
    assert.strictEqual(
      settingsOnly(found),
      [
        "[default]",
        "region = eu-west-1",
        "output = yaml",
        "services = local",
        "s3 =",
        "  addressing_style = path",
        "[services local]",
        "dynamodb =",
        "  endpoint_url = http://127.0.0.1:8000",
        ""
      ].join("\n")
    )
  })

  it("copies nothing that it does not know, and no line below a setting", () => {
    const found = files(
      "[default]\nx_principal = SECRET\ncredential_process = SECRET\noutput = json\n  aws_secret_access_key = SECRET\n"
    )
    assert.strictEqual(settingsOnly(found), "[default]\noutput = json\n")
  })
})

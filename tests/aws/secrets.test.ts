import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, serve, sourceLayer, stsError } from "./fixture.ts"

const secret = "wJalrXUtnSECRETSECRETbPxRfiCY"
const below = `  aws_secret_access_key = ${secret}\n`
const keys = "aws_access_key_id = AKIAAAAAAAAAAAAAAAA1\naws_secret_access_key = another-secret\n"
const role = "role_arn = arn:aws:iam::222222222222:role/r\n"
const sso = "sso_account_id = 222222222222\nsso_role_name = x\n"

/** A setting that the secret key, by one blank too many, goes on with. */
const profiles: { readonly [setting: string]: string } = {
  source_profile: `${role}source_profile = base\n${below}`,
  credential_source: `${role}credential_source = Environment\n${below}`,
  sso_session: `${sso}sso_session = x\n${below}`,
  sso_start_url: `${sso}sso_region = us-east-1\nsso_start_url = http://127.0.0.1:1\n${below}`,
  web_identity_token_file: `${role}web_identity_token_file = /nowhere/x\n${below}`,
  role_arn: `role_arn = arn:aws:iam::222222222222:role/r\n${below}source_profile = base\n`,
  role_session_name: `${role}source_profile = base\nrole_session_name = x\n${below}`,
  external_id: `${role}source_profile = base\nexternal_id = x\n${below}`,
  mfa_serial: `${role}source_profile = base\nmfa_serial = arn:aws:iam::222222222222:mfa/x\n${below}`,
  credential_process: `credential_process = /bin/sh -c "echo no >&2; exit 1"\n${below}`,
  aws_access_key_id: `aws_access_key_id = AKIAAAAAAAAAAAAAAAA1\n${below}`
}

describe("a secret key that is indented below another setting stands in no message:", () => {
  for (const [setting, settings] of Object.entries(profiles)) {
    it.live(setting, () =>
      Effect.gen(function* () {
        // AWS quotes the parameters that it refuses.
        const aws = yield* serve(({ body }) => stsError(400, "ValidationError", `bad: ${decodeURIComponent(body)}`))
        const folder = yield* home(() => ({
          ".aws/config": `[profile base]\n${keys}[profile p]\nregion = us-east-1\n${settings}`
        }))
        const error = yield* Effect.flatMap(CredentialSource, (source) => Effect.flip(source.profile("p"))).pipe(
          Effect.provide(sourceLayer({ HOME: folder, AWS_ENDPOINT_URL: aws.endpoint }))
        )
        const all = inspect([error, error.cause], { depth: 20, showHidden: true })
        assert.notInclude(all, secret)
        assert.notInclude(all, secret.slice(4, 20))
      })
    )
  }
})

describe("what the container's server says back stands in no message:", () => {
  const token = "authorization-token-of-the-container"
  for (const [form, of] of [
    ["as it is", (text: string) => text],
    ["in Base64", (text: string) => btoa(text)],
    ["cut", (text: string) => text.slice(2, 22)]
  ] as const) {
    it.live(`its authorization token ${form}`, () =>
      Effect.gen(function* () {
        const server = yield* serve(({ headers }) => ({
          status: 401,
          body: JSON.stringify({ Code: "Denied", Message: `no such token: ${of(headers.authorization ?? "")}` })
        }))
        const error = yield* Effect.flatMap(CredentialSource, (source) => Effect.flip(source.ambient)).pipe(
          Effect.provide(
            sourceLayer({
              AWS_CONTAINER_CREDENTIALS_FULL_URI: server.endpoint,
              AWS_CONTAINER_AUTHORIZATION_TOKEN: token
            })
          )
        )
        const all = inspect([error, error.cause], { depth: 20 })
        assert.include(all, "no such token: <redacted>")
        assert.notInclude(all, of(token).slice(2, 14))
      })
    )
  }
})

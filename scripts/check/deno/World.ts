/** A home folder and a local AWS for the uses of the package, with what each of them needs. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as LocalAws from "../../../src/testing/LocalAws.ts"
import { makeTemporaryFolder, write } from "../../lib/consumer.ts"
import { environment } from "../../lib/run.ts"

export interface World {
  readonly home: string
  /** `127.0.0.1:PORT`, which stands for every host of AWS. */
  readonly host: string
  /** The environment of each use. */
  readonly variablesOf: (use: string) => NodeJS.ProcessEnv
}

const devops = "111111111111"
const sbx = "222222222222"
const accessToken = "token-of-alice"

/** An ISO date that no run reaches. */
const later = "2100-01-01T00:00:00Z"

const options: LocalAws.Options = {
  accounts: {
    [devops]: { users: { ci: {} }, roles: { devops_role: {} } },
    [sbx]: { users: { alice: {} }, roles: { sbx_deployment_role: { trust: [devops] }, prd_role: {} } }
  },
  ssoSignIns: [{ accessToken, roles: [{ accountId: sbx, role: "prd_role" }] }]
}

const keysOf = (accountId: string, user: string) =>
  Effect.gen(function* () {
    const { accessKeyId, secretAccessKey } = yield* (yield* LocalAws.LocalAws).userCredentials(accountId, user)
    return { id: accessKeyId, secret: Redacted.value(secretAccessKey) }
  })

const configOf = (home: string, { id, secret }: { readonly id: string; readonly secret: string }): string => `
[profile acme-sbx]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
[profile acme-tst]
credential_process = cat ${join(home, "keys.json")}
[profile acme-prd]
sso_session = acme
sso_account_id = ${sbx}
sso_role_name = prd_role
[sso-session acme]
sso_region = us-east-1
sso_start_url = https://acme.awsapps.com/start
`

/** Whoever runs this has a profile and a network of their own, which are no matter here. */
const ownVariables = /^(AWS_|BOTO_SES_|USER_|ENV_NAME$|CI$|GITHUB_|.*_PROXY$|.*_proxy$|XDG_)/

/** A world for as long as the scope is open. */
export const makeWorld: Effect.Effect<World, LocalAws.LocalAwsError, LocalAws.LocalAws | Scope.Scope> = Effect.gen(
  function* () {
    const { endpoint } = yield* LocalAws.LocalAws
    const { path: home } = yield* Effect.acquireRelease(Effect.sync(makeTemporaryFolder), (folder) =>
      Effect.sync(() => folder[Symbol.dispose]())
    )
    const alice = yield* keysOf(sbx, "alice")
    write(join(home, ".aws", "config"), configOf(home, alice))
    write(join(home, ".aws", "credentials"), "")
    write(join(home, "keys.json"), JSON.stringify({ Version: 1, AccessKeyId: alice.id, SecretAccessKey: alice.secret }))
    const token = `${createHash("sha1").update("acme").digest("hex")}.json`
    write(
      join(home, ".aws", "sso", "cache", token),
      JSON.stringify({ accessToken, expiresAt: later, region: "us-east-1" })
    )
    const { id, secret } = yield* keysOf(devops, "ci")
    const inherited = Object.fromEntries(Object.entries(environment).filter(([name]) => !ownVariables.test(name)))
    const common = { ...inherited, HOME: home, AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: "true" }
    const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }
    const more: { readonly [use: string]: NodeJS.ProcessEnv } = {
      keys: { CI: "true", ...keys },
      application: keys,
      exec: { CI: "true", ...keys },
      "command line": {
        BOTO_SES_ENVS: "sbx",
        SBX_AWS_ACCOUNT_ID: sbx,
        SBX_AWS_PROFILE: "acme-sbx",
        BOTO_SES_REGION: "us-east-1"
      }
    }
    return { home, host: new URL(endpoint).host, variablesOf: (use) => ({ ...common, ...more[use] }) }
  }
)

/** The AWS of a world. */
export const layer = LocalAws.layer(options)

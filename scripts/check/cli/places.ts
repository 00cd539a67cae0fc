/** The places where the packed command line is called, each with a local AWS behind it. */
import { chmodSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { LocalAws } from "../../../src/testing/mod.ts"
import { write } from "../../lib/consumer.ts"
import { environment } from "../../lib/run.ts"
import type { PlaceName } from "./cases.ts"

const accounts = { devops: "111111111111", sbx: "222222222222", stg: "333333333333", prd: "444444444444" } as const

const configuration = {
  region: "us-east-1",
  devops: { accountId: accounts.devops, profile: "acme-devops" },
  workloads: {
    sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
    stg: { accountId: accounts.stg, profile: "acme-stg" },
    prd: { accountId: accounts.prd, profile: "acme-prd" }
  },
  defaultAppEnv: "sbx"
}

const workload = (env: string, trust: ReadonlyArray<string>) => ({
  alias: `acme-${env}`,
  users: { developer: {} },
  roles: { [`${env}_deployment_role`]: { trust }, orders_lambda_role: {} }
})

/** The role of stg trusts nobody. */
const world = {
  accounts: {
    [accounts.devops]: { alias: "acme-devops", users: { developer: {} }, roles: { ci_role: {} } },
    [accounts.sbx]: workload("sbx", [accounts.devops]),
    [accounts.stg]: workload("stg", []),
    [accounts.prd]: workload("prd", [accounts.devops])
  }
}

type Variables = { readonly [name: string]: string }

export interface Places {
  /** The folder of a place, which is its home and its working folder. */
  readonly home: (place: PlaceName) => string
  /** The whole environment of a process in a place. */
  readonly variables: (place: PlaceName) => Variables
}

const keysOf = (keys: {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted<string>
  readonly sessionToken: Redacted.Redacted<string>
}): Variables => ({
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
  AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
})

/** Makes the places below a folder; `command` is what runs the command line. */
export const makePlaces = (
  folder: string,
  command: ReadonlyArray<string>
): Effect.Effect<Places, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const script = (name: string, text: string): void => {
      write(join(folder, "bin", name), `#!/bin/sh\n${text}\n`)
      chmodSync(join(folder, "bin", name), 0o755)
    }
    const aws = yield* LocalAws.make(world)
    const home = (place: PlaceName): string => join(folder, place)
    const profiles = yield* Effect.forEach(Object.entries(accounts), ([env, accountId]) =>
      Effect.map(
        aws.userCredentials(accountId, "developer"),
        ({ accessKeyId, secretAccessKey }) =>
          `[acme-${env}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${Redacted.value(secretAccessKey)}\n`
      )
    )
    write(join(home("laptop"), ".aws", "credentials"), profiles.join("\n"))
    write(join(home("laptop"), ".aws", "config"), "# mine\n[profile other]\nregion = eu-west-1\n")
    for (const place of ["laptop", "ci", "lambda"] as const) {
      write(join(home(place), "boto-ses.config.json"), JSON.stringify(configuration))
    }
    mkdirSync(home("bare"))
    script("boto-ses", `exec ${command.join(" ")} "$@"`)
    // An AWS CLI that every machine has: it tells its version, and what it was started with.
    script(
      "aws",
      `case $1 in --version) echo aws-cli/1.45.0 ;; *) echo "aws $* in $AWS_DEFAULT_REGION, \${AWS_ACCESS_KEY_ID-credentials from a server}" ;; esac`
    )
    const job = yield* aws.roleCredentials(accounts.devops, "ci_role", { sessionName: "job" })
    const application = yield* aws.roleCredentials(accounts.prd, "orders_lambda_role", { sessionName: "orders" })
    const own: { readonly [Name in PlaceName]: Variables } = {
      laptop: {},
      bare: {},
      ci: { CI: "true", GITHUB_ACTIONS: "true", ENV_NAME: "prd", ...keysOf(job) },
      lambda: {
        AWS_LAMBDA_FUNCTION_NAME: "orders",
        AWS_REGION: "us-east-1",
        ENV_NAME: "prd",
        ...keysOf(application)
      }
    }
    return {
      home,
      variables: (place) => ({
        PATH: `${join(folder, "bin")}:${environment.PATH}`,
        HOME: home(place),
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1",
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_EC2_METADATA_DISABLED: "true",
        ...own[place]
      })
    }
  })

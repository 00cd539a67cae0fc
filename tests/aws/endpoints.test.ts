import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { AwsClientDefaults } from "../../src/services/AwsClientDefaults.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { Sts } from "../../src/services/Sts.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { home, identity, serve, sourceLayer } from "./fixture.ts"

const keys = "aws_access_key_id = AKIAALICE00000000000\naws_secret_access_key = secret-of-alice\nregion = eu-west-1\n"

/** The places of a test that an endpoint can lead to. */
const places = Effect.gen(function* () {
  const own = yield* serve(() => identity)
  const all = yield* serve(() => identity)
  const services = yield* serve(() => identity)
  const profile = yield* serve(() => identity)
  const servers = { own, all, services, profile }
  return {
    variables: { AWS_ENDPOINT_URL_STS: own.endpoint, AWS_ENDPOINT_URL: all.endpoint },
    config: [
      "[profile acme]",
      keys,
      `endpoint_url = ${profile.endpoint}`,
      "services = local",
      "[services local]",
      "s3 =",
      "  endpoint_url = http://127.0.0.1:1",
      "sts =",
      `  endpoint_url = ${services.endpoint}`
    ].join("\n"),
    asked: () => Object.entries(servers).flatMap(([name, { received }]) => received.map(() => name))
  }
})

const askWith = (config: string, variables: { readonly [name: string]: string }, defaults: AwsClientDefaults = {}) =>
  Effect.gen(function* () {
    const folder = yield* home(() => ({ ".aws/config": config }))
    return yield* Effect.gen(function* () {
      const { credentials, endpoints } = yield* (yield* CredentialSource).profile("acme")
      return yield* (yield* Sts).getCallerIdentity({ credentials, endpoints, region: "eu-west-1" })
    }).pipe(Effect.provide(sourceLayer({ HOME: folder, ...variables }, defaults)))
  })

describe("the endpoint of a profile's requests is", () => {
  const without = (text: string, pattern: RegExp) => text.replace(pattern, "")

  it.live("the service's variable, the general one, the services section, endpoint_url, in this order", () =>
    Effect.gen(function* () {
      const { variables, config, asked } = yield* places
      const { AWS_ENDPOINT_URL_STS: _, ...general } = variables
      yield* askWith(config, variables)
      yield* askWith(config, general)
      yield* askWith(config, {})
      yield* askWith(without(config, /services = local/), {})
      assert.deepStrictEqual(asked(), ["own", "all", "services", "profile"])
    })
  )

  it.live("endpoint_url for a service that its services section does not name", () =>
    Effect.gen(function* () {
      const { config, asked } = yield* places
      yield* askWith(without(config, /\nsts =[\s\S]*$/), {})
      assert.deepStrictEqual(asked(), ["profile"])
    })
  )

  it.live("that of AwsClientDefaults before all others", () =>
    Effect.gen(function* () {
      const { variables, config, asked } = yield* places
      const other = yield* serve(() => identity)
      yield* askWith(config, variables, { endpoint: other.endpoint })
      assert.deepStrictEqual([asked(), other.received.length], [[], 1])
    })
  )

  it.live("none of them where the variable or the profile says that they are to be ignored", () =>
    Effect.gen(function* () {
      const { variables, config } = yield* places
      const folder = yield* home(() => ({
        ".aws/config": `${config.replace("services = local", "services = local\nignore_configured_endpoint_urls = true")}`
      }))
      const { endpoints } = yield* Effect.flatMap(CredentialSource, (source) => source.profile("acme")).pipe(
        Effect.provide(sourceLayer({ HOME: folder, ...variables }))
      )
      assert.strictEqual(endpoints?.ignored, true)
    })
  )

  const broken: ReadonlyArray<readonly [string, string, RegExp]> = [
    ["a section that is not there", "services = nowhere\n", /expected a section \[services nowhere\]/],
    ["an address that is none", "endpoint_url = localhost:4566\n", /the profile's endpoint_url: .*"localhost:4566"/],
    [
      "an address in a section that is none",
      "services = s\n[services s]\nsts =\n  endpoint_url = nowhere\n",
      /sts in the profile's services section: .*"nowhere"/
    ],
    [
      "an address with a secret indented below it",
      "endpoint_url = http://localhost/\n  aws_secret_access_key = secretsecret\n",
      /"http:\/\/localhost\/", and further lines/
    ]
  ]
  for (const [name, settings, message] of broken) {
    it.live(`an error of whoever asks there with ${name}, and of nobody else`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(askWith(`[profile acme]\n${keys}${settings}`, {}))
        assert(error._tag === "StsError")
        assert.strictEqual(error.kind, "misconfigured")
        assert.match(error.detail, message)
        assert.notInclude(inspect(error, { depth: 9 }), "secretsecret")
        const { asked, variables } = yield* places
        yield* askWith(`[profile acme]\n${keys}${settings}`, variables)
        assert.deepStrictEqual(asked(), ["own"])
      })
    )
  }
})

describe("the roles of a profile are assumed at", () => {
  const account = "111111111111"
  const world = LocalAws.layer({
    accounts: {
      [account]: {
        users: { alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice" } },
        roles: {
          first: { trust: [account] },
          second: { trust: [`arn:aws:iam::${account}:role/first`] }
        }
      }
    }
  })
  const role = (name: string, source: string) =>
    `role_arn = arn:aws:iam::${account}:role/${name}\nsource_profile = ${source}\nregion = eu-west-1\n`

  it.live("the endpoint of the profile asked for, in every link of the chain", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const config = `[profile acme]\n${role("second", "first")}endpoint_url = ${aws.endpoint}\n[profile first]\n${role("first", "base")}endpoint_url = http://127.0.0.1:1\n[profile base]\n${keys}`
      yield* askWith(config, {})
      const actions = (yield* aws.requests).map(({ action }) => action)
      assert.deepStrictEqual(actions, ["AssumeRole", "AssumeRole", "GetCallerIdentity"])
    }).pipe(Effect.provide(world))
  )

  it.live("AWS's own endpoint where only their source has another", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const requestHandler = {
        handle: ({ hostname }: { readonly hostname: string }) => {
          asked.push(hostname)
          return Promise.reject(new Error("enough"))
        },
        destroy: () => {}
      }
      const config = `[profile acme]\n${role("second", "first")}[profile first]\n${role("first", "base")}endpoint_url = http://127.0.0.1:1\n[profile base]\n${keys}endpoint_url = http://127.0.0.1:1\n`
      yield* Effect.flip(askWith(config, {}, { requestHandler }))
      yield* Effect.flip(
        askWith(config.replace("[profile acme]", "[profile acme]\nuse_fips_endpoint = true"), {}, { requestHandler })
      )
      assert.deepStrictEqual([...new Set(asked)], ["sts.eu-west-1.amazonaws.com", "sts-fips.eu-west-1.amazonaws.com"])
    })
  )
})

describe("requests with keys of the environment and of a container are made as the process's profile says:", () => {
  const answer = JSON.stringify({
    AccessKeyId: "ASIACONTAINER",
    SecretAccessKey: "secret",
    Token: "token",
    Expiration: "2030-01-31T12:00:00Z"
  })
  const sources = Effect.gen(function* () {
    const container = yield* serve(() => ({ status: 200, body: answer }))
    return {
      environment: { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "secret" },
      container: { AWS_CONTAINER_CREDENTIALS_FULL_URI: container.endpoint }
    }
  })
  const ambient = (config: string, variables: { readonly [name: string]: string }) =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": config }))
      return yield* Effect.flatMap(CredentialSource, (source) => source.ambient).pipe(
        Effect.provide(sourceLayer({ HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...variables }))
      )
    })
  const config =
    "[default]\nregion = eu-west-1\nendpoint_url = http://a\nuse_fips_endpoint = true\n[profile p]\nregion = eu-west-3\nservices = s\n[services s]\ns3 =\n  endpoint_url = http://b\n"

  for (const source of ["environment", "container"] as const) {
    it.live(source, () =>
      Effect.gen(function* () {
        const { [source]: variables } = yield* sources
        const byDefault = yield* ambient(config, variables)
        assert.deepStrictEqual(
          [byDefault.region, byDefault.endpoints?.default, byDefault.endpoints?.settings],
          ["eu-west-1", "http://a", { use_fips_endpoint: "true" }]
        )
        const byName = yield* ambient(config, { ...variables, AWS_PROFILE: "p" })
        assert.deepStrictEqual(
          [byName.region, byName.endpoints?.default, byName.endpoints?.services],
          ["eu-west-3", undefined, { s3: "http://b" }]
        )
        const { region } = yield* ambient(config, { ...variables, AWS_REGION: "us-east-2" })
        assert.strictEqual(region, undefined)
      })
    )
  }

  it.live("and are refused where the file cannot be understood, which may name another AWS", () =>
    Effect.gen(function* () {
      const { environment } = yield* sources
      const error = yield* Effect.flip(ambient("[default\nendpoint_url = http://a\n", environment))
      assert.strictEqual(error._tag, "SourceUnusable")
    })
  )
})

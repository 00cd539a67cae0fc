import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
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

const askWith = (
  config: string,
  variables: { readonly [name: string]: string },
  defaults: { readonly endpoint?: string } = {}
) =>
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
      assert.deepStrictEqual(endpoints, { default: undefined, services: {}, ignored: true })
    })
  )

  const broken: ReadonlyArray<readonly [string, string, RegExp]> = [
    ["a section that is not there", "services = nowhere\n", /no \[services nowhere\] section/],
    ["an address that is none", "endpoint_url = localhost:4566\n", /endpoint_url = localhost:4566/],
    [
      "an address in a section that is none",
      "services = s\n[services s]\nsts =\n  endpoint_url = nowhere\n",
      /endpoint_url = nowhere/
    ]
  ]
  for (const [name, settings, message] of broken) {
    it.live(`an error with ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(askWith(`[profile acme]\n${keys}${settings}`, {}))
        assert.match("detail" in error ? error.detail : "", message)
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

  it.live("the endpoint of the source where the profile itself has none", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* askWith(
        `[profile acme]\n${role("first", "base")}[profile base]\n${keys}endpoint_url = ${aws.endpoint}\n`,
        {}
      )
      assert.strictEqual(yield* aws.count(), 2)
    }).pipe(Effect.provide(world))
  )
})

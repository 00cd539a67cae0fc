import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { containerAddress } from "../../src/aws/ambient/Container.ts"
import { CredentialSource, type CredentialSourceError } from "../../src/services/CredentialSource.ts"
import { home, instantClock, type Received, type Reply, serve, sourceLayer } from "./fixture.ts"

const answer = {
  AccessKeyId: "ASIAPLATFORM",
  SecretAccessKey: "secret-of-the-platform",
  Token: "token-of-the-platform",
  Expiration: "2030-01-31T12:00:00Z"
}
const ok: Reply = { status: 200, body: JSON.stringify(answer) }
const instance = (body: object): Reply => ({ status: 200, body: JSON.stringify({ Code: "Success", ...body }) })

const ambient = (env: { readonly [name: string]: string }) =>
  Effect.flatMap(CredentialSource, (source) => source.ambient).pipe(
    Effect.provideService(Clock.Clock, instantClock().clock),
    Effect.provide(sourceLayer({ AWS_EC2_METADATA_DISABLED: "true", ...env }))
  )

const detailOf = (error: CredentialSourceError): string =>
  error._tag === "SourceUnusable" ? error.detail : assert.fail(`a SourceUnusable was expected, not ${error._tag}`)

describe("the container's credentials", () => {
  const container = (
    reply: (request: Received, count: number) => Reply,
    env: { readonly [name: string]: string } = {}
  ) =>
    Effect.gen(function* () {
      const server = yield* serve(reply)
      const outcome = yield* Effect.result(
        ambient({
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.endpoint}/role?for=me`,
          AWS_METADATA_SERVICE_TIMEOUT: "0.2",
          ...env
        })
      )
      return { outcome, received: server.received }
    })
  const refused = (...given: Parameters<typeof container>) =>
    Effect.map(container(...given), ({ outcome, received }) =>
      outcome._tag === "Failure"
        ? { detail: detailOf(outcome.failure), received }
        : assert.fail("an error was expected")
    )

  it.live("are read with their end", () =>
    Effect.gen(function* () {
      const { outcome, received } = yield* container(() => ok)
      assert(outcome._tag === "Success")
      const { credentials, chain, ...rest } = outcome.success
      assert.deepStrictEqual(rest, { origin: { _tag: "Container" } })
      assert.deepStrictEqual([chain?.id, chain?.steps], [credentials.accessKeyId, []])
      assert.deepStrictEqual(
        [
          credentials.accessKeyId,
          Redacted.value(credentials.secretAccessKey),
          credentials.sessionToken && Redacted.value(credentials.sessionToken),
          credentials.expiresAt
        ],
        ["ASIAPLATFORM", "secret-of-the-platform", "token-of-the-platform", Date.parse(answer.Expiration)]
      )
      assert.deepStrictEqual([received.length, received[0]?.path], [1, "/role?for=me"])
      assert.notProperty(received[0]?.headers, "authorization")
    })
  )

  it.live("are asked for with the token of the environment", () =>
    Effect.gen(function* () {
      const { received } = yield* container(() => ok, { AWS_CONTAINER_AUTHORIZATION_TOKEN: "Basic abc" })
      assert.strictEqual(received[0]?.headers.authorization, "Basic abc")
    })
  )

  it.live("are asked for with the token of the file rather, without its line break", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ token: "from-the-file\r\n" }))
      const { received } = yield* container(() => ok, {
        AWS_CONTAINER_AUTHORIZATION_TOKEN: "from-the-variable",
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${folder}/token`
      })
      assert.strictEqual(received[0]?.headers.authorization, "from-the-file")
    })
  )

  it.live("are not asked for with a token that would break the header", () =>
    Effect.gen(function* () {
      const { detail, received } = yield* refused(() => ok, { AWS_CONTAINER_AUTHORIZATION_TOKEN: "a\nHost: b" })
      assert.match(detail, /line break/)
      assert.strictEqual(received.length, 0)
    })
  )

  it.live("are not asked for where the token file is missing", () =>
    Effect.gen(function* () {
      const { detail, received } = yield* refused(() => ok, {
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/nowhere/token"
      })
      assert.match(detail, /\/nowhere\/token/)
      assert.strictEqual(received.length, 0)
    })
  )

  for (const [name, bad] of [
    ["a server error", { status: 500, body: "" }],
    ["too many requests", { status: 429, body: "" }],
    ["a request that came too early", { status: 425, body: "" }],
    ["a dropped connection", "drop"],
    ["no answer in time", "hang"]
  ] as const) {
    it.live(`are asked for again after ${name}, three times at most`, () =>
      Effect.gen(function* () {
        const good = yield* container((_, count) => (count < 3 ? bad : ok))
        assert.deepStrictEqual([good.outcome._tag, good.received.length], ["Success", 3])
        const { detail, received } = yield* refused(() => bad)
        assert.match(detail, /gives no answer|status (500|429|425)/)
        assert.strictEqual(received.length, 3)
      })
    )
  }

  const answers: ReadonlyArray<readonly [string, Reply, RegExp]> = [
    ["a refusal", { status: 403, body: '{"Code":"Denied","Message":"No such task"}' }, /403: Denied: No such task/],
    ["no JSON", { status: 200, body: "<html>" }, /without AccessKeyId/],
    ["no token", { status: 200, body: JSON.stringify({ ...answer, Token: undefined }) }, /Token/],
    ["no end", { status: 200, body: JSON.stringify({ ...answer, Expiration: null }) }, /Expiration/],
    ["an end that is no date", { status: 200, body: JSON.stringify({ ...answer, Expiration: "soon" }) }, /Expiration/]
  ]
  for (const [name, reply, expected] of answers) {
    it.live(`are an error for an answer with ${name}`, () =>
      Effect.gen(function* () {
        const { detail, received } = yield* refused(() => reply)
        assert.match(detail, expected)
        assert.notInclude(detail, "secret-of")
        assert.strictEqual(received.length, 1)
      })
    )
  }

  for (const uri of [
    "http://example.com/role",
    "http://127.0.0.1.example.com/role",
    "http://169.254.170.3/role",
    "ftp://127.0.0.1/role",
    "not an address",
    "http://[::2]/role"
  ]) {
    it.live(`are never asked for at ${uri}`, () =>
      Effect.gen(function* () {
        const { detail } = yield* refused(() => ok, { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri })
        assert.match(detail, /^AWS_CONTAINER_CREDENTIALS_FULL_URI /)
      })
    )
  }

  // Only the address is looked at: that of ECS is a real place on a real machine, which no test may ask.
  for (const [relative, url] of [
    ["/v2/credentials/1?x=y", "http://169.254.170.2/v2/credentials/1?x=y"],
    ["v2/credentials", "http://169.254.170.2/v2/credentials"],
    ["@example.com/role", "http://169.254.170.2/@example.com/role"]
  ] as const) {
    it.effect(`by the relative address ${relative} are those of ECS, whatever the full one says`, () =>
      Effect.gen(function* () {
        const found = yield* containerAddress({
          AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative,
          AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/"
        })
        assert.strictEqual(found.href, url)
      })
    )
  }
})

describe("the instance's role", () => {
  const metadata =
    (parts: { readonly token?: Reply; readonly role?: Reply; readonly keys?: Reply }) =>
    ({ path, method, headers }: Received): Reply => {
      if (path === "/latest/api/token" && method === "PUT" && headers["x-aws-ec2-metadata-token-ttl-seconds"]) {
        return parts.token ?? { status: 200, body: "metadata-token" }
      }
      if (parts.token === undefined && headers["x-aws-ec2-metadata-token"] !== "metadata-token") {
        return { status: 401, body: "" }
      }
      const roles = "/latest/meta-data/iam/security-credentials/"
      if (path === roles) return parts.role ?? { status: 200, body: "my role\n" }
      return path === `${roles}my%20role` ? (parts.keys ?? instance(answer)) : { status: 404, body: "" }
    }

  const ask = (parts: Parameters<typeof metadata>[0], env: { readonly [name: string]: string } = {}) =>
    Effect.gen(function* () {
      const server = yield* serve(metadata(parts))
      const outcome = yield* Effect.result(
        ambient({
          AWS_EC2_METADATA_DISABLED: "false",
          AWS_EC2_METADATA_SERVICE_ENDPOINT: `${server.endpoint}/`,
          // Nobody waits for what answers: a busy machine may take long.
          AWS_METADATA_SERVICE_TIMEOUT: Object.values(parts).includes("hang") ? "0.2" : "5",
          ...env
        })
      )
      return { outcome, received: server.received }
    })

  it.live("is read by a token of version 2", () =>
    Effect.gen(function* () {
      const { outcome, received } = yield* ask({})
      assert(outcome._tag === "Success")
      assert.strictEqual(outcome.success.credentials.accessKeyId, "ASIAPLATFORM")
      assert.strictEqual(outcome.success.origin._tag, "Instance")
      assert.strictEqual(received.length, 3)
    })
  )

  for (const [name, token] of [
    ["is not there", { status: 404, body: "" }],
    ["gives 401", { status: 401, body: "" }],
    ["gives 403", { status: 403, body: "" }],
    ["gives 405", { status: 405, body: "" }],
    ["gives 500", { status: 500, body: "" }],
    ["hangs, as across more than one hop", "hang"],
    ["cuts the connection", "drop"]
  ] as const) {
    it.live(`is read by version 1 where version 2 ${name}`, () =>
      Effect.gen(function* () {
        const { outcome, received } = yield* ask({ token })
        assert.strictEqual(outcome._tag, "Success")
        assert.notProperty(received.at(-1)?.headers, "x-aws-ec2-metadata-token")
      })
    )
  }

  /** Asks with these settings in the config file. */
  const withSettings = (
    settings: (endpoint: string) => ReadonlyArray<string>,
    reply: (request: Received, count: number) => Reply,
    env: { readonly [name: string]: string } = {}
  ) =>
    Effect.gen(function* () {
      const server = yield* serve(reply)
      const folder = yield* home(() => ({
        ".aws/config": [
          "[default]",
          ...settings(server.endpoint),
          "[profile other]",
          "ec2_metadata_service_endpoint = x"
        ].join("\n")
      }))
      const outcome = yield* Effect.result(ambient({ AWS_EC2_METADATA_DISABLED: "false", HOME: folder, ...env }))
      return { outcome, received: server.received }
    })
  const at =
    (...more: ReadonlyArray<string>) =>
    (endpoint: string) => [`ec2_metadata_service_endpoint = ${endpoint}`, "metadata_service_timeout = 0.2", ...more]

  it.live("is asked for at the address and with the time that the config file states", () =>
    Effect.gen(function* () {
      const { outcome, received } = yield* withSettings(at(), metadata({}))
      assert.deepStrictEqual([outcome._tag, received.length], ["Success", 3])
      const hanging = yield* withSettings(at(), () => "hang")
      assert(hanging.outcome._tag === "Failure" && hanging.outcome.failure._tag === "CredentialsAbsent")
      assert.match(hanging.outcome.failure.tried[4] ?? "", /within 200 ms/)
    })
  )

  it.live("is not read by version 1 where the config file switches that off, unless the variable allows it", () =>
    Effect.gen(function* () {
      const noToken = metadata({ token: { status: 404, body: "" } })
      const off = yield* withSettings(at("ec2_metadata_v1_disabled = True"), noToken)
      assert.deepStrictEqual([off.outcome._tag, off.received.length], ["Failure", 1])
      const on = yield* withSettings(at("ec2_metadata_v1_disabled = True"), noToken, {
        AWS_EC2_METADATA_V1_DISABLED: "false"
      })
      assert.strictEqual(on.outcome._tag, "Success")
    })
  )

  it.live("is an error where its address family is unknown, by variable or file", () =>
    Effect.gen(function* () {
      const byVariable = yield* ask({}, { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv5" })
      assert(byVariable.outcome._tag === "Failure")
      assert.match(detailOf(byVariable.outcome.failure), /^AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is "IPv5"/)
      const byFile = yield* withSettings(at("ec2_metadata_service_endpoint_mode = six"), metadata({}))
      assert(byFile.outcome._tag === "Failure")
      assert.match(detailOf(byFile.outcome.failure), /^ec2_metadata_service_endpoint_mode of the profile is "six"/)
    })
  )

  const once =
    (struck: number, status: number) =>
    (request: Received, count: number): Reply =>
      count === struck ? { status, body: "" } : metadata({})(request)

  for (const [request, struck] of [
    ["the token", 1],
    ["the role", 2],
    ["the keys", 3]
  ] as const) {
    it.live(`is asked for again where the service is overloaded at ${request}`, () =>
      Effect.gen(function* () {
        const { outcome, received } = yield* withSettings(at(), once(struck, 503))
        assert.deepStrictEqual([outcome._tag, received.length], ["Success", 4])
      })
    )
  }

  it.live("is asked for as often as variable or file say, whatever the answer", () =>
    Effect.gen(function* () {
      const twice = yield* withSettings(at("metadata_service_num_attempts = 2"), once(2, 404))
      assert.deepStrictEqual([twice.outcome._tag, twice.received.length], ["Success", 4])
      const single = yield* withSettings(at("metadata_service_num_attempts = 2"), once(2, 503), {
        AWS_METADATA_SERVICE_NUM_ATTEMPTS: "1"
      })
      assert.deepStrictEqual([single.outcome._tag, single.received.length], ["Failure", 2])
      const silent = yield* withSettings(at("metadata_service_num_attempts = 2"), (request, count) =>
        count === 2 ? "hang" : metadata({})(request)
      )
      assert.deepStrictEqual([silent.outcome._tag, silent.received.length], ["Success", 4])
      for (const [struck, body] of [
        [2, "\n"],
        [3, "<html>"]
      ] as const) {
        const empty = yield* withSettings(at("metadata_service_num_attempts = 2"), (request, count) =>
          count === struck ? { status: 200, body } : metadata({})(request)
        )
        assert.deepStrictEqual([empty.outcome._tag, empty.received.length], ["Success", 4])
      }
    })
  )

  const warnings = () => {
    const said: Array<string> = []
    const logger = Logger.make(({ message }) => {
      said.push(String(message))
    })
    return { said, layer: Logger.layer([logger]) }
  }

  it.live("is used past its end while the service gives no other, with a warning", () =>
    Effect.gen(function* () {
      const { said, layer } = warnings()
      const ended = { ...answer, Expiration: "1969-12-31T23:50:00Z" }
      const { outcome } = yield* ask({ keys: instance(ended) }).pipe(Effect.provide(layer))
      assert(outcome._tag === "Success")
      const { accessKeyId, expiresAt = 0 } = outcome.success.credentials
      assert.strictEqual(accessKeyId, "ASIAPLATFORM")
      assert.isTrue(expiresAt >= 300_000 && expiresAt <= 600_000, String(expiresAt))
      assert.match(said.join(), /ended at 1969-12-31T23:50:00Z/)
    })
  )

  it.live("that was given last is used while the service does not answer, past its end with a warning", () =>
    Effect.gen(function* () {
      const { said, layer } = warnings()
      const { clock, advance } = instantClock()
      let broken = false
      const server = yield* serve((request) =>
        broken
          ? { status: 503, body: "" }
          : metadata({ keys: instance({ ...answer, Expiration: "1970-01-01T01:00:00Z" }) })(request)
      )
      yield* Effect.gen(function* () {
        const source = yield* CredentialSource
        yield* source.ambient
        broken = true
        assert.strictEqual((yield* source.ambient).credentials.expiresAt, 3_600_000)
        assert.deepStrictEqual(said, [])
        advance(3_600_000)
        const { accessKeyId, expiresAt = 0 } = (yield* source.ambient).credentials
        assert.strictEqual(accessKeyId, "ASIAPLATFORM")
        assert.isAbove(expiresAt, 3_600_000 + 299_000)
        assert.match(said.join(), /overloaded/)
      }).pipe(
        Effect.provideService(Clock.Clock, clock),
        Effect.provide([sourceLayer({ AWS_EC2_METADATA_SERVICE_ENDPOINT: server.endpoint }), layer])
      )
    })
  )

  it.live("is not read by version 1 where that is switched off", () =>
    Effect.gen(function* () {
      const { outcome, received } = yield* ask(
        { token: { status: 404, body: "" } },
        { AWS_EC2_METADATA_V1_DISABLED: "true" }
      )
      assert(outcome._tag === "Failure")
      assert.match(detailOf(outcome.failure), /status 404/)
      assert.strictEqual(received.length, 1)
    })
  )

  const unusable: ReadonlyArray<readonly [string, Parameters<typeof ask>[0], RegExp]> = [
    ["refuses a token", { token: { status: 400, body: "" } }, /no token.*400/],
    ["does not tell the role", { role: { status: 500, body: "" } }, /status 500/],
    [
      "has no keys of the role",
      { keys: { status: 200, body: '{"Code":"AssumeRoleUnauthorizedAccess","Message":"no trust"}' } },
      /AssumeRoleUnauthorizedAccess: no trust/
    ]
  ]
  for (const [name, parts, expected] of unusable) {
    it.live(`is an error where the service ${name}`, () =>
      Effect.gen(function* () {
        const { outcome } = yield* ask(parts)
        assert(outcome._tag === "Failure")
        assert.match(detailOf(outcome.failure), expected)
      })
    )
  }

  const absent: ReadonlyArray<
    readonly [string, Parameters<typeof ask>[0], { readonly [name: string]: string }, RegExp]
  > = [
    ["no role is attached", { role: { status: 404, body: "" } }, {}, /no role is attached/],
    ["the service hangs", { token: "hang", role: "hang" }, {}, /no answer within 200 ms/],
    [
      "nothing listens there",
      {},
      { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1" },
      /127\.0\.0\.1:1 gives no answer/
    ],
    ["it is switched off", {}, { AWS_EC2_METADATA_DISABLED: "True" }, /AWS_EC2_METADATA_DISABLED is true/]
  ]
  for (const [name, parts, env, expected] of absent) {
    it.live(`is not there where ${name}, and the error tells all that was tried`, () =>
      Effect.gen(function* () {
        const { outcome } = yield* ask(parts, env)
        assert(outcome._tag === "Failure")
        const error = outcome.failure
        assert(error._tag === "CredentialsAbsent")
        assert.strictEqual(error.tried.length, 5)
        assert.match(error.tried[4] ?? "", expected)
        assert.notInclude(inspect(error), "undefined")
      })
    )
  }

  it.live("is an error where its address is none", () =>
    Effect.gen(function* () {
      const { outcome } = yield* ask({}, { AWS_EC2_METADATA_SERVICE_ENDPOINT: "here" })
      assert(outcome._tag === "Failure")
      assert.match(detailOf(outcome.failure), /AWS_EC2_METADATA_SERVICE_ENDPOINT is "here"/)
    })
  )
})

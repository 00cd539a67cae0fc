import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"
import { Sts } from "../../src/services/Sts.ts"
import { identity, keys, serve, stsError, stsLayer } from "./fixture.ts"

const ask = (region = "eu-west-1") => Effect.flatMap(Sts, (sts) => sts.getCallerIdentity({ credentials: keys, region }))

/** A handler that answers nothing and keeps the address asked. */
const recorder = () => {
  const asked: Array<string> = []
  let destroyed = 0
  return {
    asked,
    destroyed: () => destroyed,
    handler: {
      handle: (request: { readonly protocol: string; readonly hostname: string }) => {
        asked.push(`${request.protocol}//${request.hostname}`)
        return Promise.reject(new Error("enough"))
      },
      destroy: () => {
        destroyed += 1
      }
    }
  }
}

describe("layerSts settings", () => {
  const regional: ReadonlyArray<readonly [string, string]> = [
    ["us-east-1", "https://sts.us-east-1.amazonaws.com"],
    ["eu-central-1", "https://sts.eu-central-1.amazonaws.com"],
    ["cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn"],
    ["us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com"],
    ["us-iso-east-1", "https://sts.us-iso-east-1.c2s.ic.gov"],
    ["eusc-de-east-1", "https://sts.eusc-de-east-1.amazonaws.eu"]
  ]
  for (const [region, endpoint] of regional) {
    it.effect(`asks the regional endpoint of ${region}`, () =>
      Effect.gen(function* () {
        const { asked, handler } = recorder()
        const error = yield* Effect.flip(ask(region)).pipe(Effect.provide(stsLayer({ requestHandler: handler })))
        assert.deepStrictEqual([asked, error.kind], [[endpoint], "other"])
      })
    )
  }

  it.effect("asks the FIPS endpoint where the environment says so", () =>
    Effect.gen(function* () {
      const { asked, handler } = recorder()
      yield* Effect.flip(ask("us-east-1")).pipe(
        Effect.provide(stsLayer({ requestHandler: handler }, { AWS_USE_FIPS_ENDPOINT: "TRUE" }))
      )
      assert.deepStrictEqual(asked, ["https://sts-fips.us-east-1.amazonaws.com"])
    })
  )

  const endpoints: ReadonlyArray<
    readonly [string, Parameters<typeof stsLayer>[0], { readonly [name: string]: string }, string]
  > = [
    [
      "AwsClientDefaults by service",
      { endpoint: (service) => (service === "sts" ? "http://one" : undefined) },
      { AWS_ENDPOINT_URL_STS: "http://two", AWS_ENDPOINT_URL: "http://three" },
      "http://one"
    ],
    [
      "AWS_ENDPOINT_URL_STS",
      { endpoint: () => undefined },
      { AWS_ENDPOINT_URL_STS: "http://two", AWS_ENDPOINT_URL: "http://three" },
      "http://two"
    ],
    ["AWS_ENDPOINT_URL", {}, { AWS_ENDPOINT_URL_STS: "", AWS_ENDPOINT_URL: "http://three" }, "http://three"],
    [
      "AWS's own, where configured ones are to be ignored",
      {},
      { AWS_ENDPOINT_URL_STS: "http://two", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      "https://sts.eu-west-1.amazonaws.com"
    ]
  ]
  for (const [name, defaults, env, expected] of endpoints) {
    it.effect(`endpoint: ${name}`, () =>
      Effect.gen(function* () {
        const { asked, handler } = recorder()
        yield* Effect.flip(ask()).pipe(Effect.provide(stsLayer({ ...defaults, requestHandler: handler }, env)))
        assert.deepStrictEqual(asked, [expected])
      })
    )
  }

  it.effect("an endpoint that is no URL is an error that names its variable", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask()).pipe(Effect.provide(stsLayer({}, { AWS_ENDPOINT_URL_STS: "banana" })))
      assert.deepStrictEqual([error.kind, error.code], ["misconfigured", "InvalidEndpoint"])
      assert.include(error.detail, "AWS_ENDPOINT_URL_STS")
    })
  )

  it.effect("leaves a handler that was handed in to its owner", () =>
    Effect.gen(function* () {
      const { destroyed, handler } = recorder()
      yield* Effect.flip(ask()).pipe(Effect.provide(stsLayer({ requestHandler: handler })))
      assert.strictEqual(destroyed(), 0)
    })
  )

  it.live("names itself and the program's id in the user agent", () =>
    Effect.gen(function* () {
      const { endpoint, received } = yield* serve(() => identity)
      yield* ask().pipe(Effect.provide(stsLayer({ endpoint, userAgentAppId: "acme-deploy" })))
      assert.match(received[0]?.headers["user-agent"] ?? "", /app\/acme-deploy.*effect-boto-ses/)
    })
  )

  it.live("sends the request after an interrupted one once", () =>
    Effect.gen(function* () {
      const { endpoint, received, givenUp } = yield* serve((_, count) => (count === 2 ? "hang" : identity))
      yield* Effect.gen(function* () {
        yield* ask()
        const fiber = yield* Effect.forkChild(ask())
        yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => received.length === 2 }), Effect.timeout("5 seconds"))
        yield* Fiber.interrupt(fiber)
        yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => givenUp() === 1 }), Effect.timeout("5 seconds"))
        yield* ask()
      }).pipe(Effect.provide(stsLayer({ endpoint })))
      assert.strictEqual(received.length, 3)
    })
  )

  it.live(
    "uses one connection for requests one after the other where the runtime can, and closes it with the layer",
    () =>
      Effect.gen(function* () {
        const { endpoint, connections } = yield* serve(() => identity)
        yield* Effect.repeat(ask(), { times: 2 }).pipe(Effect.provide(stsLayer({ endpoint })))
        assert.strictEqual(connections().opened, "Deno" in globalThis ? 3 : 1)
        yield* Effect.yieldNow.pipe(
          Effect.repeat({ until: () => connections().open === 0 }),
          Effect.timeout("5 seconds")
        )
      })
  )

  it.live("makes one span a request, without secrets or whole account ids", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const { endpoint } = yield* serve(() => stsError(403, "AccessDenied", "no"))
      yield* Effect.flatMap(Sts, (sts) =>
        Effect.flip(
          sts.assumeRole({
            caller: { credentials: keys, region: "eu-west-1" },
            roleArn: "arn:aws:iam::222222222222:role/ci/deploy",
            roleSessionName: "me"
          })
        )
      ).pipe(Effect.provide(stsLayer({ endpoint })), Effect.withTracer(tracer))
      const [span, ...more] = spans.filter(({ name }) => name.startsWith("Sts."))
      assert.strictEqual(more.length, 0)
      assert.deepStrictEqual(
        [span?.name, Object.fromEntries(span?.attributes ?? [])],
        ["Sts.assumeRole", { "aws.region": "eu-west-1", "boto_ses.role": "deploy", "boto_ses.account": "22********22" }]
      )
    })
  )

  it.live("counts every request by operation and outcome", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* serve((_, count) =>
        count === 1 ? stsError(403, "AccessDenied", "no") : count === 2 ? "hang" : identity
      )
      yield* Effect.gen(function* () {
        yield* Effect.flip(ask())
        yield* Effect.timeoutOption(ask(), "100 millis")
        yield* ask()
        yield* ask()
      }).pipe(Effect.provide(stsLayer({ endpoint })))
      const counted = (yield* Metric.snapshot)
        .filter(({ id }) => id === "boto_ses_sts_requests_total")
        .map(({ attributes, state }) => [attributes, state])
      assert.sameDeepMembers(counted, [
        [
          { operation: "GetCallerIdentity", outcome: "denied" },
          { count: 1, incremental: true }
        ],
        [
          { operation: "GetCallerIdentity", outcome: "interrupted" },
          { count: 1, incremental: true }
        ],
        [
          { operation: "GetCallerIdentity", outcome: "success" },
          { count: 2, incremental: true }
        ]
      ])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})

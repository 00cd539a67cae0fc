import { IAMClient } from "@aws-sdk/client-iam"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { listAccountAliases } from "../../src/aws/Iam.ts"
import { RequestLimits } from "../../src/aws/RequestLimits.ts"
import { makeAwsClock } from "../../src/aws/sts/AwsClock.ts"
import { StsUnavailable } from "../../src/domain/errors/Sts.ts"
import type { Session } from "../../src/services/Session.ts"
import { Sts } from "../../src/services/Sts.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { identity, instantClock, keys, longTerm, type Reply, serve, stsLayer } from "./fixture.ts"

const limits = { exchange: 300, answer: 10_000 }

const whoIs = Effect.flatMap(Sts, (sts) => sts.getCallerIdentity({ credentials: keys, region: "eu-west-1" })).pipe(
  Effect.provideService(RequestLimits, limits),
  Effect.provideServiceEffect(
    Clock.Clock,
    Effect.sync(() => instantClock().clock)
  )
)

const ask = (reply: (count: number) => Reply) =>
  Effect.gen(function* () {
    const server = yield* serve((_, count) => reply(count))
    const outcome = yield* Effect.result(whoIs.pipe(Effect.provide(stsLayer({ endpoint: server.endpoint }))))
    return { outcome, received: server.received, connections: server.connections }
  })

const failure = (reply: (count: number) => Reply) =>
  Effect.map(ask(reply), ({ outcome, received }) =>
    outcome._tag === "Failure"
      ? { error: outcome.failure, requests: received.length }
      : assert.fail("an error was expected")
  )

/** As `identity`, cut after so many characters. */
const stalled: Reply = { ...(identity as Exclude<Reply, string>), stallAt: 50 }

describe("a request of the library's own", () => {
  it.live("is made again where an answer stalls behind its head, and succeeds once the server has recovered", () =>
    Effect.gen(function* () {
      const { outcome, received, connections } = yield* ask((count) => (count < 3 ? stalled : identity))
      assert.deepStrictEqual([outcome._tag, received.length], ["Success", 3])
      yield* Effect.sleep("10 millis").pipe(
        Effect.repeat({ until: () => connections().open <= 1 }),
        Effect.timeout("3 seconds")
      )
    })
  )

  it.live("ends where every answer stalls", () =>
    Effect.gen(function* () {
      const { error, requests } = yield* failure(() => stalled)
      assert.deepStrictEqual([error.kind, error.code, requests], ["unavailable", "TimeoutError", 5])
      assert.match(error.detail, /no whole answer within 300 ms/)
    })
  )

  it.live("ends at an answer that is longer than any of AWS's", () =>
    Effect.gen(function* () {
      const { error, requests } = yield* failure(() => ({ status: 200, body: "x".repeat(20_000) }))
      assert.deepStrictEqual([error.kind, error.code, requests], ["other", "AnswerTooLarge", 1])
    })
  )

  const refusal = (type: string, code: string) =>
    `<?xml version="1.0"?>\n<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>${type}</Type><Code>${code}</Code><Message>As AWS words it</Message></Error></ErrorResponse>`

  it.live("keeps AWS's code of an error that comes with status 200", () =>
    Effect.gen(function* () {
      const { error, requests } = yield* failure(() => ({ status: 200, body: refusal("Sender", "AccessDenied") }))
      assert.deepStrictEqual(
        [error.kind, error.code, error.detail, requests],
        ["denied", "AccessDenied", "As AWS words it", 1]
      )
      const passing = yield* ask((count) =>
        count === 1 ? { status: 200, body: refusal("Receiver", "InternalFailure") } : identity
      )
      assert.deepStrictEqual([passing.outcome._tag, passing.received.length], ["Success", 2])
    })
  )

  it.live("is limited where the program hands in a handler of its own, too", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => stalled)
      const { NodeHttpHandler } = yield* Effect.promise(() => import("@smithy/node-http-handler"))
      const requestHandler = new NodeHttpHandler()
      const error = yield* Effect.flip(
        whoIs.pipe(Effect.provide(stsLayer({ endpoint: server.endpoint, requestHandler })))
      )
      assert.strictEqual(error.code, "TimeoutError")
      requestHandler.destroy()
    })
  )

  it.live("ends with an answer that stalls where nobody waits for it any more", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => stalled)
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(
          Effect.provideService(whoIs, RequestLimits, { ...limits, exchange: 60_000 })
        )
        yield* Effect.sleep("10 millis").pipe(Effect.repeat({ until: () => server.received.length === 1 }))
        yield* Fiber.interrupt(fiber)
        yield* Effect.sleep("10 millis").pipe(
          Effect.repeat({ until: () => server.givenUp() === 1 }),
          Effect.timeout("3 seconds")
        )
      }).pipe(Effect.provide(stsLayer({ endpoint: server.endpoint })))
    })
  )
})

describe("a network's own answer in the place of AWS's", () => {
  const page = "<!DOCTYPE html>\n<html><body>Sign in to the hotel's network</body></html>"
  const type = { "content-type": "text/html; charset=utf-8" }
  for (const [what, reply] of [
    ["a page", { status: 200, body: page, headers: type }],
    ["a page that is called something else", { status: 200, body: ` ${page}` }],
    ["a page that refuses", { status: 403, body: page, headers: type }],
    ["the way to another place", { status: 302, body: "", headers: { location: "https://login.example/" } }],
    ["the way to another place, with a page", { status: 307, body: page, headers: type }],
    ["a wanted sign-in", { status: 511, body: page, headers: type }]
  ] as const) {
    it.live(`${what} is told as no AWS, and not asked for again`, () =>
      Effect.gen(function* () {
        const { error, requests } = yield* failure(() => reply)
        assert.deepStrictEqual([error.kind, error.code, requests], ["unavailable", "NotAws", 1])
        const { message } = new StsUnavailable({
          operation: error.operation,
          region: error.region,
          code: error.code,
          detail: error.detail
        })
        assert.match(
          message,
          /^No AWS answered GetCallerIdentity in eu-west-1 \(NotAws\): what stands at 127\.0\.0\.1 /
        )
        assert.match(message, /Sign in to the network in a browser .*HTTPS_PROXY.*AWS_ENDPOINT_URL/)
        assert.notInclude(message, "hotel's network")
      })
    )
  }

  it.live("is none of a server that is overloaded, nor one with AWS's id of the request", () =>
    Effect.gen(function* () {
      const busy = yield* ask((count) => (count === 1 ? { status: 503, body: page, headers: type } : identity))
      assert.deepStrictEqual([busy.outcome._tag, busy.received.length], ["Success", 2])
      const own = yield* failure(() => ({ status: 403, body: page, headers: { ...type, "x-amzn-requestid": "1" } }))
      assert.notStrictEqual(own.error.code, "NotAws")
    })
  )
})

describe("the request for an account's alias", () => {
  it.live("ends where its answer stalls", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => ({ status: 200, body: "<ListAccountAliasesResponse>", stallAt: 5 }))
      const iam = new IAMClient({
        region: "us-east-1",
        endpoint: server.endpoint,
        credentials: { accessKeyId: "AKIA", secretAccessKey: "secret" }
      })
      const session = {
        use: (_: unknown, run: (client: IAMClient, signal: AbortSignal) => Promise<unknown>) =>
          Effect.tryPromise({ try: (signal) => run(iam, signal), catch: (error) => error as Error })
      } as unknown as Session
      const error = yield* Effect.flip(listAccountAliases(session)).pipe(Effect.provideService(RequestLimits, limits))
      assert.strictEqual((error as Error).name, "TimeoutError")
      iam.destroy()
    })
  )
})

describe("an address that is no http address", () => {
  for (const endpoint of ["ftp://127.0.0.1:9", "file:///etc/passwd", "127.0.0.1:9"]) {
    it.live(`${endpoint} is never asked`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(whoIs.pipe(Effect.provide(stsLayer({}, { AWS_ENDPOINT_URL_STS: endpoint }))))
        assert.deepStrictEqual([error.kind, error.code], ["misconfigured", "InvalidEndpoint"])
        assert.include(error.detail, "AWS_ENDPOINT_URL_STS")
      })
    )
  }
})

describe("AWS's clock", () => {
  const devops = "111111111111"
  const world = LocalAws.layer({ accounts: { [devops]: { users: { alice: {} } } } })
  const live = Layer.provideMerge(
    Layer.unwrap(Effect.map(LocalAws.LocalAws, ({ endpoint }) => stsLayer({ endpoint }))),
    world
  )
  const skewAt = Effect.fnUntraced(function* (offset: number) {
    const aws = yield* LocalAws.LocalAws
    yield* aws.serverTime(offset)
    const credentials = longTerm(yield* aws.userCredentials(devops, "alice"))
    const sts = yield* Sts
    yield* sts.getCallerIdentity({ credentials, region: "eu-west-1" })
    return sts.clockSkew?.() ?? Number.NaN
  })

  it.live("is told by each answer, whether the signature's date is refused or not", () =>
    Effect.gen(function* () {
      for (const offset of [240_000, -240_000, 3_600_000, -86_400_000]) {
        assert.approximately(yield* skewAt(offset), offset, 3_000)
      }
      assert.strictEqual(yield* skewAt(1_000), 0)
    }).pipe(Effect.provide(live))
  )

  for (const [protocol, hostname, believed] of [
    ["https:", "sts.eu-west-1.amazonaws.com", true],
    ["http:", "127.0.0.1", true],
    ["http:", "[::1]", true],
    ["http:", "sts.example.internal", false]
  ] as const) {
    it.effect(`is ${believed ? "" : "not "}believed of ${protocol}//${hostname}`, () =>
      Effect.sync(() => {
        const clock = makeAwsClock()
        clock.hear({ protocol, hostname }, { headers: { date: "Fri, 01 Jan 2100 00:00:00 GMT" } })
        assert.strictEqual(clock.ahead() > 0, believed)
        clock.hear({ protocol, hostname }, { headers: { date: "soon" } })
        clock.hear({ protocol, hostname }, { headers: {} })
        assert.strictEqual(clock.ahead() > 0, believed)
      })
    )
  }
})

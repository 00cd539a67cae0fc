import { connect, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { Credentials } from "../../../src/domain/aws/Credentials.ts"
import type { ServerAddress } from "../../../src/domain/child/ChildEnvironment.ts"
import { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"
import { HandoverUnusable } from "../../../src/domain/errors/Handover.ts"
import { serveCredentials } from "../../../src/handover/server/CredentialServer.ts"
import { type RawAnswer, raw, requestText } from "../rawHttp.ts"
import { secretOf, stubCredentials, stubDevops, stubEnv, tokenOf } from "../stubSession.ts"

const minute = 60_000

const parts = ({ uri, token }: ServerAddress) => {
  const url = new URL(uri)
  return { host: url.host, port: Number(url.port), path: url.pathname, token: Redacted.value(token) }
}

/** Asks as an AWS client does. */
const ask = (address: ServerAddress): Effect.Effect<RawAnswer> => {
  const { host, port, path, token } = parts(address)
  return raw(port, requestText(`GET ${path}`, { Host: host, Authorization: token }))
}

const keyId = (answer: RawAnswer): string => (JSON.parse(answer.body) as { AccessKeyId: string }).AccessKeyId

/** Turns of the event loop, for work that waits for no time. */
const turns = Effect.promise(async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
})

/** A session that answers from a list, one for each ask, and the last for ever; and how often it was asked. */
const scripted = (answers: ReadonlyArray<Effect.Effect<Credentials, BotoSesError>>) => {
  let asked = 0
  return {
    asked: () => asked,
    session: stubEnv("sbx", {
      credentials: Effect.suspend(() => {
        const answer = answers[Math.min(asked, answers.length - 1)]
        asked++
        return answer ?? Effect.die(new Error("no answer"))
      })
    })
  }
}

const first = (expiresAt: number | undefined) => Effect.succeed(stubCredentials({ name: "one", expiresAt }))
const second = (expiresAt: number | undefined) => Effect.succeed(stubCredentials({ name: "two", expiresAt }))
const failing = Effect.fail(BotoSesError.of(new HandoverUnusable({ detail: "STS is away, on purpose." })))

describe("CredentialServer answers", () => {
  it.effect("what the container credentials protocol asks for", () =>
    Effect.gen(function* () {
      const address = yield* serveCredentials("sbx", stubEnv("sbx", { expiresAt: 60 * minute }))
      const answer = yield* ask(address)
      assert.strictEqual(answer.status, 200)
      assert.match(answer.head, /content-type: application\/json/i)
      assert.match(answer.head, /cache-control: no-store/i)
      assert.deepStrictEqual(JSON.parse(answer.body), {
        AccessKeyId: "ASIASBX",
        SecretAccessKey: secretOf("sbx"),
        Token: tokenOf("sbx"),
        Expiration: "1970-01-01T01:00:00Z",
        AccountId: "222222222222",
        Region: "eu-west-1",
        PrincipalArn: "arn:aws:sts::222222222222:assumed-role/sbx_role/session",
        UserId: "AROA:sbx_role"
      })
    })
  )

  it.effect("an unknown end with one in 15 minutes", () =>
    Effect.gen(function* () {
      const address = yield* serveCredentials("sbx", stubEnv("sbx"))
      yield* TestClock.adjust("3 hours")
      const answer = yield* ask(address)
      assert.strictEqual((JSON.parse(answer.body) as { Expiration: string }).Expiration, "1970-01-01T03:15:00Z")
    })
  )

  it.effect("only on 127.0.0.1, with a token of 256 bits that is new each time", () =>
    Effect.gen(function* () {
      const tokens = new Set<string>()
      for (let times = 0; times < 3; times++) {
        const address = yield* serveCredentials("sbx", stubEnv("sbx"))
        assert.strictEqual(new URL(address.uri).hostname, "127.0.0.1")
        assert.notInclude(JSON.stringify(address), parts(address).token)
        assert.strictEqual(Buffer.from(parts(address).token, "base64url").length, 32)
        tokens.add(parts(address).token)
      }
      assert.strictEqual(tokens.size, 3)
    })
  )

  it.live("while others hold hundreds of connections open and say nothing", () =>
    Effect.gen(function* () {
      const address = yield* serveCredentials("sbx", stubEnv("sbx"))
      const { host, port } = parts(address)
      for (let held = 0; held < 700; held++) {
        const socket = yield* Effect.acquireRelease(
          Effect.callback<Socket>((resume) => {
            const opened = connect(port, "127.0.0.1", () => resume(Effect.succeed(opened)))
            opened.on("error", () => resume(Effect.succeed(opened)))
          }),
          (opened) => Effect.sync(() => opened.destroy())
        )
        socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n`)
      }
      assert.strictEqual((yield* ask(address)).status, 200)
    })
  )

  it.effect("nobody once its scope is closed", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const address = yield* Scope.provide(serveCredentials("sbx", stubEnv("sbx")), scope)
      assert.strictEqual((yield* ask(address)).status, 200)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* ask(address)).status, 0)
    })
  )
})

describe("CredentialServer refuses", () => {
  type Change = Partial<Record<"line" | "Host" | "Authorization" | "Origin" | string, string | undefined>>
  const cases: ReadonlyArray<
    readonly [string, number, (own: ReturnType<typeof parts>, other: string) => Change, string?]
  > = [
    ["no token", 403, () => ({ Authorization: undefined })],
    ["an empty token", 403, () => ({ Authorization: "" })],
    ["a wrong token of the same length", 403, ({ token }) => ({ Authorization: [...token].reverse().join("") })],
    ["a token with more after it", 403, ({ token }) => ({ Authorization: `${token}x` })],
    ["a token as a bearer's", 403, ({ token }) => ({ Authorization: `Bearer ${token}` })],
    ["another target's token", 403, (_own, other) => ({ Authorization: other })],
    ["another target's path", 403, () => ({ line: "GET /credentials/devops" })],
    ["the root", 403, () => ({ line: "GET /" })],
    ["the folder of its path", 403, () => ({ line: "GET /credentials/" })],
    ["a path below its own", 403, ({ path }) => ({ line: `GET ${path}/` })],
    ["a query", 403, ({ path }) => ({ line: `GET ${path}?x=1` })],
    ["another name for this machine", 403, ({ port }) => ({ Host: `localhost:${port}` })],
    ["a name that resolves to this machine", 403, ({ port }) => ({ Host: `rebound.example.com:${port}` })],
    ["another port", 403, () => ({ Host: "127.0.0.1:1" })],
    ["an address without its port", 403, () => ({ Host: "127.0.0.1" })],
    ["any Origin", 403, ({ host }) => ({ Origin: `http://${host}` })],
    ["the null Origin", 403, () => ({ Origin: "null" })],
    ["a browser's navigation", 403, () => ({ "Sec-Fetch-Mode": "navigate" })],
    ["a browser's request from the same site", 403, () => ({ "Sec-Fetch-Site": "same-origin" })],
    ["POST", 405, ({ path }) => ({ line: `POST ${path}` })],
    ["PUT", 405, ({ path }) => ({ line: `PUT ${path}` })],
    ["DELETE", 405, ({ path }) => ({ line: `DELETE ${path}` })],
    ["HEAD", 405, ({ path }) => ({ line: `HEAD ${path}` })],
    ["OPTIONS", 405, ({ path }) => ({ line: `OPTIONS ${path}`, "Access-Control-Request-Method": "GET" })],
    ["a body", 400, () => ({ "Content-Length": "2" }), "{}"],
    ["a body in chunks", 400, () => ({ "Transfer-Encoding": "chunked" }), "2\r\n{}\r\n0\r\n\r\n"]
  ]
  for (const [name, status, change, body] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const address = yield* serveCredentials("sbx", stubEnv("sbx"))
        const other = yield* serveCredentials("devops", stubDevops())
        const own = parts(address)
        const { line = `GET ${own.path}`, ...headers } = change(own, parts(other).token)
        const text = requestText(line, { Host: own.host, Authorization: own.token, ...headers }, body)
        const answer = yield* raw(own.port, text)
        assert.strictEqual(answer.status, status)
        assert.notMatch(answer.head, /access-control/i)
        for (const secret of ["ASIASBX", secretOf("sbx"), tokenOf("sbx"), own.token]) {
          assert.notInclude(answer.head + answer.body, secret)
        }
        assert.strictEqual((yield* ask(address)).status, 200)
      })
    )
  }

  it.effect("to serve long-lived keys, and names --static", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(serveCredentials("sbx", stubEnv("sbx", { token: false })))
      assert.strictEqual(error.reason._tag, "HandoverUnusable")
      assert.include(error.message, "--static")
      assert.include(error.message, "sbx")
    })
  )
})

describe("CredentialServer renews", () => {
  it.effect("ahead of the end, without being asked", () =>
    Effect.gen(function* () {
      const { asked, session } = scripted([first(60 * minute), second(120 * minute)])
      const address = yield* serveCredentials("sbx", session)
      assert.strictEqual(asked(), 1)
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual(keyId(yield* ask(address)), "ASIAONE")
      assert.strictEqual(asked(), 1)
      yield* TestClock.adjust("51 minutes")
      yield* turns
      assert.strictEqual(keyId(yield* ask(address)), "ASIATWO")
    })
  )

  it.effect("for six hours of one-hour credentials, and is never caught with an ended one", () =>
    Effect.gen(function* () {
      let hour = 0
      const session = stubEnv("sbx", {
        credentials: Effect.map(Clock.currentTimeMillis, (now) => {
          if (now >= hour * 60 * minute + 55 * minute) hour++
          return stubCredentials({ name: `hour${hour}`, expiresAt: (hour + 1) * 60 * minute })
        })
      })
      const address = yield* serveCredentials("sbx", session)
      for (let past = 0; past <= 6 * 60; past += 5) {
        const answer = yield* ask(address)
        assert.strictEqual(answer.status, 200, `after ${past} minutes`)
        yield* TestClock.adjust("5 minutes")
        yield* turns
      }
      assert.strictEqual(hour, 6)
    })
  )

  it.effect("again after a failure, and serves what it has meanwhile", () =>
    Effect.gen(function* () {
      let failed = 0
      const session = stubEnv("sbx", {
        credentials: Effect.flatMap(Clock.currentTimeMillis, (now) => {
          if (now < 55 * minute) return first(60 * minute)
          if (now >= 56 * minute) return second(120 * minute)
          failed++
          return failed % 2 === 1 ? failing : Effect.die(new Error("a bug, on purpose"))
        })
      })
      const address = yield* serveCredentials("sbx", session)
      for (let second = 0; second < 59; second++) {
        yield* TestClock.setTime(55 * minute + second * 1000)
        yield* turns
        assert.strictEqual(keyId(yield* ask(address)), "ASIAONE")
      }
      assert.isAtLeast(failed, 2)
      yield* TestClock.setTime(56.5 * minute)
      yield* turns
      assert.strictEqual(keyId(yield* ask(address)), "ASIATWO")
    })
  )

  it.effect("not in a rush: a session that has nothing new is asked at most every half minute", () =>
    Effect.gen(function* () {
      const { asked, session } = scripted([first(60 * minute)])
      yield* serveCredentials("sbx", session)
      yield* TestClock.adjust("55 minutes")
      yield* turns
      const before = asked()
      for (let second = 0; second < 240; second++) {
        yield* TestClock.adjust("1 second")
        yield* turns
      }
      assert.isAtMost(asked() - before, 4 + 240 / 30 + 1)
    })
  )

  it.effect("at once when it is asked for what has ended, and says so until then", () =>
    Effect.gen(function* () {
      let good = false
      const session = stubEnv("sbx", {
        credentials: Effect.suspend(() => (good ? second(200 * minute) : first(60 * minute)))
      })
      const address = yield* serveCredentials("sbx", session)
      yield* TestClock.adjust("60 minutes")
      yield* turns
      const ended = yield* ask(address)
      assert.strictEqual(ended.status, 503)
      assert.notInclude(ended.body, "ASIA")
      good = true
      assert.strictEqual((yield* ask(address)).status, 503)
      yield* turns
      assert.strictEqual(keyId(yield* ask(address)), "ASIATWO")
    })
  )

  it.effect("never into keys without a token", () =>
    Effect.gen(function* () {
      const { session } = scripted([
        first(60 * minute),
        Effect.succeed(stubCredentials({ name: "three", token: false }))
      ])
      const address = yield* serveCredentials("sbx", session)
      yield* TestClock.adjust("56 minutes")
      yield* turns
      assert.strictEqual(keyId(yield* ask(address)), "ASIAONE")
    })
  )
})

import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { element } from "../../src/testing/localAws/Xml.ts"
import { assumeRole, devops, listBuckets, options, roleArn, sbx, whoAmI } from "./LocalAwsFixture.ts"

const layer = LocalAws.layer(options)

const ask = Effect.fnUntraced(function* (path: string, init: RequestInit = {}) {
  const aws = yield* LocalAws.LocalAws
  const response = yield* Effect.promise(() => fetch(`${aws.endpoint}${path}`, init))
  return { status: response.status, headers: response.headers, text: yield* Effect.promise(() => response.text()) }
})

const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
  ask("/", { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded", ...headers } })

/** Sends bytes as they are, and gives what comes back until the connection ends. */
const raw = Effect.fnUntraced(function* (text: string) {
  const aws = yield* LocalAws.LocalAws
  return yield* Effect.callback<string>((resume) => {
    const socket = connect(Number(new URL(aws.endpoint).port), "127.0.0.1")
    let received = ""
    socket.on("data", (chunk) => {
      received += chunk
    })
    socket.on("error", () => resume(Effect.succeed(received)))
    socket.on("close", () => resume(Effect.succeed(received)))
    socket.write(text)
    return Effect.sync(() => socket.destroy())
  })
})

const alive = Effect.flatMap(LocalAws.LocalAws, (aws) =>
  Effect.flatMap(aws.userCredentials(devops, "bob"), (keys) => whoAmI(keys))
)

describe("the wire", () => {
  it.effect("words errors in the XML of the query protocol", () =>
    Effect.gen(function* () {
      const answer = yield* post("Action=GetCallerIdentity&Version=2011-06-15")
      const requestId = answer.headers.get("x-amzn-requestid")
      assert.match(requestId ?? "", /^[0-9a-f-]{36}$/)
      assert.strictEqual(answer.status, 403)
      assert.strictEqual(answer.headers.get("content-type"), "text/xml")
      assert.strictEqual(
        answer.text,
        `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
      )
      const iam = yield* post("Action=ListAccountAliases&Version=2010-05-08")
      assert.include(iam.text, '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">')
    }).pipe(Effect.provide(layer))
  )

  it.effect("words errors in S3's XML, which has no namespace", () =>
    Effect.gen(function* () {
      const answer = yield* ask("/")
      assert.strictEqual(answer.status, 403)
      assert.strictEqual(answer.headers.get("content-type"), "application/xml")
      assert.match(
        answer.text,
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>AccessDenied<\/Code><Message>Access Denied<\/Message><Resource>\/<\/Resource><RequestId>[A-Z2-7]{16}<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/
      )
      assert.strictEqual(answer.headers.get("x-amz-request-id"), /<RequestId>(.*)<\/RequestId>/.exec(answer.text)?.[1])
    }).pipe(Effect.provide(layer))
  )

  it.effect("gives the SDK the request id that the log has", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const identity = yield* alive
      const [request] = yield* aws.requests
      assert.strictEqual(identity.$metadata.requestId, request?.requestId)
    }).pipe(Effect.provide(layer))
  )

  it.effect("knows the actions it has, by their service", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.roleCredentials(sbx, "plain")
      const known = yield* Effect.flip(assumeRole(keys, { RoleArn: roleArn(sbx, "nobody") }))
      assert.strictEqual(known.name, "AccessDenied")
      assert.strictEqual((yield* listBuckets(keys)).Owner?.ID, sbx)
      const unsigned = yield* post("Action=AssumeRoleWithWebIdentity&Version=2011-06-15")
      assert.strictEqual(unsigned.status, 400)
      assert.include(unsigned.text, "3 validation errors detected: Value null at &apos;roleArn&apos; failed to satisfy")
    }).pipe(Effect.provide(layer))
  )

  it.effect("escapes what it repeats", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(devops, "bob")
      const name = `<a href="x">&'\u0001`
      const error = yield* Effect.flip(assumeRole(keys, { RoleArn: roleArn(sbx, "ci/deploy"), RoleSessionName: name }))
      assert.include(error.message, `Value '<a href="x">&'\uFFFD' at 'roleSessionName'`)
      assert.strictEqual(element("A", "<&>\"'", 'n"s').xml, '<A xmlns="n&quot;s">&lt;&amp;&gt;&quot;&apos;</A>')
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses bodies without end", () =>
    Effect.gen(function* () {
      const answer = yield* Effect.exit(post(`Action=AssumeRole&Policy=${"x".repeat(2_000_000)}`))
      if (answer._tag === "Success") {
        assert.strictEqual(answer.value.status, 413)
        assert.include(answer.value.text, "RequestEntityTooLarge")
      }
      yield* alive
    }).pipe(Effect.provide(layer))
  )

  it.effect("outlives whatever it is sent", () =>
    Effect.gen(function* () {
      const authorization = (credential: string) =>
        `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=00`
      const scope = "AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/sts/aws4_request"
      const signed = (more: Readonly<Record<string, string>> = {}) => ({
        authorization: authorization(scope),
        "x-amz-date": "20260101T000000Z",
        ...more
      })
      const answers = [
        yield* post(""),
        yield* post("%%%=%E0%A4%A&&&==&Action", signed()),
        yield* post("Action=__proto__&Version=constructor", signed()),
        yield* post("Action=toString&Version=2011-06-15", signed()),
        yield* post("Action=GetCallerIdentity&Version=2011-06-15", signed({ "x-amz-date": "yesterday" })),
        yield* post("Action=GetCallerIdentity&Version=2011-06-15", { authorization: authorization(scope) }),
        yield* post("Action=GetCallerIdentity", signed({ authorization: authorization("a/b/c/d/e/f") })),
        yield* post("Action=GetCallerIdentity", signed({ authorization: authorization("////") })),
        yield* post("Action=GetCallerIdentity", signed({ authorization: "AWS4-HMAC-SHA256" })),
        yield* post("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&DurationSeconds=1e9&Tags.member.x.Key=1"),
        yield* ask("/?Action=GetCallerIdentity&Version=2011-06-15"),
        yield* ask("/bucket/key%ZZ?x=%E0%A4%A", {
          headers: signed({ authorization: authorization(scope.replace("sts", "s3")) })
        }),
        yield* ask("/latest/../../etc/passwd"),
        yield* ask("/", { method: "DELETE" })
      ]
      for (const answer of answers) {
        assert.isAtLeast(answer.status, 400)
        assert.isBelow(answer.status, 500)
      }
      yield* raw("GARBAGE\r\n\r\n")
      yield* raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")
      // Half a request, whose sender goes away.
      const half = yield* Effect.forkChild(raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nAction="))
      yield* alive
      yield* Fiber.interrupt(half)
      yield* alive
    }).pipe(Effect.provide(layer))
  )
})

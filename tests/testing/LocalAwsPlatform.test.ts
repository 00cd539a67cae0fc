import { execFile } from "node:child_process"
import { fromHttp } from "@aws-sdk/credential-providers"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { nowIsReal, options, sbx, whoAmI } from "./LocalAwsFixture.ts"

const layer = LocalAws.layer({
  ...options,
  containerCredentials: { accountId: sbx, role: "deploy", sessionName: "task-1", duration: "1 hour" },
  instanceProfile: { accountId: sbx, role: "plain" }
})

const get = Effect.fnUntraced(function* (path: string, init: RequestInit = {}) {
  const aws = yield* LocalAws.LocalAws
  const response = yield* Effect.promise(() => fetch(`${aws.endpoint}${path}`, init))
  return { status: response.status, text: yield* Effect.promise(() => response.text()) }
})

/** What a Node program prints, given an environment of its own. */
const inChild = (code: string, env: Readonly<Record<string, string>>): Effect.Effect<string> =>
  Effect.callback((resume) => {
    const child = execFile(
      "node_modules/.bin/node",
      ["--input-type=module", "-e", code],
      { env: { HOME: "/nonexistent", ...env } },
      (error, stdout, stderr) => resume(error === null ? Effect.succeed(stdout.trim()) : Effect.die(stderr))
    )
    return Effect.sync(() => child.kill())
  })

const container = Effect.map(LocalAws.LocalAws, (aws) => Option.getOrThrow(aws.containerCredentials))

describe("platform credentials", () => {
  it.effect("serves a container, whose SDK takes them", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const { fullUri, authorizationToken } = yield* container
      const keys = yield* Effect.promise(
        fromHttp({
          awsContainerCredentialsFullUri: fullUri,
          awsContainerAuthorizationToken: Redacted.value(authorizationToken)
        })
      )
      const { accessKeyId, secretAccessKey, sessionToken = "" } = keys
      assert.strictEqual(
        (yield* whoAmI({ accessKeyId, secretAccessKey, sessionToken })).Arn,
        `arn:aws:sts::${sbx}:assumed-role/deploy/task-1`
      )
      assert.isDefined(keys.expiration)
      assert.strictEqual(yield* aws.count({ service: "container", action: "GetCredentials", status: 200 }), 1)
      assert.strictEqual(yield* aws.count({ service: "sts" }), 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("gives a container the same keys until they near their end", () =>
    Effect.gen(function* () {
      const { fullUri, authorizationToken } = yield* container
      const path = new URL(fullUri).pathname
      const headers = { authorization: Redacted.value(authorizationToken) }
      const keys = Effect.map(get(path, { headers }), ({ text }) => JSON.parse(text))
      const first = yield* keys
      assert.hasAllKeys(first, ["RoleArn", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"])
      assert.strictEqual(first.RoleArn, `arn:aws:iam::${sbx}:role/ci/deploy`)
      assert.strictEqual(first.Expiration, "1970-01-01T01:00:00Z")
      yield* TestClock.adjust("54 minutes")
      assert.deepStrictEqual(yield* keys, first)
      yield* TestClock.adjust("1 minute")
      const second = yield* keys
      assert.notStrictEqual(second.AccessKeyId, first.AccessKeyId)
      const aws = yield* LocalAws.LocalAws
      yield* aws.expire(second.AccessKeyId)
      assert.notStrictEqual((yield* keys).AccessKeyId, second.AccessKeyId)
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses a container without its token", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const path = new URL((yield* container).fullUri).pathname
      const headers = { authorization: Redacted.value((yield* container).authorizationToken) }
      assert.strictEqual((yield* get(path)).status, 401)
      assert.strictEqual((yield* get(path, { headers: { authorization: "other" } })).status, 401)
      assert.strictEqual((yield* get(path, { method: "POST", headers })).status, 405)
      assert.strictEqual(yield* aws.count({ errorCode: "Unauthorized" }), 2)
      assert.strictEqual((yield* aws.sessions).length, 0)
    }).pipe(Effect.provide(layer))
  )

  it.effect("serves an instance, whose SDK takes its profile", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      // The SDK takes the address of the metadata service from nowhere but the environment.
      const accessKeyId = yield* inChild(
        `import { fromInstanceMetadata } from "@aws-sdk/credential-providers"
         console.log((await fromInstanceMetadata({ ec2MetadataV1Disabled: true })()).accessKeyId)`,
        { AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.endpoint }
      )
      const [session] = yield* aws.sessions
      assert.strictEqual(accessKeyId, session?.accessKeyId)
      assert.deepStrictEqual(
        (yield* aws.requests).map((request) => request.action),
        ["PutToken", "ListRoles", "GetCredentials"]
      )
      const token = yield* get("/latest/api/token", {
        method: "PUT",
        headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" }
      })
      assert.strictEqual(token.status, 200)
      const headers = { "x-aws-ec2-metadata-token": token.text }
      const base = "/latest/meta-data/iam/security-credentials"
      assert.deepStrictEqual(yield* get(`${base}/`, { headers }), { status: 200, text: "plain" })
      const answer = yield* get(`${base}/plain`, { headers })
      const { AccessKeyId, SecretAccessKey, Token, Code } = JSON.parse(answer.text)
      assert.strictEqual(Code, "Success")
      const identity = yield* whoAmI({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: Token
      })
      assert.strictEqual(identity.Arn, `arn:aws:sts::${sbx}:assumed-role/plain/i-0123456789abcdef0`)
      assert.strictEqual((yield* get(`${base}/other`, { headers })).status, 404)
      assert.strictEqual((yield* get("/latest/meta-data/ami-id", { headers })).status, 404)
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual((yield* get(`${base}/plain`, { headers })).status, 401)
    }).pipe(Effect.provide(layer))
  )

  it.effect("asks an instance for IMDSv2", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get("/latest/meta-data/iam/security-credentials/")).status, 401)
      assert.strictEqual((yield* get("/latest/api/token", { method: "PUT" })).status, 400)
      assert.strictEqual((yield* get("/latest/api/token")).status, 405)
      const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "60" }
      const forwarded = { method: "PUT", headers: { ...ttl, "x-forwarded-for": "10.0.0.1" } }
      assert.strictEqual((yield* get("/latest/api/token", forwarded)).status, 403)
    }).pipe(Effect.provide(layer))
  )

  it.effect("serves neither where the options do not ask for it", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      assert.isTrue(Option.isNone(aws.containerCredentials))
      assert.strictEqual((yield* get("/credentials/container")).status, 404)
      const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "60" }
      assert.strictEqual((yield* get("/latest/api/token", { method: "PUT", headers: ttl })).status, 404)
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )
})

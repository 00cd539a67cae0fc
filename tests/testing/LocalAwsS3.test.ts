/** What S3 refuses and takes of odd requests: each raw, as it goes over the wire. */
import { createHash } from "node:crypto"
import { request as send } from "node:http"
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand
} from "@aws-sdk/client-s3"
import { AssumeRoleCommand, GetAccessKeyInfoCommand, GetScopedCredentialsCommand } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import { SignatureV4 } from "@smithy/signature-v4"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  call,
  devops,
  getSessionToken,
  type Keys,
  nowIsReal,
  options,
  roleArn,
  Sha256,
  s3Client,
  sbx,
  stsClient,
  whoAmI
} from "./LocalAwsFixture.ts"

interface Sent {
  readonly method?: string
  readonly path: string
  readonly query?: { readonly [name: string]: string }
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  readonly service?: string
  /** Seconds that a signature in the query is good for; without it the signature is in a header. */
  readonly expiresIn?: number
  readonly secondsAgo?: number
  /** Changes what was signed. */
  readonly change?: (signed: Signed) => Signed
}

interface Signed {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: { readonly [name: string]: string | ReadonlyArray<string> | undefined }
}

const plain = (value: Redacted.Redacted | string): string =>
  Redacted.isRedacted(value) ? Redacted.value(value) : value

const ask = (keys: Keys, sent: Sent): Effect.Effect<Answer, never, LocalAws.LocalAws> =>
  Effect.flatMap(LocalAws.LocalAws, ({ endpoint }) =>
    Effect.promise(async () => {
      const { hostname, host, port } = new URL(endpoint)
      const { body = "", headers = {}, method = "GET", path, query = {}, secondsAgo = 0, service = "s3" } = sent
      const signer = new SignatureV4({
        credentials: {
          accessKeyId: keys.accessKeyId,
          secretAccessKey: plain(keys.secretAccessKey),
          ...(keys.sessionToken === undefined ? {} : { sessionToken: plain(keys.sessionToken) })
        },
        region: "us-east-1",
        service,
        sha256: Sha256,
        applyChecksum: false,
        uriEscapePath: false
      })
      const signingDate = new Date(Date.now() - secondsAgo * 1000)
      const isQuery = sent.expiresIn !== undefined
      const hash = isQuery ? "UNSIGNED-PAYLOAD" : createHash("sha256").update(body).digest("hex")
      const bare = { method, protocol: "http:", hostname, path, query, body }
      const signed = isQuery
        ? await signer.presign(
            { ...bare, headers: { host, "x-amz-content-sha256": hash, ...headers } },
            { expiresIn: sent.expiresIn, signingDate, unhoistableHeaders: new Set(Object.keys(headers)) }
          )
        : await signer.sign({ ...bare, headers: { host, "x-amz-content-sha256": hash, ...headers } }, { signingDate })
      const search = new URLSearchParams({ ...signed.query } as { [name: string]: string }).toString()
      const made: Signed = {
        url: search === "" ? path : `${path}?${search}`,
        headers: { ...headers, ...signed.headers }
      }
      const { url, headers: all } = sent.change?.(made) ?? made
      return new Promise<Answer>((resolve, reject) => {
        const outgoing = send({ host: hostname, port, method, path: url, headers: all }, (answer) => {
          const parts: Array<Buffer> = []
          answer.on("data", (part: Buffer) => parts.push(part))
          answer.on("end", () =>
            resolve({
              status: answer.statusCode ?? 0,
              text: Buffer.concat(parts).toString("utf8"),
              headers: answer.headers
            })
          )
        })
        outgoing.once("error", reject)
        outgoing.end(body)
      })
    })
  )

const told = ({ status, text }: Answer): string => `${status} ${/<Code>([^<]*)</.exec(text)?.[1] ?? text}`.trim()

const bob = Effect.flatMap(LocalAws.LocalAws, (aws) => aws.userCredentials(devops, "bob"))
const layer = LocalAws.layer(options)
const path = "/acme-artifacts/key"

describe("S3 takes a presigned request", () => {
  it.effect("to put, get and delete, with a user's keys and a role's, of more than a megabyte", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      for (const keys of [yield* bob, yield* aws.roleCredentials(devops, "ci")]) {
        const body = "x".repeat(1_100_000)
        const put = yield* ask(keys, { method: "PUT", path, body, expiresIn: 60, headers: { "x-amz-meta-who": "me" } })
        assert.strictEqual(told(put), "200")
        const query = { "response-content-disposition": 'attachment; filename="a?b.txt"' }
        const got = yield* ask(keys, {
          path,
          query,
          expiresIn: 604_800,
          secondsAgo: 3600,
          headers: { range: "bytes=5-7" }
        })
        assert.deepStrictEqual([got.status, got.text, got.headers["content-range"]], [206, "xxx", "bytes 5-7/1100000"])
        assert.strictEqual(got.headers["content-disposition"], query["response-content-disposition"])
        assert.strictEqual(got.headers["x-amz-meta-who"], "me")
        assert.strictEqual(told(yield* ask(keys, { method: "DELETE", path, expiresIn: 60 })), "204")
      }
      const logged = (yield* aws.requests).at(-1)?.params ?? {}
      assert.strictEqual(logged["X-Amz-Expires"], "60")
      assert.deepStrictEqual([logged["X-Amz-Security-Token"], logged["X-Amz-Signature"]], Array(2).fill("<redacted>"))
    }).pipe(Effect.provide(layer))
  )

  it.effect("until it has expired, as it was signed, and by one signature only", () =>
    Effect.gen(function* () {
      const keys = yield* bob
      const asked = (more: Partial<Sent>) => Effect.map(ask(keys, { path, expiresIn: 60, ...more }), told)
      assert.deepStrictEqual(
        [
          yield* asked({}),
          yield* asked({ secondsAgo: 61 }),
          yield* asked({ secondsAgo: -3600 }),
          yield* asked({ service: "sts" }),
          yield* asked({ change: ({ url, headers }) => ({ url: url.replace("/key?", "/other?"), headers }) }),
          yield* asked({ change: ({ url, headers }) => ({ url: `${url}&versions=`, headers }) }),
          yield* asked({ change: ({ url, headers }) => ({ url: url.replace(/X-Amz-Signature=\w+/, ""), headers }) }),
          yield* asked({ change: ({ url, headers }) => ({ url: url.replace(/X-Amz-Date=\w+/, ""), headers }) }),
          yield* asked({
            change: ({ url, headers }) => ({ url, headers: { ...headers, authorization: "AWS4-HMAC-SHA256 x" } })
          }),
          yield* asked({
            method: "PUT",
            change: ({ url, headers }) => ({ url, headers: { ...headers, "x-amz-copy-source": "/acme-artifacts/x" } })
          })
        ],
        [
          "404 NoSuchKey",
          "403 AccessDenied",
          "403 AccessDenied",
          "403 SignatureDoesNotMatch",
          "403 SignatureDoesNotMatch",
          "403 SignatureDoesNotMatch",
          "400 AuthorizationQueryParametersError",
          "400 AuthorizationQueryParametersError",
          "400 InvalidArgument",
          "403 AccessDenied"
        ]
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("S3 refuses", () => {
  it.effect("who did not sign, signed another day, or signs what no request has", () =>
    Effect.gen(function* () {
      const keys = yield* bob
      const header = (from: RegExp, to: string) => (signed: Signed) => ({
        ...signed,
        headers: { ...signed.headers, authorization: (signed.headers.authorization ?? "").replace(from, to) }
      })
      for (const [change, answer] of [
        [({ url }: Signed) => ({ url, headers: {} }), "403 AccessDenied"],
        [header(/\/\d{8}\//, "/20200101/"), "400 AuthorizationHeaderMalformed"],
        [header(/SignedHeaders=host/, "SignedHeaders=__proto__;constructor;host"), "403 SignatureDoesNotMatch"],
        [header(/us-east-1/, "eu-west-1"), "403 SignatureDoesNotMatch"]
      ] as const) {
        assert.strictEqual(told(yield* ask(keys, { path, change })), answer)
      }
      assert.strictEqual(
        told(yield* ask(keys, { path: "/latest/meta-data/iam/security-credentials/" })),
        "404 NoSuchBucket"
      )
      for (const bucket of ["__proto__", "constructor"]) {
        assert.strictEqual(told(yield* ask(keys, { path: `/${bucket}/key` })), "404 NoSuchBucket")
      }
      assert.strictEqual(told(yield* ask(keys, { path: "/acme-artifacts/%ff" })), "400 InvalidURI")
    }).pipe(Effect.provide(layer))
  )

  it.effect("frames that are cut, lie about their size, or lack what they announce", () =>
    Effect.gen(function* () {
      const keys = yield* bob
      const framed = (body: string, more: { readonly [name: string]: string } = {}) =>
        Effect.map(
          ask(keys, {
            method: "PUT",
            path,
            body,
            headers: {
              "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
              "x-amz-decoded-content-length": "3",
              ...more
            }
          }),
          told
        )
      const crc = "x-amz-checksum-crc32"
      for (const [body, more, answer] of [
        ["3\r\nabc\r\n0\r\n\r\n", {}, "200"],
        [`3\r\nabc\r\n0\r\n${crc}:NSRBwg==\r\n\r\n`, { "x-amz-trailer": crc }, "200"],
        [`3\r\nabc\r\n0\r\n${crc}:AAAAAA==\r\n\r\n`, { "x-amz-trailer": crc }, "400 BadDigest"],
        ["3\r\nabc\r\n0\r\n\r\n", { "x-amz-trailer": crc }, "400 MalformedTrailerError"],
        ["3\r\nabc\r\n", {}, "400 IncompleteBody"],
        ["ffffffff\r\nabc\r\n0\r\n\r\n", {}, "400 IncompleteBody"],
        ["-3\r\nabc\r\n0\r\n\r\n", {}, "400 IncompleteBody"],
        ["", {}, "400 IncompleteBody"],
        ["2\r\nab\r\n0\r\n\r\n", {}, "400 IncompleteBody"],
        ["3\r\nabc\r\n0\r\n\r\n", { "x-amz-decoded-content-length": "x" }, "400 IncompleteBody"]
      ] as const) {
        assert.strictEqual(yield* framed(body, more), answer, JSON.stringify(body))
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("a megabyte of hostile XML in no time", () =>
    Effect.gen(function* () {
      const keys = yield* bob
      const started = performance.now()
      for (const body of [
        "<Delete>".concat("<Object>".repeat(130_000)),
        "<Delete><Object>".concat(" ".repeat(1_000_000))
      ]) {
        const answer = yield* ask(keys, { method: "POST", path: "/acme-artifacts", query: { delete: "" }, body })
        assert.strictEqual(told(answer), "400 MalformedXML")
      }
      const body = "<CreateBucketConfiguration".repeat(40_000)
      assert.strictEqual(told(yield* ask(keys, { method: "PUT", path: "/acme-xml", body })), "400 MalformedXML")
      assert.isBelow(performance.now() - started, 10_000)
    }).pipe(Effect.provide(layer))
  )
})

describe("S3 keeps", () => {
  it.effect("keys of every kind apart, lists them in pages, and copies them", () =>
    Effect.gen(function* () {
      const s3 = yield* s3Client(yield* bob)
      const Bucket = "acme-artifacts"
      const keys = ["../up", "/lead", "a//b", "a/../b", "a%2Fb", "__proto__", "it's (1)!*", "ü+ ?#&=", "]]>&lt;\u0001"]
      yield* Effect.forEach(keys, (Key) => call(() => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))), {
        concurrency: "unbounded"
      })
      const listed: Array<string> = []
      let token: string | undefined
      do {
        const page = yield* call(() =>
          s3.send(
            new ListObjectsV2Command({
              Bucket,
              MaxKeys: 2,
              EncodingType: "url",
              ...(token === undefined ? { StartAfter: "\u0020&" } : { ContinuationToken: token })
            })
          )
        )
        if (token === undefined) assert.strictEqual(page.StartAfter, "%20%26")
        listed.push(...(page.Contents ?? []).map(({ Key = "" }) => decodeURIComponent(Key)))
        token = page.NextContinuationToken
      } while (token !== undefined)
      assert.deepStrictEqual([...listed].sort(), [...keys].sort())
      for (const Key of keys) {
        const got = yield* call(() => s3.send(new GetObjectCommand({ Bucket, Key })))
        assert.strictEqual(yield* Effect.promise(async () => got.Body?.transformToString()), Key)
      }
      const folders = yield* call(() => s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" })))
      assert.deepStrictEqual(
        folders.CommonPrefixes?.map(({ Prefix }) => Prefix),
        ["../", "/", "a/"]
      )
      const foreign = call(() => s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: "bm9uZQ" })))
      assert.strictEqual((yield* Effect.flip(foreign)).name, "InvalidArgument")

      const copy = (CopySource: string, more: { MetadataDirective?: "REPLACE"; Key?: string } = {}) =>
        call(() => s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource, ...more })))
      yield* copy(`${Bucket}/${encodeURIComponent("ü+ ?#&=")}`, { MetadataDirective: "REPLACE" })
      for (const [source, more, name] of [
        [`${Bucket}/%zz`, {}, "InvalidArgument"],
        [`${Bucket}/to`, {}, "InvalidRequest"],
        [`${Bucket}/to`, { Key: "k".repeat(1025) }, "KeyTooLongError"],
        ["__proto__/to", {}, "NoSuchBucket"]
      ] as const) {
        assert.strictEqual((yield* Effect.flip(copy(source, more))).name, name)
      }
      yield* call(() =>
        s3.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects: [...keys.slice(0, 8), "to"].map((Key) => ({ Key })) } })
        )
      )
      assert.strictEqual((yield* call(() => s3.send(new ListObjectsV2Command({ Bucket })))).KeyCount, 1)
      // A client that sends fewer escapes than it signs asks for the same key.
      const got = yield* ask(yield* bob, {
        path: "/acme-artifacts/it%27s%20%281%29%21",
        change: ({ headers }) => ({ url: "/acme-artifacts/it's%20(1)!", headers })
      })
      assert.strictEqual(told(got), "404 NoSuchKey")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )
})

describe("STS limits", () => {
  it.effect("what the keys of GetFederationToken and GetSessionToken may ask", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const keys = yield* bob
      const federated = yield* aws.federatedUserCredentials(devops, "carol")
      const session = (yield* getSessionToken(keys)).keys
      for (const [held, may] of [
        [federated, false],
        [session, true]
      ] as const) {
        yield* whoAmI(held)
        const sts = yield* stsClient(held)
        const assume = new AssumeRoleCommand({ RoleArn: roleArn(sbx, "plain"), RoleSessionName: "job" })
        const assumed = yield* Effect.result(call(() => sts.send(assume)))
        assert.strictEqual(assumed._tag, may ? "Success" : "Failure")
        const info = new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId })
        assert.strictEqual((yield* Effect.flip(call(() => sts.send(info)))).name, "AccessDenied")
        yield* call(() => sts.send(new GetScopedCredentialsCommand({ DurationSeconds: 60 })))
      }
    }).pipe(Effect.scoped, Effect.provide(layer))
  )
})

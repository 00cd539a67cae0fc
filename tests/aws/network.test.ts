/** AWS behind proxies and authorities of one's own: a proxy on loopback that opens TLS, as companies have them. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import * as http from "node:http"
import * as https from "node:https"
import { type AddressInfo, connect, type Server } from "node:net"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { StsUnavailable } from "../../src/domain/errors/Sts.ts"
import { makeClientCache } from "../../src/factory/session/ClientCache.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { Sts } from "../../src/services/Sts.ts"
import { home, identity, instantClock, keys, type Reply, serve, sourceLayer, stsLayer } from "./fixture.ts"

const host = "sts.eu-west-1.amazonaws.com"
const { body } = identity as Exclude<Reply, string>

/** An authority, and a certificate of it for AWS's names and this machine; removed with the scope. */
const authority = Effect.map(
  home((folder) => ({
    names: `subjectAltName=DNS:${host},DNS:localhost,IP:127.0.0.1\n`,
    run: [
      "set -e",
      `cd '${folder}'`,
      'req() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@"; }',
      "req -x509 -days 9 -subj '/CN=Corp' -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE",
      "req -subj /CN=x -keyout key.pem -out csr.pem",
      "openssl x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 9 -extfile names -out cert.pem"
    ].join("\n")
  })),
  (folder) => {
    execFileSync("sh", [`${folder}/run`], { stdio: "ignore" })
    return {
      file: `${folder}/ca.pem`,
      folder,
      tls: { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/cert.pem`) }
    }
  }
)

const listening = <S extends Server>(server: S) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<S>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          if ("closeAllConnections" in server) (server as unknown as http.Server).closeAllConnections()
        })
    ),
    (server) => (server.address() as AddressInfo).port
  )

/** A proxy in front of an STS of its own; with every word that it was asked, and the credentials it was shown. */
const company = Effect.gen(function* () {
  const trust = yield* authority
  const asked: Array<string> = []
  const shown: Array<string | undefined> = []
  let status = 200
  const port = yield* listening(
    https.createServer(trust.tls, (request, response) => {
      request.resume()
      request.on("end", () => response.end(body))
    })
  )
  const proxy = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume()
    request.on("end", () => response.end(body))
  })
  proxy.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    shown.push(request.headers["proxy-authorization"])
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const inner = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n")
      socket.pipe(inner)
      inner.pipe(socket)
    })
    inner.on("error", () => socket.destroy())
    socket.on("error", () => inner.destroy())
    socket.on("close", () => inner.destroy())
  })
  const address = `127.0.0.1:${yield* listening(proxy)}`
  return {
    ...trust,
    sts: `https://127.0.0.1:${port}`,
    proxy: `http://${address}`,
    address,
    asked,
    shown,
    refuse: (code: number) => {
      status = code
    }
  }
})

type Env = { readonly [name: string]: string }

const whoIs = (env: Env) =>
  Effect.flatMap(Sts, (sts) => sts.getCallerIdentity({ credentials: keys, region: "eu-west-1" })).pipe(
    Effect.provideServiceEffect(
      Clock.Clock,
      Effect.sync(() => instantClock().clock)
    ),
    Effect.provide(stsLayer({}, env))
  )

/** A client of a session, asked who it is. */
const clientIs = (env: Env, caBundle?: string) =>
  Effect.gen(function* () {
    const cache = makeClientCache(
      {
        region: "eu-west-1",
        credentials: async () => ({ accessKeyId: "AKIA", secretAccessKey: "secret" }),
        target: 'env("sbx")',
        ...(caBundle === undefined ? {} : { endpoints: { default: undefined, services: {}, ignored: false, caBundle } })
      },
      {},
      (name) => Effect.succeed(env[name])
    )
    const client = (yield* cache.get(STSClient as never, { maxAttempts: 1 })) as unknown as STSClient
    return yield* Effect.tryPromise({
      try: () => client.send(new GetCallerIdentityCommand()),
      catch: (error) => error as Error
    }).pipe(Effect.ensuring(cache.close))
  })

describe("a proxy of the environment", () => {
  it.live("carries the library's requests and those of a session's clients to AWS", () =>
    Effect.gen(function* () {
      const { proxy, file, asked } = yield* company
      const { arn } = yield* whoIs({ HTTPS_PROXY: proxy, AWS_CA_BUNDLE: file })
      assert.strictEqual(arn, "arn:aws:iam::111111111111:user/alice")
      assert.deepStrictEqual(asked, [`CONNECT ${host}:443`])
      const { Arn } = yield* clientIs({ https_proxy: proxy, AWS_CA_BUNDLE: file })
      assert.strictEqual(Arn, arn)
      assert.deepStrictEqual(asked, [`CONNECT ${host}:443`, `CONNECT ${host}:443`])
    })
  )

  it.live("is asked for addresses of http as for any page", () =>
    Effect.gen(function* () {
      const { proxy, asked } = yield* company
      const env = { HTTP_PROXY: proxy, AWS_ENDPOINT_URL: "http://sts.corp.example:8080" }
      yield* whoIs(env)
      yield* clientIs(env)
      assert.deepStrictEqual(asked, ["POST http://sts.corp.example:8080/", "POST http://sts.corp.example:8080/"])
    })
  )

  it.live("is not asked for this machine", () =>
    Effect.gen(function* () {
      const { proxy, file, sts, asked } = yield* company
      const { endpoint } = yield* serve(() => identity)
      for (const AWS_ENDPOINT_URL of [endpoint, sts]) {
        const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, AWS_CA_BUNDLE: file, AWS_ENDPOINT_URL }
        yield* whoIs(env)
        yield* clientIs(env)
      }
      assert.deepStrictEqual(asked, [])
    })
  )

  it.live("is given the credentials of its address, and nobody else is", () =>
    Effect.gen(function* () {
      const { address, file, shown, refuse } = yield* company
      const env = { HTTPS_PROXY: `http://me:p%40ss-word@${address}`, AWS_CA_BUNDLE: file }
      yield* whoIs(env)
      assert.deepStrictEqual(shown, [`Basic ${Buffer.from("me:p@ss-word").toString("base64")}`])
      refuse(407)
      const error = yield* Effect.flip(whoIs(env))
      assert.deepStrictEqual([error.kind, error.code], ["other", "ProxyRefused"])
      assert.include(error.detail, `the proxy ${address} (HTTPS_PROXY): it does not connect (status 407`)
      assert.notMatch(JSON.stringify(error) + error.detail, /ss-word/)
    })
  )

  it.live("is named where it is broken or not there, and is asked again", () =>
    Effect.gen(function* () {
      const { proxy, asked, refuse } = yield* company
      refuse(503)
      const broken = yield* Effect.flip(whoIs({ HTTPS_PROXY: proxy }))
      assert.deepStrictEqual([broken.kind, broken.code, asked.length], ["unavailable", "ProxyUnavailable", 5])
      const gone = yield* Effect.flip(whoIs({ HTTPS_PROXY: "http://127.0.0.1:1" }))
      assert.deepStrictEqual([gone.kind, gone.code], ["unavailable", "ECONNREFUSED"])
      assert.match(gone.detail, /^the proxy 127\.0\.0\.1:1 \(HTTPS_PROXY\): /)
    })
  )

  it.live("is an error where its address is none", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(whoIs({ HTTPS_PROXY: "socks5://me:pass@127.0.0.1:1" }))
      assert.deepStrictEqual([error.kind, error.code], ["other", "ProxyInvalid"])
      assert.match(error.detail, /^HTTPS_PROXY names a proxy of another kind/)
      assert.notInclude(error.detail, "pass")
    })
  )
})

describe("authorities of one's own", () => {
  it.live("are trusted where AWS_CA_BUNDLE names them, and nobody's word is taken else", () =>
    Effect.gen(function* () {
      const { file, sts } = yield* company
      yield* whoIs({ AWS_ENDPOINT_URL: sts, AWS_CA_BUNDLE: file })
      yield* clientIs({ AWS_ENDPOINT_URL: sts, AWS_CA_BUNDLE: file })
      const error = yield* Effect.flip(whoIs({ AWS_ENDPOINT_URL: sts }))
      assert.strictEqual(error.kind, "unavailable")
      const { next } = new StsUnavailable({
        operation: error.operation,
        region: error.region,
        code: error.code,
        detail: error.detail
      })
      assert.match(next, /AWS_CA_BUNDLE.*ca_bundle.*NODE_EXTRA_CA_CERTS/)
      assert.instanceOf(yield* Effect.flip(clientIs({ AWS_ENDPOINT_URL: sts })), Error)
    })
  )

  it.live("are trusted where the profile's ca_bundle names them, unless the variable names others", () =>
    Effect.gen(function* () {
      const { file, sts } = yield* company
      const folder = yield* home(() => ({
        ".aws/config": `[profile acme]\naws_access_key_id = AKIAALICE\naws_secret_access_key = secret-of-alice\nca_bundle = ${file}\n`,
        "empty.pem": ""
      }))
      const ask = (env: Env) =>
        Effect.gen(function* () {
          const { credentials, endpoints } = yield* (yield* CredentialSource).profile("acme")
          yield* (yield* Sts).getCallerIdentity({ credentials, endpoints, region: "eu-west-1" })
          return endpoints?.caBundle
        }).pipe(Effect.provide(sourceLayer({ HOME: folder, AWS_ENDPOINT_URL: sts, ...env })))
      const caBundle = yield* ask({})
      assert.strictEqual(caBundle, file)
      yield* clientIs({ AWS_ENDPOINT_URL: sts }, caBundle)
      const error = yield* Effect.flip(ask({ AWS_CA_BUNDLE: `${folder}/empty.pem` }))
      assert(error._tag === "StsError")
      assert.deepStrictEqual([error.kind, error.code], ["other", "CaBundleUnusable"])
      assert.include(error.detail, `${folder}/empty.pem (AWS_CA_BUNDLE) holds no PEM certificate`)
    })
  )

  it.live("are an error where their file is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(whoIs({ AWS_CA_BUNDLE: "/nowhere/ca.pem" }))
      assert.deepStrictEqual([error.kind, error.code], ["other", "CaBundleUnusable"])
      assert.include(error.detail, "/nowhere/ca.pem (AWS_CA_BUNDLE) cannot be read (ENOENT)")
      const ofClient = yield* Effect.flip(clientIs({ AWS_CA_BUNDLE: "/nowhere/ca.pem" }))
      assert.include(ofClient.message, "CaBundleUnusable")
    })
  )
})

import { ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BotoSesFactory } from "../../../mod.ts"
import { AwsClientDefaults } from "../../../src/services/AwsClientDefaults.ts"
import type { Session } from "../../../src/services/Session.ts"
import { home } from "../../aws/fixture.ts"

/** No account is stated, so that no identity is asked for. */
class Aws extends BotoSesFactory.Service<Aws>()("acme/Clients", {
  region: "us-east-1",
  devops: {},
  workloads: { dr: { profile: "acme-dr" } }
}) {}

interface Sent {
  readonly protocol: string
  readonly hostname: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
}

/** A handler that answers nothing and keeps what is sent. */
const recorder = () => {
  const sent: Array<Sent> = []
  const requestHandler = {
    handle: (request: Sent) => {
      sent.push(request)
      return Promise.reject(new Error("enough"))
    },
    destroy: () => {}
  }
  return { sent, requestHandler }
}

const keys = "aws_access_key_id = AKIAALICE00000000000\naws_secret_access_key = secret-of-alice\n"
const environmentKeys = { AWS_ACCESS_KEY_ID: "AKIAENV0000000000000", AWS_SECRET_ACCESS_KEY: "secret-of-env" }

/** Of the process, and not of the session. */
const foreign =
  "use_fips_endpoint = true\nuse_dualstack_endpoint = true\nrequest_checksum_calculation = when_required\n"

const asked = Effect.fnUntraced(function* (
  place: "laptop" | "lambda",
  config: string,
  variables: { readonly [name: string]: string },
  ask: (session: Session) => Effect.Effect<unknown, unknown>
) {
  const { sent, requestHandler } = recorder()
  const folder = yield* home(() => ({ ".aws/config": config }))
  const env = { HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...variables }
  const layer = place === "laptop" ? Aws.layerLocal : Aws.layerLambda
  const session: Effect.Effect<Session, unknown, Aws> = place === "laptop" ? Aws.env("dr") : Aws.app
  const error = yield* Effect.flatMap(session, ask).pipe(
    Effect.flip,
    Effect.provide(
      layer.pipe(
        Layer.provide([
          ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
          Layer.succeed(AwsClientDefaults, { requestHandler })
        ])
      )
    )
  )
  return { sent, hosts: [...new Set(sent.map(({ protocol, hostname }) => `${protocol}//${hostname}`))], error }
})

const listBuckets = (session: Session) =>
  session.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
const whoAmI = (session: Session) =>
  session.use(STSClient, (sts, abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal }))

describe("the clients of a session obey", () => {
  const own = (settings: string) => `[default]\n${foreign}[profile acme-dr]\n${keys}${settings}`

  it.live("no other profile than the session's own", () =>
    Effect.gen(function* () {
      for (const variables of [{}, { AWS_PROFILE: "default" }]) {
        const { sent, hosts } = yield* asked("laptop", own(""), variables, (session) =>
          session.use(S3Client, (s3, abortSignal) =>
            s3.send(new PutObjectCommand({ Bucket: "acme", Key: "k", Body: "x" }), { abortSignal })
          )
        )
        assert.deepStrictEqual(hosts, ["https://acme.s3.us-east-1.amazonaws.com"])
        assert.isTrue(Object.keys(sent[0]?.headers ?? {}).some((name) => name.startsWith("x-amz-checksum-")))
      }
    })
  )

  it.live("their own profile: fips, dual-stack, checksums, retries, and the nested settings of S3", () =>
    Effect.gen(function* () {
      const fips = yield* asked("laptop", own("use_fips_endpoint = true\n"), {}, whoAmI)
      assert.deepStrictEqual(fips.hosts, ["https://sts-fips.us-east-1.amazonaws.com"])
      const dual = yield* asked(
        "laptop",
        own("s3 =\n  use_dualstack_endpoint = true\n  addressing_style = path\n"),
        {},
        (session) =>
          session.use(S3Client, (s3, abortSignal) =>
            s3.send(new PutObjectCommand({ Bucket: "acme", Key: "k", Body: "x" }), { abortSignal })
          )
      )
      assert.deepStrictEqual(dual.hosts, ["https://s3.dualstack.us-east-1.amazonaws.com"])
      assert.strictEqual(dual.sent[0]?.path, "/acme/k")
      const plain = yield* asked(
        "laptop",
        own("request_checksum_calculation = WHEN_REQUIRED\nmax_attempts = 2\n"),
        {},
        (session) =>
          Effect.flatMap(session.client(S3Client), (s3) =>
            Effect.flatMap(
              Effect.promise(async () => [await s3.config.maxAttempts(), await s3.config.retryMode]),
              ([attempts]) => {
                assert.strictEqual(attempts, 2)
                return Effect.tryPromise(() => s3.send(new PutObjectCommand({ Bucket: "acme", Key: "k", Body: "x" })))
              }
            )
          )
      )
      assert.isFalse(Object.keys(plain.sent[0]?.headers ?? {}).some((name) => name.startsWith("x-amz-checksum-")))
    })
  )

  it.live("the variables before the profile, and a client's own configuration before both", () =>
    Effect.gen(function* () {
      const config = own("use_fips_endpoint = true\n")
      const byVariable = yield* asked("laptop", config, { AWS_USE_FIPS_ENDPOINT: "false" }, whoAmI)
      assert.deepStrictEqual(byVariable.hosts, ["https://sts.us-east-1.amazonaws.com"])
      const byClient = yield* asked("laptop", config, { AWS_USE_FIPS_ENDPOINT: "true" }, (session) =>
        Effect.flatMap(session.client(STSClient, { useFipsEndpoint: false }), (sts) =>
          Effect.tryPromise(() => sts.send(new GetCallerIdentityCommand()))
        )
      )
      assert.deepStrictEqual(byClient.hosts, ["https://sts.us-east-1.amazonaws.com"])
    })
  )

  it.live("the process's profile for keys of the environment, which are of no other", () =>
    Effect.gen(function* () {
      const config = "[default]\nuse_fips_endpoint = true\n[profile p]\nendpoint_url = http://127.0.0.1:9\n"
      const byDefault = yield* asked("lambda", config, environmentKeys, whoAmI)
      assert.deepStrictEqual(byDefault.hosts, ["https://sts-fips.us-east-1.amazonaws.com"])
      const byName = yield* asked("lambda", config, { ...environmentKeys, AWS_PROFILE: "p" }, whoAmI)
      assert.deepStrictEqual(byName.hosts, ["http://127.0.0.1"])
    })
  )

  it.live("a value that means nothing is told where a client is made", () =>
    Effect.gen(function* () {
      const { error, sent } = yield* asked("laptop", own("retry_mode = fast\n"), {}, listBuckets)
      assert.match(String((error as Error).message), /retry_mode of the profile: expected one of .*found "fast"/)
      assert.deepStrictEqual(sent, [])
    })
  )
})

describe("the endpoint of a session's client", () => {
  const config = `[profile acme-dr]\n${keys}endpoint_url = http://127.0.0.1:9\n`
  const client = (more: object) => (session: Session) =>
    Effect.flatMap(session.client(STSClient, more), (sts) =>
      Effect.tryPromise(() => sts.send(new GetCallerIdentityCommand()))
    )

  it.live("is AWS's where the client ignores configured ones, whatever variable and profile say", () =>
    Effect.gen(function* () {
      const ignoring = client({ ignoreConfiguredEndpointUrls: true })
      for (const variables of [{}, { AWS_ENDPOINT_URL: "http://127.0.0.2:9" }]) {
        const { hosts } = yield* asked("laptop", config, variables, ignoring)
        assert.deepStrictEqual(hosts, ["https://sts.us-east-1.amazonaws.com"])
      }
      const not = yield* asked(
        "laptop",
        config,
        { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
        client({ ignoreConfiguredEndpointUrls: false })
      )
      assert.deepStrictEqual(not.hosts, ["http://127.0.0.1"])
    })
  )

  it.live("is the profile's where the variable says not to ignore what the profile ignores", () =>
    Effect.gen(function* () {
      const ignored = `${config}ignore_configured_endpoint_urls = true\n`
      const without = yield* asked("laptop", ignored, {}, whoAmI)
      assert.deepStrictEqual(without.hosts, ["https://sts.us-east-1.amazonaws.com"])
      const over = yield* asked("laptop", ignored, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" }, whoAmI)
      assert.deepStrictEqual(over.hosts, ["http://127.0.0.1"])
    })
  )

  it.live("may be wrong for a service that nobody uses", () =>
    Effect.gen(function* () {
      const services = `[profile acme-dr]\n${keys}services = s\n[services s]\ns3 =\n  endpoint_url = localhost:1\nsts =\n  endpoint_url = http://127.0.0.1:9\n`
      const good = yield* asked("laptop", services, {}, whoAmI)
      assert.deepStrictEqual(good.hosts, ["http://127.0.0.1"])
      const bad = yield* asked("laptop", services, {}, listBuckets)
      assert.match(
        String((bad.error as Error).message),
        /s3 in the profile's services section: expected an http or https address, such as .*, found "localhost:1"\. Write it as http:\/\/localhost:1 or/
      )
      const missing = yield* asked("laptop", services.replace("[services s]", "[services t]"), {}, whoAmI)
      assert.match(String((missing.error as Error).message), /expected a section \[services s\]/)
    })
  )
})

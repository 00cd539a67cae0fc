import { inspect } from "node:util"
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam"
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"
import type { AwsClient } from "../../src/services/Session.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { heapUsed } from "../support/heap.ts"
import { Aws, accounts, envs, onPlace, sessionVariables } from "./acme.ts"

const ci = onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"))

/** A CI job whose platform renews the ambient credentials. */
const platformCi = layerTest(Aws, {
  runtime: "ci",
  accounts: { [accounts.sbx]: { alias: "acme-sbx", buckets: ["acme-sbx-data"] } }
})

/** A value as a logger writes it. */
const loggedText = (value: unknown) =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    const logger = Logger.make(({ message }) => texts.push([message].flat().map(String).join(" ")))
    yield* Effect.provide(Effect.log(value), Logger.layer([logger]))
    return texts.join()
  })

describe("a session", () => {
  it.effect("tells who it is, from one request at most", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      const before = yield* aws.count()
      const arn = `arn:aws:sts::${accounts.sbx}:assumed-role/sbx_deployment_role/sbx_role_session`
      assert.strictEqual(yield* sbx.principalArn, arn)
      assert.match(yield* sbx.userId, /^AROA[A-Z0-9]+:sbx_role_session$/)
      assert.strictEqual(yield* sbx.maskedAccountId, "22********22")
      assert.strictEqual(yield* aws.count(), before)
      for (let i = 0; i < 3; i++) assert.deepStrictEqual(yield* sbx.accountAlias, Option.some("acme-sbx"))
      assert.strictEqual(yield* aws.count("ListAccountAliases"), 1)
      const who = yield* sbx.whoAmI
      assert.match(`${who}`, /^sbx in us-east-1: arn:aws:sts::22\*{8}22:assumed-role\/\S+ of 22\*{8}22.*, by /)
      const fields = {
        purpose: "env",
        env: "sbx",
        region: "us-east-1",
        accountId: "22********22",
        accountAlias: "acme-sbx",
        arn: arn.replace(accounts.sbx, "22********22"),
        source: "the assumed role sbx_deployment_role"
      }
      assert.deepStrictEqual(who as unknown, fields)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(who)), fields)
      assert.strictEqual(inspect(who), String(who))
      assert.strictEqual(yield* loggedText(who), String(who))
      assert.deepStrictEqual([who.identity.accountId, who.identity.arn], [accounts.sbx, arn])
      assert.deepStrictEqual(yield* sbx.origin, { _tag: "AssumedRole", role: "sbx_deployment_role" })
    }).pipe(Effect.provide(ci))
  )

  it.effect("that may not list aliases is told without one", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.fault({ kind: "accessDenied", times: "always", when: { action: "ListAccountAliases" } })
      const sbx = yield* Aws.env("sbx")
      const { accountAlias, accountId } = yield* sbx.whoAmI
      assert.deepStrictEqual([accountAlias, accountId], [undefined, "22********22"])
      assert.strictEqual((yield* Effect.flip(sbx.accountAlias)).reason._tag, "AwsRequestFailed")
    }).pipe(Effect.provide(ci))
  )

  it.effect("shows purpose, env, region and masked account, and nothing secret", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const { accessKeyId, secretAccessKey, sessionToken } = yield* sbx.credentials
      for (const shown of [inspect(sbx, { depth: 20 }), String(sbx), JSON.stringify(sbx), `${sbx}`]) {
        assert.include(shown, "sbx")
        assert.include(shown, "us-east-1")
        assert.include(shown, "22********22")
        for (const secret of [accessKeyId, Redacted.value(secretAccessKey), accounts.sbx])
          assert.notInclude(shown, secret)
        if (sessionToken !== undefined) assert.notInclude(shown, Redacted.value(sessionToken))
      }
      assert.notInclude(inspect(yield* sbx.credentials), Redacted.value(secretAccessKey))
    }).pipe(Effect.provide(ci))
  )

  it.effect("is one handle for one ask, and equal to another of the same meaning", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Aws.env("sbx"), yield* Aws.env("sbx"))
      assert.strictEqual(
        yield* Aws.env("sbx", { tags: { a: "1", b: "2" } }),
        yield* Aws.env("sbx", { tags: { b: "2", a: "1" } })
      )
      assert.strictEqual(yield* Aws.devops, yield* Aws.env("devops"))
      assert.strictEqual(yield* Aws.app, yield* Aws.session)
      assert.isTrue(Equal.equals(yield* Aws.env("sbx"), yield* Aws.env("sbx", { region: "us-east-1" })))
      assert.isFalse(Equal.equals(yield* Aws.env("sbx"), yield* Aws.env("tst")))
      assert.isFalse(Equal.equals(yield* Aws.env("sbx"), yield* Aws.app))
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "aws_cloud9" })))
  )

  it.effect("gives the SDK its account and end with the keys", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const identity = yield* Effect.promise(() => sbx.provider())
      const credentials = yield* sbx.credentials
      assert.strictEqual(identity.accountId, accounts.sbx)
      assert.strictEqual(identity.accessKeyId, credentials.accessKeyId)
      assert.strictEqual(identity.expiration?.getTime(), credentials.expiresAt)
      const forced = yield* Effect.promise(() => sbx.provider({ forceRefresh: true }))
      assert.notStrictEqual(forced.accessKeyId, identity.accessKeyId)
    }).pipe(Effect.provide(ci))
  )

  it.effect("serves any SDK client, and new keys reach a client at its next request", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx", { durationSeconds: 900 })
      const s3 = yield* sbx.client(S3Client)
      const { Buckets } = yield* Effect.promise(() => s3.send(new ListBucketsCommand()))
      assert.deepStrictEqual(
        Buckets?.map(({ Name }) => Name),
        ["acme-sbx-data"]
      )
      const aliases = yield* sbx.use(IAMClient, (iam, abortSignal) =>
        iam.send(new ListAccountAliasesCommand(), { abortSignal })
      )
      assert.deepStrictEqual(aliases.AccountAliases, ["acme-sbx"])
      yield* TestClock.adjust("16 minutes")
      yield* Effect.promise(() => s3.send(new ListBucketsCommand()))
      const keys = (yield* aws.requests).filter(({ action }) => action === "ListBuckets").map((r) => r.accessKeyId)
      assert.strictEqual(new Set(keys).size, 2)
    }).pipe(Effect.provide(platformCi))
  )

  it.effect("makes one client for a thousand uses, and one for each configuration by value", () =>
    Effect.gen(function* () {
      let made = 0
      class Counted implements AwsClient {
        readonly config: { readonly region: string; readonly retryMode?: string }
        constructor(config: { readonly region: string; readonly retryMode?: string }) {
          this.config = config
          made++
        }
        destroy(): void {
          made--
        }
      }
      const sbx = yield* Aws.env("sbx")
      yield* Effect.forEach(
        Array.from({ length: 1000 }),
        () => sbx.use(Counted, (client) => Promise.resolve(client.config.region)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(made, 1)
      const first = yield* sbx.client(Counted, { region: "eu-west-1", retryMode: "adaptive" })
      const again = yield* sbx.client(Counted, { retryMode: "adaptive", region: "eu-west-1" })
      assert.strictEqual(first, again)
      assert.strictEqual(made, 2)
      return () => made
    }).pipe(
      Effect.provide(ci),
      Effect.map((left) => assert.strictEqual(left(), 0))
    )
  )

  it.effect("aborts a request that is interrupted", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      yield* aws.fault({ kind: "hang", when: { action: "ListBuckets" } })
      const asking = yield* Effect.forkChild(
        sbx.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
      )
      yield* aws.awaitRequests(1, "ListBuckets")
      yield* Fiber.interrupt(asking)
      yield* aws.awaitRequests(1, { action: "ListBuckets", aborted: true })
    }).pipe(Effect.provide(ci))
  )

  it.effect("fails with AWS's name, status and request id, and keeps the cause", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      yield* aws.fault({ kind: "accessDenied", when: { action: "ListBuckets" } })
      const error = yield* Effect.flip(
        sbx.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
      )
      const { reason } = error
      assert.strictEqual(reason._tag, "AwsRequestFailed")
      if (reason._tag !== "AwsRequestFailed") return
      assert.strictEqual(reason.code, "AccessDenied")
      assert.strictEqual(reason.status, 403)
      assert.isDefined(reason.requestId)
      assert.instanceOf(error.cause, Error)
    }).pipe(Effect.provide(ci))
  )

  it.effect("that cannot be had rejects an SDK client with the same typed error", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx", { durationSeconds: 900 })
      const sts = yield* sbx.client(STSClient)
      yield* TestClock.adjust("16 minutes")
      yield* aws.fault({ kind: "accessDenied", times: "always", when: { action: "AssumeRole" } })
      const rejected = yield* Effect.flip(
        Effect.tryPromise({ try: () => sts.send(new GetCallerIdentityCommand()), catch: (error) => error })
      )
      const used = yield* Effect.flip(sbx.use(STSClient, (client) => client.send(new GetCallerIdentityCommand())))
      assert.strictEqual(used.reason._tag, "AssumeRoleDenied")
      assert.strictEqual((rejected as typeof used).reason._tag, "AssumeRoleDenied")
    }).pipe(Effect.provide(platformCi))
  )

  it.effect("a hundred thousand asks cost no request and no memory", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      for (const env of envs) yield* Aws.env(env)
      const requests = yield* aws.count()
      const ask = Effect.forEach(
        Array.from({ length: 10_000 }, (_, i) => envs[i % envs.length] ?? "sbx"),
        (env) => Effect.flatMap(Aws.env(env), ({ credentials }) => credentials),
        { discard: true }
      )
      yield* ask
      const before = heapUsed()
      for (let i = 0; i < 10; i++) yield* ask
      assert.strictEqual(yield* aws.count(), requests)
      assert.isBelow(heapUsed() - before, 2_000_000)
    }).pipe(Effect.provide(ci))
  )
})

describe("a role assumed from a session", () => {
  it.effect("is cached by its whole key, and lives on by itself", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      const options = {
        roleArn: `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`,
        durationSeconds: 900
      } as const
      const first = yield* devops.assumeRole(options)
      assert.strictEqual(yield* devops.assumeRole(options), first)
      assert.notStrictEqual(yield* devops.assumeRole({ ...options, externalId: "x1" }), first)
      const { accessKeyId } = yield* first.credentials
      yield* TestClock.adjust("16 minutes")
      assert.notStrictEqual((yield* first.credentials).accessKeyId, accessKeyId)
      assert.strictEqual(yield* first.accountId, accounts.tst)
      const fresh = yield* Aws.fresh
      const other = yield* Effect.scoped(
        Effect.flatMap(fresh.assumeRole(devops, options), (session) => session.credentials)
      )
      assert.notStrictEqual(other.accessKeyId, (yield* first.credentials).accessKeyId)
      assert.isAbove(yield* aws.count("AssumeRole"), 3)
    }).pipe(Effect.provide(platformCi))
  )
})

describe("fresh sessions", () => {
  it.effect("are not the cached ones, and their clients end with the scope", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const cached = yield* Aws.env("sbx")
      const fresh = yield* Aws.fresh
      const keys = yield* Effect.scoped(
        Effect.gen(function* () {
          const one = yield* fresh.env("sbx")
          const two = yield* fresh.env("sbx")
          assert.strictEqual(one.env, "sbx")
          return [(yield* one.credentials).accessKeyId, (yield* two.credentials).accessKeyId]
        })
      )
      assert.strictEqual(new Set([...keys, (yield* cached.credentials).accessKeyId]).size, 3)
      assert.strictEqual(yield* aws.count("AssumeRole"), 3)
      assert.strictEqual(yield* aws.count("GetCallerIdentity"), 1)
    }).pipe(Effect.provide(ci))
  )
})

describe("invalidate", () => {
  it.effect("makes new sessions plan and ask anew", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const before = yield* Aws.env("sbx")
      yield* Aws.invalidate
      const after = yield* Aws.env("sbx")
      assert.notStrictEqual(before, after)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(ci))
  )
})

describe("the span around a use", () => {
  /** The spans that a program made, by name, with their attributes. */
  const traced = <A, E, R>(program: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      yield* Effect.provideService(program, Tracer.Tracer, tracer)
      return spans.filter(({ name }) => name === "Session.use")
    })

  it.effect("tells service and operation, and nothing of what is asked", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const spans = yield* traced(
        sbx.use(IAMClient, async (iam, abortSignal) => {
          assert.instanceOf(iam, IAMClient)
          await iam.send(new ListAccountAliasesCommand({ Marker: "page-of-the-test" }), { abortSignal })
          return iam.send(new ListAccountAliasesCommand({}), { abortSignal })
        })
      )
      assert.deepStrictEqual(
        spans.map(({ kind, attributes }) => [kind, Object.fromEntries(attributes)]),
        [
          [
            "client",
            {
              "rpc.system": "aws-api",
              "rpc.service": "IAM",
              "rpc.method": "ListAccountAliases",
              "cloud.region": "us-east-1",
              "boto_ses.target": 'env("sbx")'
            }
          ]
        ]
      )
      assert.deepStrictEqual(yield* traced(sbx.credentials), [])
    }).pipe(Effect.provide(ci))
  )

  it.effect("leaves a client of the program's own as it is", () =>
    Effect.gen(function* () {
      class Own {
        readonly #secret = 7
        readonly config: unknown
        constructor(config: unknown) {
          this.config = config
        }
        send(): number {
          return this.#secret
        }
        destroy(): void {}
      }
      const sbx = yield* Aws.env("sbx")
      const [span] = yield* traced(sbx.use(Own, async (own) => assert.strictEqual(own.send(), 7)))
      assert.isFalse(span?.attributes.has("rpc.system"))
    }).pipe(Effect.provide(ci))
  )
})

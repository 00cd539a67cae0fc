import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { BotoSesFactory } from "../../mod.ts"
import { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { HandoverUnusable } from "../../src/domain/errors/Handover.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, onLaptop, onPlace, sessionVariables, userVariables } from "./acme.ts"

const ci = layerTest(Aws, { runtime: "ci" })
const quarter = { durationSeconds: 900 } as const
const tstRole = `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`

describe('refresh: "never"', () => {
  it.effect("keeps the credentials of the moment it was made", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const fixed = yield* Aws.env("sbx", { ...quarter, refresh: "never" })
      const { expiresAt = 0 } = yield* fixed.credentials
      yield* TestClock.setTime(expiresAt - 1)
      assert.isFalse(yield* fixed.isExpired())
      assert.isTrue(yield* fixed.isExpired(1))
      yield* fixed.credentials
      yield* TestClock.setTime(expiresAt)
      assert.isTrue(yield* fixed.isExpired())
      assert.strictEqual((yield* Effect.flip(fixed.credentials)).reason._tag, "SessionExpired")
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 1)
    }).pipe(Effect.provide(ci))
  )

  it.effect("renews nothing on the SDK's demand, and runs no request again", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const fixed = yield* Aws.env("sbx", { refresh: "never" })
      const first = yield* Effect.promise(() => fixed.provider())
      const forced = yield* Effect.promise(() => fixed.provider({ forceRefresh: true }))
      assert.strictEqual(forced.accessKeyId, first.accessKeyId)
      yield* aws.expire(first.accessKeyId)
      const { reason } = yield* Effect.flip(
        fixed.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
      )
      assert.strictEqual(reason._tag, "SessionExpired")
      assert.include(reason.message, "Ask for a fresh one")
      assert.strictEqual(yield* aws.count("ListBuckets"), 1)
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)
    }).pipe(Effect.provide(ci))
  )

  it.effect("is not equal to the session that renews itself", () =>
    Effect.gen(function* () {
      assert.isFalse(Equal.equals(yield* Aws.env("sbx"), yield* Aws.env("sbx", { refresh: "never" })))
    }).pipe(Effect.provide(ci))
  )
})

describe("the provider", () => {
  it.effect("is the only cache in front of a client: forgotten keys sign nothing more", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      let asked = 0
      const counting = Object.assign(
        (options?: { readonly forceRefresh?: boolean }) => {
          asked++
          return sbx.provider(options)
        },
        { memoized: (sbx.provider as unknown as { readonly memoized?: boolean }).memoized }
      )
      const own = yield* sbx.client(STSClient)
      const counted = yield* sbx.client(STSClient, { credentials: counting as typeof sbx.provider })
      const send = (client: STSClient) => Effect.promise(() => client.send(new GetCallerIdentityCommand()))
      for (let i = 0; i < 3; i++) {
        const before = asked
        yield* send(counted)
        assert.isAbove(asked, before)
        yield* send(own)
        yield* Aws.invalidate
      }
      const keys = (yield* aws.requests).filter(
        ({ action, principalArn }) =>
          action === "GetCallerIdentity" && principalArn?.includes("sbx_deployment_role") === true
      )
      assert.strictEqual(keys.length, 6)
      assert.strictEqual(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size, 3)
    }).pipe(Effect.provide(ci))
  )

  it.effect("gives the account also where it became known later", () =>
    Effect.gen(function* () {
      const app = yield* Aws.app
      assert.isUndefined((yield* Effect.promise(() => app.provider())).accountId)
      yield* app.identity
      assert.strictEqual((yield* Effect.promise(() => app.provider())).accountId, accounts.sbx)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "aws_lambda" })))
  )
})

describe("after the layer's end", () => {
  it.effect("a session is SessionClosed on every path, and makes no client that nobody closes", () =>
    Effect.gen(function* () {
      let made = 0
      class Counted {
        constructor() {
          made++
        }
        destroy(): void {
          made--
        }
      }
      const [sbx, fixed, env] = yield* Effect.all([
        Aws.env("sbx"),
        Aws.env("sbx", { refresh: "never" }),
        Aws.useSync((factory) => factory.env)
      ]).pipe(Effect.provide(ci))
      for (const session of [sbx, fixed]) {
        for (const ask of [
          session.credentials,
          session.use(Counted, () => Promise.resolve(1)),
          session.client(Counted),
          session.assumeRole({ roleArn: tstRole }),
          Effect.tryPromise({ try: () => session.provider(), catch: (error) => error as BotoSesError })
        ] as ReadonlyArray<Effect.Effect<unknown, BotoSesError>>) {
          assert.strictEqual((yield* Effect.flip(ask)).reason._tag, "SessionClosed")
        }
      }
      assert.strictEqual((yield* Effect.flip(env("prd"))).reason._tag, "SessionClosed")
      assert.strictEqual(made, 0)
    })
  )

  it.effect("a fresh session is closed by its scope alone", () =>
    Effect.gen(function* () {
      const fresh = yield* Aws.fresh
      const sbx = yield* Effect.scoped(fresh.env("sbx"))
      assert.strictEqual((yield* Effect.flip(sbx.credentials)).reason._tag, "SessionClosed")
      yield* Aws.env("sbx")
    }).pipe(Effect.provide(ci))
  )
})

describe("what makes two sessions different", () => {
  it.effect("options changed after the call do not reach a refresh", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      const tags: Record<string, string> = { team: "payments" }
      const sbx = yield* Aws.env("sbx", { ...quarter, tags })
      const tst = yield* devops.assumeRole({ roleArn: tstRole, ...quarter, tags })
      tags.team = "other"
      yield* TestClock.adjust("16 minutes")
      yield* sbx.credentials
      yield* tst.credentials
      const sent = (yield* aws.requests).filter(({ action }) => action === "AssumeRole")
      assert.strictEqual(sent.length, 4)
      for (const { params } of sent) assert.strictEqual(params["Tags.member.1.Value"], "payments")
    }).pipe(Effect.provide(ci))
  )

  it.effect("a role assumed from two sessions of one profile is of the env of each", () => {
    class Shared extends BotoSesFactory.Service<Shared>()("acme/Shared", {
      region: "us-east-1",
      devops: { accountId: accounts.devops, profile: "acme-devops" },
      workloads: { sbx: { profile: "acme-devops" } }
    }) {}
    return Effect.gen(function* () {
      const devops = yield* Shared.devops
      const sbx = yield* Shared.env("sbx")
      const fromDevops = yield* devops.assumeRole({ roleArn: tstRole })
      const fromSbx = yield* sbx.assumeRole({ roleArn: tstRole })
      assert.deepStrictEqual([fromDevops.env, fromSbx.env], ["devops", "sbx"])
      assert.strictEqual(fromDevops, yield* devops.assumeRole({ roleArn: tstRole }))
      // devops is held to its account and sbx to none: their roles must not stand on each other's guard.
      assert.notStrictEqual((yield* fromDevops.credentials).accessKeyId, (yield* fromSbx.credentials).accessKeyId)
    }).pipe(Effect.provide(onLaptop(Shared.layerLocal)))
  })

  it.effect("a role assumed from sessions of other options or regions is another session", () => {
    const roleArn = `arn:aws:iam::${accounts.tst}:role/chained`
    return Effect.gen(function* () {
      const plain = yield* Aws.env("sbx")
      const limited = yield* Aws.env("sbx", {
        policy: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
      })
      const elsewhere = yield* Aws.env("sbx", { region: "eu-west-1" })
      const chained = yield* plain.assumeRole({ roleArn })
      const fromLimited = yield* limited.assumeRole({ roleArn })
      assert.notStrictEqual((yield* chained.credentials).accessKeyId, (yield* fromLimited.credentials).accessKeyId)
      assert.strictEqual((yield* elsewhere.assumeRole({ roleArn })).region, "eu-west-1")
      assert.strictEqual((yield* plain.assumeRole({ roleArn, region: "eu-central-1" })).region, "eu-central-1")
      assert.strictEqual((yield* plain.assumeRole({ roleArn, region: "us-east-1" })).region, "us-east-1")
      assert.strictEqual(yield* plain.assumeRole({ roleArn }), chained)
      assert.notStrictEqual(yield* plain.assumeRole({ roleArn, refresh: "never" }), chained)
    }).pipe(
      Effect.provide(
        layerTest(Aws, {
          runtime: "ci",
          accounts: { [accounts.tst]: { roles: { chained: { trust: [accounts.sbx] } } } }
        })
      )
    )
  })

  it.effect("one role assumed from two sources of unknown account is two sessions", () => {
    class Unstated extends BotoSesFactory.Service<Unstated>()("acme/Unstated", {
      region: "us-east-1",
      devops: { profile: "acme-devops" },
      workloads: { sbx: { profile: "acme-sbx" } }
    }) {}
    return Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      for (const session of [yield* Unstated.devops, yield* Unstated.env("sbx")]) {
        yield* session.assumeRole({ roleArn: tstRole })
      }
      const principals = (yield* aws.requests)
        .filter(({ action }) => action === "AssumeRole")
        .map(({ principalArn }) => principalArn)
      assert.strictEqual(new Set(principals).size, 2)
    }).pipe(
      Effect.provide(
        layerTest(Unstated, {
          accounts: { [accounts.tst]: { roles: { tst_deployment_role: { trust: ["900000000000", "900100000000"] } } } }
        })
      )
    )
  })

  it.effect("clients with instances in their configuration are told apart by these alone", () =>
    Effect.gen(function* () {
      class Plain {
        destroy(): void {}
        readonly config: unknown
        constructor(config: { readonly a?: unknown; readonly b?: unknown }) {
          this.config = config
        }
      }
      const sbx = yield* Aws.env("sbx")
      const [one, two] = [() => 1, () => 1]
      const first = yield* sbx.client(Plain, { a: one, b: { c: 1, d: [undefined, one] } })
      assert.strictEqual(yield* sbx.client(Plain, { b: { d: [undefined, one], c: 1 }, a: one }), first)
      const made = new Set([first])
      const configs = [
        { a: two, b: { c: 1, d: [undefined, one] } },
        { a: new Date(0) },
        { a: new Date(0), b: undefined },
        { a: one, b: { c: "1", d: [undefined, one] } },
        { a: one, b: { c: 1, d: [null, one] } },
        { a: one }
      ]
      for (const config of configs) made.add(yield* sbx.client(Plain, config))
      assert.strictEqual(made.size, configs.length + 1)
      assert.strictEqual(yield* sbx.client(Plain, { a: undefined }), yield* sbx.client(Plain))
    }).pipe(Effect.provide(ci))
  )
})

describe("invalidate", () => {
  it.effect("asks the RolePolicy anew, which else is asked once", () => {
    let asked = 0
    class Policied extends BotoSesFactory.Service<Policied>()("acme/Policied", {
      region: "us-east-1",
      devops: { accountId: accounts.devops },
      workloads: { sbx: { accountId: accounts.sbx } },
      rolePolicy: {
        role: (env) =>
          Effect.sync(() => {
            if (env === "sbx") asked++
            return { roleSessionName: `job-${asked}` }
          })
      }
    }) {}
    return Effect.gen(function* () {
      const first = yield* Policied.env("sbx")
      yield* Policied.env("sbx", { region: "eu-west-1" })
      assert.strictEqual(asked, 1)
      yield* Policied.invalidate
      const second = yield* Policied.env("sbx")
      assert.match(yield* first.principalArn, /job-1$/)
      assert.match(yield* second.principalArn, /job-2$/)
    }).pipe(Effect.provide(onPlace(Policied.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  })

  it.effect("a RolePolicy that fails for one env fails that env alone, and is asked again", () => {
    let failing = true
    const missing = BotoSesError.of(new HandoverUnusable({ detail: "the table of roles cannot be read." }))
    class Failing extends BotoSesFactory.Service<Failing>()("acme/Failing", {
      region: "us-east-1",
      devops: { accountId: accounts.devops },
      workloads: { sbx: { accountId: accounts.sbx }, tst: { accountId: accounts.tst } },
      rolePolicy: { role: (env) => (env === "sbx" && failing ? Effect.fail(missing) : Effect.succeed({})) }
    }) {}
    return Effect.gen(function* () {
      yield* Failing.env("tst")
      assert.strictEqual(yield* Effect.flip(Failing.env("sbx")), missing)
      failing = false
      yield* Failing.env("sbx")
    }).pipe(Effect.provide(onPlace(Failing.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  })

  it.effect("app is planned anew too", () =>
    Effect.gen(function* () {
      const before = yield* Aws.app
      assert.strictEqual(yield* Aws.app, before)
      yield* Aws.invalidate
      assert.notStrictEqual(yield* Aws.app, before)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "local" })))
  )
})

describe("multi-factor sign-in of fresh sessions", () => {
  it.effect("is that of the layer: one code for all", () => {
    const serialNumber = `arn:aws:iam::${accounts.devops}:mfa/alice`
    return Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const mfa = { serialNumber, code: Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), Redacted.make) }
      const fresh = yield* Aws.fresh
      for (const env of ["sbx", "tst"] as const) yield* Effect.scoped(fresh.env(env, { mfa }))
      assert.strictEqual(yield* aws.count("GetSessionToken"), 1)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(Effect.provide(onPlace(Aws.layerCi, userVariables(accounts.devops, "alice"))))
  })
})

describe("use", () => {
  class Fake {
    destroy(): void {}
  }
  const named = (name: string) => Object.assign(new Error("no"), { name })

  it.effect("runs a request once more for each name by which AWS calls credentials expired, and for no other", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const runs: Record<string, number> = {}
      for (const name of [
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "AccessDenied",
        "InvalidClientTokenId"
      ]) {
        yield* Effect.exit(
          sbx.use(Fake, () => {
            runs[name] = (runs[name] ?? 0) + 1
            return Promise.reject(named(name))
          })
        )
      }
      assert.deepStrictEqual(runs, {
        ExpiredToken: 2,
        ExpiredTokenException: 2,
        RequestExpired: 2,
        AccessDenied: 1,
        InvalidClientTokenId: 1
      })
    }).pipe(Effect.provide(ci))
  )

  it.effect("passes an error of ours on as it is", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const ours = BotoSesError.of(new HandoverUnusable({ detail: "it ended." }))
      assert.strictEqual(yield* Effect.flip(sbx.use(Fake, () => Promise.reject(ours))), ours)
    }).pipe(Effect.provide(ci))
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import {
  AwsClientDefaults,
  BotoSesFactory,
  CredentialSource,
  EnvConfig,
  RolePolicy,
  Runtime,
  SessionStore,
  SnapshotStore,
  Sts
} from "../../mod.ts"
import { IdentityToken, IdentityTokenError, make } from "../../src/services/IdentityToken.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { accounts, envs } from "./acme.ts"

const issuer = "token.actions.githubusercontent.com"
const subject = "repo:acme/app:ref:refs/heads/main"
const job = (account: string) => `arn:aws:iam::${account}:role/job`
const minute = 60_000

const options = {
  region: "us-east-1",
  devops: { accountId: accounts.devops, oidcRoleArn: job(accounts.devops) },
  workloads: Object.fromEntries(
    envs.map((env) => [env, { accountId: accounts[env], oidcRoleArn: job(accounts[env]) }])
  ) as { readonly [Env in (typeof envs)[number]]: { readonly accountId: string; readonly oidcRoleArn: string } },
  defaultAppEnv: "sbx"
} as const

/** Every env has a role of the job's own. */
class Direct extends BotoSesFactory.Service<Direct>()("acme/Direct", options) {}

/** Only devops has; the others are assumed from it. */
class Chained extends BotoSesFactory.Service<Chained>()("acme/Chained", {
  region: "us-east-1",
  devops: { accountId: accounts.devops, oidcRoleArn: job(accounts.devops) },
  workloads: {
    sbx: { accountId: accounts.sbx },
    tst: { accountId: accounts.tst },
    stg: { accountId: accounts.stg },
    prd: { accountId: accounts.prd },
    dr: { accountId: accounts.dr }
  },
  defaultAppEnv: "sbx"
}) {}

const trust = [{ federated: issuer, subject }]
/** The accounts, whose roles trust the job; that of dr, where it is said so, another repository's. */
const world = (ofDr: string): LocalAws.Options => ({
  accounts: {
    [accounts.devops]: { roles: { job: { trust, maxSessionDuration: 3600 } } },
    ...Object.fromEntries(
      envs.map((env) => [
        accounts[env],
        {
          roles: {
            job: { trust: env === "dr" ? [{ federated: issuer, subject: ofDr }] : trust },
            [`${env}_deployment_role`]: { trust: [accounts.devops] }
          }
        }
      ])
    )
  }
})

interface Job {
  /** When each token was fetched, in milliseconds. */
  readonly fetched: Array<number>
  readonly layer: Layer.Layer<IdentityToken, never, LocalAws.LocalAws>
}

/** A job whose tokens live so many minutes; one that cannot be minted anew lives from the job's beginning. */
const makeJob = (life: number, renewable = true): Job => {
  const made: Job = {
    fetched: [],
    layer: Layer.effect(
      IdentityToken,
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const begun = yield* Clock.currentTimeMillis
        const by = renewable ? "GitHub Actions" : "GitLab CI"
        const mint = Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          made.fetched.push(now)
          const token = yield* aws.webIdentityToken({ issuer, subject, expiresIn: life * minute })
          return { token, expiresAt: now + life * minute }
        })
        const fixed = renewable ? undefined : yield* mint
        return make({
          place: () =>
            Effect.succeed({
              _tag: "Offered",
              by,
              renewable,
              carriesTags: false,
              notes: [],
              ...(renewable ? {} : { expiresAt: begun + life * minute })
            }),
          token: Effect.fnUntraced(function* () {
            if (fixed === undefined) return yield* mint
            if ((yield* Clock.currentTimeMillis) < fixed.expiresAt) return fixed
            return yield* new IdentityTokenError({
              kind: "expired",
              by,
              detail: "GitLab writes one for each job.",
              next: "Split the job.",
              expiredAt: fixed.expiresAt
            })
          })
        })
      })
    )
  }
  return made
}

const inJob = <Self, Id extends string, Env extends string>(
  factory: BotoSesFactory.Class<Self, Id, Env>,
  given: Job,
  ofDr = subject
): Layer.Layer<Self | LocalAws.LocalAws, unknown> => {
  const aws = LocalAws.layer(world(ofDr))
  const defaults = Layer.effect(
    AwsClientDefaults.AwsClientDefaults,
    Effect.map(LocalAws.LocalAws, ({ endpoint }) => ({ endpoint }))
  )
  return factory.layerNoDeps.pipe(
    Layer.provide([
      Runtime.layerOf("github_action"),
      EnvConfig.layer(factory.options),
      RolePolicy.layerNaming(),
      SnapshotStore.layerMemory,
      CredentialSource.layerStatic({}),
      Sts.layer,
      given.layer,
      SessionStore.layerNone
    ]),
    Layer.provide(defaults),
    Layer.provideMerge(aws)
  )
}

const counted = Effect.gen(function* () {
  const aws = yield* LocalAws.LocalAws
  const all = yield* aws.requests
  return Object.fromEntries(
    [...new Set(all.map(({ action }) => action))].map((action) => [
      action,
      all.filter((request) => request.action === action).length
    ])
  )
})

/** Lets answers come that are on their way; no time passes. */
const turn = Effect.promise(() => new Promise<void>((resume) => setImmediate(resume)))

describe("a job that brings nothing but its own token", () => {
  it.effect("has five envs by five exchanges of one token, and nothing else is asked", () => {
    const github = makeJob(5)
    return Effect.gen(function* () {
      const found = yield* Effect.forEach(
        envs,
        (env) => Effect.flatMap(Direct.env(env), ({ accountId }) => accountId),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(found.join(), envs.map((env) => accounts[env]).join())
      assert.deepStrictEqual(yield* counted, { AssumeRoleWithWebIdentity: 5 })
      assert.strictEqual(github.fetched.length, 1)
    }).pipe(Effect.provide(inJob(Direct, github)))
  })

  it.effect("assumes the others from devops where only devops has such a role", () => {
    const github = makeJob(5)
    return Effect.gen(function* () {
      for (const env of envs) yield* Effect.flatMap(Chained.env(env), ({ credentials }) => credentials)
      yield* Chained.devops
      assert.deepStrictEqual(yield* counted, { AssumeRoleWithWebIdentity: 1, AssumeRole: 5 })
      assert.strictEqual(github.fetched.length, 1)
    }).pipe(Effect.provide(inJob(Chained, github)))
  })

  /** Asks each session for its credentials in each minute of six hours; each refresh ends within its minute. */
  const sixHours = Effect.fnUntraced(function* <E>(
    sessions: ReadonlyArray<{ readonly credentials: Effect.Effect<CredentialSource.Credentials, E> }>,
    github: Job
  ) {
    const aws = yield* LocalAws.LocalAws
    const keys = new Set<string>()
    for (let passed = 0; passed < 360; passed++) {
      const now = yield* Clock.currentTimeMillis
      for (const { credentials } of sessions) {
        const { accessKeyId, expiresAt = 0 } = yield* credentials
        keys.add(accessKeyId)
        assert.isAbove(expiresAt, now)
        assert.isTrue(Option.isSome(yield* aws.session(accessKeyId)))
        while (expiresAt - now <= 5 * minute && (yield* credentials).accessKeyId === accessKeyId) yield* turn
      }
      yield* TestClock.adjust("1 minute")
    }
    const given = yield* aws.requests
    // An hour's session is renewed five minutes before its end: seven times in six hours, the first included.
    assert.strictEqual(given.length, 7 * sessions.length)
    assert.strictEqual(keys.size, given.length)
    // All are renewed in the same minute, by one token.
    assert.strictEqual(github.fetched.length, 7)
  })

  it.effect("never has a dead key in six hours, by five direct roles", () => {
    const github = makeJob(5)
    return Effect.gen(function* () {
      yield* sixHours(yield* Effect.all([Direct.devops, ...envs.map((env) => Direct.env(env))]), github)
    }).pipe(Effect.provide(inJob(Direct, github)))
  })

  it.effect("never has a dead key in six hours, by devops and five assumed roles", () => {
    const github = makeJob(5)
    return Effect.gen(function* () {
      yield* sixHours(yield* Effect.all([Chained.devops, ...envs.map((env) => Chained.env(env))]), github)
    }).pipe(Effect.provide(inJob(Chained, github)))
  })

  it.effect("goes as far as a token carries that cannot be minted anew, and explains so beforehand", () => {
    const gitlab = makeJob(60, false)
    return Effect.gen(function* () {
      const told = String(yield* Direct.explain("prd"))
      assert.include(told, "by the identity token of GitLab CI")
      assert.match(told, /cannot be minted anew: it ends at \S+Z, so that sessions last until \S+Z at most/)
      assert.deepStrictEqual(yield* counted, {})
      const prd = yield* Direct.env("prd")
      yield* TestClock.adjust("59 minutes")
      const { accessKeyId } = yield* prd.credentials
      // The last exchange, a minute before the token's end.
      while ((yield* prd.credentials).accessKeyId === accessKeyId) yield* turn
      yield* TestClock.adjust("59 minutes")
      assert.notStrictEqual((yield* prd.credentials).accessKeyId, accessKeyId)
      yield* TestClock.adjust("3 minutes")
      const { reason } = yield* Effect.flip(prd.credentials)
      if (reason._tag !== "SessionExpired") return assert.fail(reason._tag)
      assert.include(reason.message, "GitLab writes one for each job. Split the job.")
      assert.match(reason.expiredAt ?? "", /Z$/)
    }).pipe(Effect.provide(inJob(Direct, gitlab)))
  })

  it.effect("is told its token's own claims where the role's trust does not fit", () => {
    const github = makeJob(5)
    return Effect.gen(function* () {
      const { reason, message } = yield* Effect.flip(Effect.flatMap(Direct.env("dr"), ({ credentials }) => credentials))
      if (reason._tag !== "WebIdentityDenied") return assert.fail(reason._tag)
      assert.strictEqual(reason.issuer, `https://${issuer}`)
      assert.strictEqual(reason.audience, "sts.amazonaws.com")
      assert.strictEqual(reason.subject, subject)
      assert.include(message, subject)
      assert.notInclude(message, accounts.dr)
    }).pipe(Effect.provide(inJob(Direct, github, "repo:acme/other:*")))
  })

  it.effect("has another token where AWS calls the first one expired", () => {
    const github = makeJob(5)
    return Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "expiredToken" }, { action: "AssumeRoleWithWebIdentity" })
      yield* Effect.flatMap(Direct.env("sbx"), ({ credentials }) => credentials)
      assert.strictEqual(github.fetched.length, 2)
    }).pipe(Effect.provide(inJob(Direct, github)))
  })

  it.effect("takes the options that the exchange takes, and refuses the others aloud", () =>
    Effect.gen(function* () {
      const policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]
      })
      const aws = yield* LocalAws.LocalAws
      const limited = yield* Direct.env("prd", { durationSeconds: "max", policy, roleSessionName: "release" })
      const { accessKeyId } = yield* limited.credentials
      const made = yield* aws.session(accessKeyId)
      assert.strictEqual(Option.getOrUndefined(made)?.policy, policy)
      assert.include((yield* limited.identity).arn, "/release")
      const { reason } = yield* Effect.flip(Direct.env("prd", { externalId: "acme", sourceIdentity: "alice" }))
      if (reason._tag !== "OptionNotApplicable") return assert.fail(reason._tag)
      assert.deepStrictEqual(reason.options, ["externalId", "sourceIdentity"])
    }).pipe(Effect.provide(inJob(Direct, makeJob(5))))
  )

  it.effect("is refused where the place offers no token, whatever else is there", () => {
    const none: Job = {
      fetched: [],
      layer: Layer.succeed(
        IdentityToken,
        make({
          place: () =>
            Effect.succeed({ _tag: "NotOffered", by: "GitHub Actions", next: "Give the job `id-token: write`." }),
          token: () => Effect.die(new Error("nobody asks for it"))
        })
      )
    }
    return Effect.gen(function* () {
      const { reason, message } = yield* Effect.flip(Direct.env("prd"))
      assert.strictEqual(reason._tag, "IdentityTokenAbsent")
      assert.include(message, "id-token: write")
      assert.deepStrictEqual(yield* counted, {})
    }).pipe(Effect.provide(inJob(Direct, none)))
  })

  it.effect("does not wait for ever for a place that never answers", () => {
    const asked = Deferred.makeUnsafe<void>()
    const silent: Job = {
      fetched: [],
      layer: Layer.succeed(
        IdentityToken,
        make({
          place: () => Effect.succeed({ _tag: "Offered", by: "a job", renewable: true, carriesTags: false, notes: [] }),
          token: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never)
        })
      )
    }
    return Effect.gen(function* () {
      const asking = yield* Effect.forkChild(Effect.flip(Direct.env("prd")))
      yield* Deferred.await(asked)
      yield* TestClock.adjust("2 minutes")
      const { reason } = yield* Fiber.join(asking)
      assert.strictEqual(reason._tag, "IdentityTokenUnusable")
    }).pipe(Effect.provide(inJob(Direct, silent)))
  })

  it.effect("never shows its token", () => {
    const secret = "header.eyJzdWIiOiJhIn0.signature-of-the-token"
    const bad: Job = {
      fetched: [],
      layer: Layer.succeed(
        IdentityToken,
        make({
          place: () => Effect.succeed({ _tag: "Offered", by: "a job", renewable: true, carriesTags: false, notes: [] }),
          token: () => Effect.succeed({ token: Redacted.make(secret), expiresAt: undefined })
        })
      )
    }
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Direct.env("prd"))
      const { original } = error.cause as { readonly original?: unknown }
      const shown = `${error.message} ${JSON.stringify(error)} ${String(original)} ${JSON.stringify(original)}`
      assert.notInclude(shown, "signature-of-the-token")
    }).pipe(Effect.provide(inJob(Direct, bad)))
  })
})

describe("layerTest in CI", () => {
  it.effect("has none where the test says so", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(Direct.env("dr"))
      assert.strictEqual(reason._tag, "IdentityTokenAbsent")
    }).pipe(Effect.provide(layerTest(Direct, { runtime: "ci", token: false })))
  )

  it.effect("has one that carries session tags on Buildkite alone", () => {
    const tagged = Direct.env("sbx", { tags: { team: "ops" } })
    return Effect.gen(function* () {
      const { reason } = yield* Effect.flip(Effect.provide(tagged, layerTest(Direct, { runtime: "github_action" })))
      assert.strictEqual(reason._tag, "OptionNotApplicable")
      yield* Effect.provide(tagged, layerTest(Direct, { runtime: "buildkite" }))
    })
  })

  it.effect("has a token for every oidcRoleArn", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Effect.flatMap(Direct.env("dr"), ({ accountId }) => accountId), accounts.dr)
      assert.deepStrictEqual(yield* counted, { AssumeRoleWithWebIdentity: 1 })
    }).pipe(Effect.provide(layerTest(Direct, { runtime: "ci" })))
  )
})

import { readdirSync, writeFileSync } from "node:fs"
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { EnvConfig, RolePolicy, Runtime } from "../../mod.ts"
import type { RoleOptions } from "../../src/domain/config/RoleOptions.ts"
import type { Session } from "../../src/services/Session.ts"
import { entryNamePattern } from "../../src/sessionStore/SealedEntry.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { home } from "../aws/fixture.ts"
import { Aws, accounts, sessionVariables, type Variables, world } from "../factory/acme.ts"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"
import { portsIn, variablesOf } from "./laptop.ts"

const job = sessionVariables(accounts.devops, "devops_role")

/** A host whose CI jobs share their sessions; each run is a process of its own. */
const hostOf = Effect.fnUntraced(function* (variables: Variables = job) {
  yield* nowIsReal
  const aws = yield* LocalAws.LocalAws
  const folder = yield* home(() => ({}))
  const own = yield* variables(aws)
  const run = <A, E>(program: Effect.Effect<A, E, Aws>, env: Record<string, string> = own) =>
    Effect.suspend(() => {
      const variables = { HOME: folder, AWS_ENDPOINT_URL: aws.endpoint, ...env }
      const factory = Aws.layerNoDeps.pipe(
        Layer.provide(portsIn(variables)),
        Layer.provide([Runtime.layerCi, EnvConfig.layer(Aws.options), RolePolicy.layerNaming()])
      )
      return Effect.provide(program, Layer.merge(factory, variablesOf(variables)))
    })
  const entries = () =>
    readdirSync(`${folder}/.cache/boto-ses/sessions`).filter((name) => entryNamePattern.test(name)).length
  return { aws, folder, run, entries }
})

const idOf = Effect.fnUntraced(function* (session: Session) {
  return (yield* session.credentials).accessKeyId
})

const env = (options?: Parameters<typeof Aws.env>[1]) => Effect.flatMap(Aws.env("sbx", options), idOf)

const use = Effect.flatMap(Aws.env("sbx"), (session) =>
  session.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
)

const inWorld = <A, E, R>(test: Effect.Effect<A, E, R>) => Effect.provide(test, LocalAws.layer(world))

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]
})

describe("a role's session", () => {
  it.effect("is another for each other option, and each is kept", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const base: RoleOptions = {
        durationSeconds: 1800,
        roleSessionName: "deploy",
        tags: { team: "a" },
        externalId: "x1"
      }
      const all: ReadonlyArray<RoleOptions> = [
        base,
        { ...base, durationSeconds: 900 },
        { ...base, durationSeconds: "max" },
        { ...base, roleSessionName: "other" },
        { ...base, tags: { team: "b" } },
        { ...base, tags: { team: "a", stage: "c" } },
        { ...base, transitiveTagKeys: ["team"] },
        { ...base, externalId: "x2" },
        { ...base, sourceIdentity: "alice" },
        { ...base, policy },
        { ...base, policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
        {}
      ]
      const ids = yield* Effect.forEach(all, (options) => run(env(options)))
      assert.strictEqual(new Set(ids).size, all.length)
      yield* aws.clear
      assert.deepStrictEqual(yield* Effect.forEach(all, (options) => run(env(options))), ids)
      assert.strictEqual(yield* aws.count(), 0)
      // The order of names is no difference.
      const { tags: _, ...rest } = base
      assert.strictEqual(yield* run(env({ tags: { team: "a" }, ...rest })), ids[0])
    }).pipe(inWorld)
  )

  it.effect("is not kept where a program asks for the code of its device", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const code = Effect.succeed(Redacted.make("123456"))
      const mfa = { serialNumber: "arn:aws:iam::111111111111:mfa/alice", code }
      for (let times = 0; times < 2; times++) yield* Effect.exit(run(env({ mfa })))
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(inWorld)
  )

  it.effect("is each source's own", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const other = yield* sessionVariables(accounts.devops, "devops_role", "job2")(aws)
      const [first, second] = [yield* run(env()), yield* run(env(), other)]
      assert.notStrictEqual(first, second)
      assert.deepStrictEqual([yield* run(env()), yield* run(env(), other)], [first, second])
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      assert.strictEqual(yield* aws.count("GetCallerIdentity"), 2)
    }).pipe(inWorld)
  )

  it.effect("that is fresh is neither taken from the store nor kept there", () =>
    Effect.gen(function* () {
      const { aws, run, entries } = yield* hostOf()
      const first = yield* run(env())
      const before = entries()
      const role = { roleArn: `arn:aws:iam::${accounts.tst}:role/tst_deployment_role` }
      const fresh = yield* run(
        Effect.gen(function* () {
          const { assumeRole, env } = yield* Aws.fresh
          const devops = yield* Aws.devops
          return [yield* idOf(yield* env("sbx")), yield* idOf(yield* assumeRole(devops, role))]
        }).pipe(Effect.scoped)
      )
      assert.notInclude(fresh, first)
      assert.strictEqual(entries(), before)
      assert.strictEqual(yield* run(env()), first)
      assert.strictEqual(yield* aws.count("AssumeRole"), 3)
    }).pipe(inWorld)
  )

  it.effect("that nobody renews has half of its life, whatever the store has", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const first = yield* run(env())
      yield* TestClock.adjust("31 minutes")
      assert.strictEqual(yield* run(env()), first)
      const lasting = yield* run(env({ refresh: "never" }))
      assert.notStrictEqual(lasting, first)
      assert.strictEqual(yield* run(env()), lasting)
      // Later it would be renewed, at a moment that is drawn.
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual(yield* run(env({ refresh: "never" })), lasting)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(inWorld)
  )
})

describe("a kept session of a role", () => {
  it.effect("that AWS calls ended is removed, and the next process has the new one", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const first = yield* run(env())
      yield* aws.expire(first)
      yield* run(use)
      const second = yield* run(env())
      assert.notStrictEqual(second, first)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      yield* aws.expire(second)
      yield* aws.failNext(1, { kind: "accessDenied" }, { action: "AssumeRole" })
      yield* Effect.flip(run(use))
      assert.notInclude([first, second], yield* run(env()))
    }).pipe(inWorld)
  )

  it.effect("that AWS does not know is made anew once, and one of the process's own is not", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const first = yield* run(env())
      let calls = 0
      const unknown = (times: number, name: "sbx" | "tst") =>
        Effect.flatMap(Aws.env(name), (session) =>
          session.use(S3Client, () =>
            ++calls > times
              ? Promise.resolve(calls)
              : Promise.reject(Object.assign(new Error("unknown"), { name: "InvalidClientTokenId" }))
          )
        )
      assert.strictEqual(yield* run(unknown(1, "sbx")), 2)
      assert.notStrictEqual(yield* run(env()), first)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      calls = 0
      const { reason } = yield* Effect.flip(run(unknown(9, "tst")))
      assert.deepInclude({ ...reason }, { _tag: "AwsRequestFailed", code: "InvalidClientTokenId" })
      assert.strictEqual(calls, 1)
    }).pipe(inWorld)
  )

  it.effect("stays where a request is only too old by some clock", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const first = yield* run(env())
      yield* aws.failNext(1, { kind: "accessDenied" }, { action: "AssumeRole" })
      const tooOld = () => Promise.reject(Object.assign(new Error("too old"), { name: "RequestExpired" }))
      yield* Effect.flip(run(Effect.flatMap(Aws.env("sbx"), (session) => session.use(S3Client, tooOld))))
      assert.strictEqual(yield* run(env()), first)
      // Nor does it end a session that is to stay the same.
      const fixed = Effect.gen(function* () {
        const session = yield* Aws.env("sbx", { refresh: "never" })
        yield* Effect.flip(session.use(S3Client, tooOld))
        return yield* idOf(session)
      })
      assert.strictEqual(yield* run(fixed), first)
    }).pipe(inWorld)
  )

  it.effect("is made anew once a program invalidates what it holds", () =>
    Effect.gen(function* () {
      const { aws, run } = yield* hostOf()
      const first = yield* run(env())
      yield* TestClock.adjust(10)
      const after = yield* run(Effect.andThen(Effect.andThen(env(), Aws.invalidate), env()))
      assert.notStrictEqual(after, first)
      assert.strictEqual(yield* run(env()), after)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
    }).pipe(inWorld)
  )
})

describe("a web identity's session", () => {
  it.effect("is exchanged once for a token", () =>
    Effect.gen(function* () {
      const issuer = "token.actions.githubusercontent.com"
      const { aws, run, folder } = yield* hostOf(() => Effect.succeed({}))
      const file = `${folder}/token`
      const renew = Effect.map(aws.webIdentityToken({ issuer, subject: "repo:acme/app" }), (token) =>
        writeFileSync(file, Redacted.value(token))
      )
      yield* renew
      const variables = {
        AWS_WEB_IDENTITY_TOKEN_FILE: file,
        AWS_ROLE_ARN: `arn:aws:iam::${accounts.devops}:role/devops_role`
      }
      const devops = Effect.flatMap(Aws.devops, idOf)
      const first = yield* run(devops, variables)
      assert.strictEqual(yield* run(devops, variables), first)
      const named = (name: string) => run(devops, { ...variables, AWS_ROLE_SESSION_NAME: name })
      // A name that is given is another's than the one that is made up.
      assert.strictEqual(new Set([first, yield* named("named"), yield* named("default")]).size, 3)
      yield* TestClock.adjust(1000)
      yield* renew
      assert.notStrictEqual(yield* run(devops, variables), first)
      assert.strictEqual(yield* aws.count("AssumeRoleWithWebIdentity"), 4)
    }).pipe(inWorld)
  )
})

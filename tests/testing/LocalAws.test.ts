import { GetCallerIdentityCommand } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  assumeRole,
  call,
  devops,
  getSessionToken,
  listAliases,
  listBuckets,
  options,
  prd,
  roleArn,
  sbx,
  stsClient,
  whoAmI
} from "./LocalAwsFixture.ts"

const layer = LocalAws.layer(options)

describe("LocalAws", () => {
  it.effect("answers the SDK's own clients", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      const identity = yield* whoAmI(alice)
      assert.strictEqual(identity.Arn, `arn:aws:iam::${devops}:user/people/alice`)
      assert.strictEqual(identity.Account, devops)
      assert.strictEqual(identity.UserId, aws.world.accounts[devops]?.users.alice?.userId)
      assert.match(identity.UserId ?? "", /^AIDA[A-Z2-7]{17}$/)
      const assumed = yield* assumeRole(alice, { RoleArn: roleArn(sbx, "ci/deploy"), RoleSessionName: "job-1" })
      assert.strictEqual((yield* whoAmI(assumed.keys)).Arn, `arn:aws:sts::${sbx}:assumed-role/deploy/job-1`)
      assert.deepStrictEqual((yield* listAliases(alice)).AccountAliases, ["acme-devops"])
      assert.deepStrictEqual((yield* listAliases(assumed.keys)).AccountAliases, [])
      const names = (keys: typeof assumed.keys | typeof alice) =>
        Effect.map(listBuckets(keys), (output) => output.Buckets?.map((bucket) => bucket.Name))
      assert.deepStrictEqual(yield* names(alice), ["acme-artifacts"])
      assert.deepStrictEqual(yield* names(assumed.keys), ["a.b-c", "acme-sbx"])
      yield* whoAmI((yield* getSessionToken(alice)).keys)
    }).pipe(Effect.provide(layer))
  )

  it.effect("takes keys as given, and generates the others in AWS's form", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const bob = yield* aws.userCredentials(devops, "bob")
      assert.strictEqual(bob.accessKeyId, "AKIAIOSFODNN7EXAMPLE")
      assert.strictEqual(Redacted.value(bob.secretAccessKey), "bob-secret")
      const alice = yield* aws.userCredentials(devops, "alice")
      assert.match(alice.accessKeyId, /^AKIA[A-Z2-7]{16}$/)
      assert.strictEqual(Redacted.value(alice.secretAccessKey).length, 40)
      assert.notInclude(`${JSON.stringify(alice)}${alice.secretAccessKey}`, Redacted.value(alice.secretAccessKey))
    }).pipe(Effect.provide(layer))
  )

  it.effect("mints sessions as a platform has them, and ends them on demand", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.roleCredentials(sbx, "nobody", {
        sessionName: "my-function",
        duration: "15 minutes",
        tags: { team: "core" },
        sourceIdentity: "alice"
      })
      assert.strictEqual((yield* whoAmI(keys)).Arn, `arn:aws:sts::${sbx}:assumed-role/nobody/my-function`)
      const session = Option.getOrThrow(yield* aws.session(keys.accessKeyId))
      assert.strictEqual(session.expiration, 900_000)
      assert.strictEqual(keys.expiration.getTime(), 900_000)
      assert.deepStrictEqual(session.tags, { team: "core" })
      yield* aws.expire(keys.accessKeyId)
      assert.strictEqual((yield* Effect.flip(whoAmI(keys))).name, "ExpiredToken")
      assert.isTrue(Option.isNone(yield* aws.session("ASIAAAAAAAAAAAAAAAAA")))
    }).pipe(Effect.provide(layer))
  )

  it.effect("logs what was asked, by whom, and what it answered", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const alice = yield* aws.userCredentials(devops, "alice")
      yield* assumeRole(alice, { RoleArn: roleArn(sbx, "ci/deploy"), ExternalId: "x1" }, { region: "eu-west-1" })
      yield* Effect.flip(assumeRole(alice, { RoleArn: roleArn(sbx, "nobody") }))
      yield* listBuckets(alice)
      const [first, second, third] = yield* aws.requests
      assert.deepInclude(first, {
        service: "sts",
        action: "AssumeRole",
        region: "eu-west-1",
        accessKeyId: alice.accessKeyId,
        principalArn: `arn:aws:iam::${devops}:user/people/alice`,
        roleArn: roleArn(sbx, "ci/deploy"),
        roleSessionName: "test",
        status: 200,
        aborted: false,
        at: 0
      })
      assert.strictEqual(first?.params.ExternalId, "x1")
      assert.include(first?.userAgent, "aws-sdk-js")
      assert.deepInclude(second, { status: 403, errorCode: "AccessDenied" })
      assert.deepInclude(third, { service: "s3", action: "ListBuckets", status: 200 })
      assert.strictEqual(yield* aws.count(), 3)
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      assert.strictEqual(yield* aws.count({ service: "s3" }), 1)
      assert.strictEqual(yield* aws.count({ action: "AssumeRole", status: 200 }), 1)
      yield* aws.clear
      assert.strictEqual(yield* aws.count(), 0)
      assert.notInclude(JSON.stringify([first, second, third]), Redacted.value(alice.secretAccessKey))
    }).pipe(Effect.provide(layer))
  )

  it.effect("serves a thousand requests at once", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sts = yield* stsClient(yield* aws.userCredentials(devops, "alice"))
      const answers = yield* Effect.forEach(
        Array.from({ length: 1000 }),
        () => call((abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal })),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(answers.map((answer) => answer.$metadata.requestId)).size, 1000)
      assert.strictEqual(yield* aws.count({ status: 200, aborted: false }), 1000)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("runs beside any number of others, which know nothing of its keys", () =>
    Effect.gen(function* () {
      const servers = yield* Effect.forEach(
        Array.from({ length: 20 }),
        (_, index) => LocalAws.make({ accounts: { [devops]: { users: { [`user-${index}`]: {} } } } }),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(servers.map((server) => server.endpoint)).size, 20)
      yield* Effect.forEach(
        servers,
        Effect.fnUntraced(function* (server, index) {
          const keys = yield* server.userCredentials(devops, `user-${index}`)
          const own = yield* Effect.provideService(whoAmI(keys), LocalAws.LocalAws, server)
          assert.strictEqual(own.Arn, `arn:aws:iam::${devops}:user/user-${index}`)
          const next = servers[(index + 1) % servers.length] ?? server
          const error = yield* Effect.flip(Effect.provideService(whoAmI(keys), LocalAws.LocalAws, next))
          assert.strictEqual(error.name, "InvalidClientTokenId")
          assert.strictEqual(yield* server.count(), index === 0 ? 1 : 2)
        })
      )
    }).pipe(Effect.scoped)
  )

  it.effect("frees its port when its scope closes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const aws = yield* Scope.provide(LocalAws.make(options), scope)
      const keys = yield* aws.userCredentials(devops, "alice")
      yield* Effect.provideService(whoAmI(keys), LocalAws.LocalAws, aws)
      yield* Scope.close(scope, Exit.void)
      const exit = yield* Effect.exit(Effect.provideService(whoAmI(keys), LocalAws.LocalAws, aws))
      assert.isTrue(Exit.isFailure(exit))
    })
  )

  it.effect("puts its partition into every ARN", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(prd, "alice")
      assert.strictEqual((yield* whoAmI(keys)).Arn, `arn:aws-cn:iam::${prd}:user/alice`)
      const session = yield* assumeRole(keys, { RoleArn: `arn:aws-cn:iam::${prd}:role/deploy` })
      assert.strictEqual(session.AssumedRoleUser?.Arn, `arn:aws-cn:sts::${prd}:assumed-role/deploy/test`)
    }).pipe(
      Effect.provide(
        LocalAws.layer({
          partition: "aws-cn",
          accounts: { [prd]: { users: { alice: {} }, roles: { deploy: { trust: [prd] } } } }
        })
      )
    )
  )

  it.effect("refuses regions in which STS is not activated", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* aws.userCredentials(prd, "alice")
      const error = yield* Effect.flip(whoAmI(keys, { region: "ap-east-1" }))
      assert.deepStrictEqual(
        [error.name, error.status, error.message],
        [
          "RegionDisabledException",
          403,
          `STS is not activated in this region for account:${prd}. Your account administrator can activate STS in this region using the IAM Console.`
        ]
      )
      yield* whoAmI(keys)
    }).pipe(
      Effect.provide(LocalAws.layer({ disabledRegions: ["ap-east-1"], accounts: { [prd]: { users: { alice: {} } } } }))
    )
  )

  it.effect("fails with LocalAwsError for names that do not exist, naming those that do", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const messages = yield* Effect.forEach(
        [
          aws.userCredentials(devops, "carol"),
          aws.userCredentials("999999999999", "alice"),
          aws.roleCredentials(prd, "missing"),
          aws.rootCredentials("x"),
          aws.federatedUserCredentials("x", "carol"),
          Effect.as(aws.expire("ASIAAAAAAAAAAAAAAAAA"), undefined)
        ],
        (effect) =>
          Effect.map(Effect.flip<unknown, { readonly message: string }, never>(effect), (error) => error.message)
      )
      assert.deepStrictEqual(messages.slice(0, 3), [
        `The local AWS has no user in account ${devops} named carol; it has alice, bob`,
        `The local AWS has no account 999999999999; it has ${devops}, ${sbx}, ${prd}`,
        `The local AWS has no role in account ${prd} named missing; it has deploy`
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("checks its options as a whole before it starts", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<[unknown, ReadonlyArray<string>]> = [
        [{ accounts: { "123": {} } }, ["123"]],
        [{ accounts: { [devops]: { users: { "a b": {} } } } }, ["a b"]],
        [
          { accounts: { [devops]: { roles: { r: { trust: ["bob"] }, s: { maxSessionDuration: 60, mfaMaxAge: 0 } } } } },
          ["trust", "maxSessionDuration", "mfaMaxAge"]
        ],
        [{ accounts: { [devops]: { roles: { r: { trusts: [] } } } } }, ["trusts"]],
        [{ accounts: { [devops]: { alias: "A" } }, partition: "azure" }, ["alias", "partition"]],
        [{ accounts: {}, containerCredentials: { accountId: devops, role: "app" } }, ["containerCredentials", "app"]],
        [
          { accounts: { [devops]: { roles: { r: { trust: [`arn:aws-cn:iam::${devops}:root`] } } } } },
          ["aws-cn", "partition aws"]
        ],
        [
          {
            accounts: {
              [devops]: {
                users: { a: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" }, b: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" } }
              }
            }
          },
          ["AKIAIOSFODNN7EXAMPLE"]
        ],
        [
          {
            accounts: { [devops]: { roles: { r: {} } } },
            instanceProfile: { accountId: devops, role: "r", duration: "soon" }
          },
          ["a duration"]
        ],
        [undefined, []]
      ]
      for (const [bad, words] of cases) {
        const exit = yield* Effect.exit(Effect.scoped(LocalAws.make(bad as LocalAws.Options)))
        assert.isTrue(Exit.isFailure(exit))
        if (Exit.isSuccess(exit)) continue
        const error = Cause.squash(exit.cause)
        assert.deepInclude(error, { _tag: "LocalAwsError" })
        for (const word of words) assert.include(String(error), word)
      }
    })
  )
})

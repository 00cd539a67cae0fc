import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam"
import { CreateBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, layer, type Vitest } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/testing/TestClock"
import type { Session } from "../../src/services/Session.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts } from "../factory/acme.ts"
import { signedClient } from "../testing/signedClient.ts"
import {
  externalId,
  hasMoto,
  Moto,
  type MotoVariables,
  onMoto,
  partnerRole,
  readerRole,
  roleVariables,
  userVariables
} from "./moto.ts"
import { withPeer } from "./peers.ts"
import { Recorder } from "./Recorder.ts"

const devopsRole = roleVariables(accounts.devops, "devops_role")
const quarter = { durationSeconds: 900 } as const

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]
})

/** Who the session's keys are by moto, whatever the session itself says. */
const callerOf = (session: Session) =>
  session.use(STSClient, (sts, abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal }))

const keyOf = (session: Session) => Effect.map(session.credentials, ({ accessKeyId }) => accessKeyId)

/** In epoch milliseconds. */
const endOf = (session: Session) =>
  Effect.map(session.expiration, (end) => DateTime.toEpochMillis(Option.getOrThrow(end)))

/** moto counts a session's time by the real clock: a test's clock begins there. */
const fromNow = Effect.suspend(() => TestClock.setTime(Date.now()))

/** Moves the clock to the very end of a session: one begun a moment later has that moment left. */
const toTheEndOf = (session: Session) => Effect.flatMap(endOf(session), TestClock.setTime)

const lastAssumeRole = Effect.gen(function* () {
  const requests = (yield* (yield* Recorder).requests).filter(({ action }) => action === "AssumeRole")
  return requests.at(-1)?.params ?? {}
})

const sessions = (it: Vitest.MethodsNonLive<Moto>): void => {
  describe("a session's identity", () => {
    it.effect("is what GetCallerIdentity says of its keys, along a chain of roles", () =>
      Effect.gen(function* () {
        const devops = yield* Aws.devops
        const sbx = yield* Aws.env("sbx")
        const reader = yield* sbx.assumeRole({ roleArn: readerRole, roleSessionName: "reader-1" })
        assert.strictEqual(reader.purpose, "role")
        assert.strictEqual(yield* reader.principalArn, `arn:aws:sts::${accounts.sbx}:assumed-role/reader_role/reader-1`)
        for (const session of [devops, sbx, reader]) {
          const { Account, Arn, UserId } = yield* callerOf(session)
          assert.deepStrictEqual(yield* session.identity, {
            accountId: Account ?? "",
            arn: Arn ?? "",
            userId: UserId ?? ""
          })
        }
        const who = yield* sbx.whoAmI
        assert.strictEqual(who.accountId, "22********22")
        assert.strictEqual(who.accountAlias, "acme-sbx")
        const assumed = (yield* (yield* Recorder).requests).filter(({ action }) => action === "AssumeRole")
        assert.deepStrictEqual(
          assumed.map(({ accessKeyId }) => accessKeyId),
          [yield* keyOf(devops), yield* keyOf(sbx)]
        )
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)))
    )

    it.effect("has the account's alias, where there is one, from one request", () =>
      Effect.gen(function* () {
        const prd = yield* Aws.env("prd")
        const dr = yield* Aws.env("dr")
        const devops = yield* Aws.devops
        for (let i = 0; i < 2; i++) {
          assert.deepStrictEqual(yield* prd.accountAlias, Option.some("acme-prd"))
          assert.deepStrictEqual(yield* dr.accountAlias, Option.none())
          assert.deepStrictEqual(yield* devops.accountAlias, Option.some("acme-devops"))
        }
        const asked = (yield* (yield* Recorder).actions).filter((action) => action === "ListAccountAliases")
        assert.strictEqual(asked.length, 3)
      }).pipe(Effect.provide(onMoto(Aws.layerCi, userVariables)))
    )

    it.effect("serves the clients of other services", () =>
      Effect.gen(function* () {
        const sbx = yield* Aws.env("sbx")
        const { Buckets } = yield* sbx.use(S3Client, (s3, abortSignal) =>
          s3.send(new ListBucketsCommand(), { abortSignal })
        )
        assert.deepStrictEqual(Buckets ?? [], [])
        const iam = yield* sbx.client(IAMClient)
        const { AccountAliases } = yield* Effect.promise(() => iam.send(new ListAccountAliasesCommand()))
        assert.deepStrictEqual(AccountAliases, ["acme-sbx"])
      }).pipe(Effect.provide(onMoto(Aws.layerCloud9, devopsRole)))
    )
  })

  describe("options of AssumeRole", () => {
    it.effect("are accepted and arrive: tags, source identity, session policy, external id", () =>
      Effect.gen(function* () {
        const sbx = yield* Aws.env("sbx", {
          ...quarter,
          roleSessionName: "deploy-42",
          tags: { team: "payments", stage: "x y" },
          transitiveTagKeys: ["team"],
          externalId,
          sourceIdentity: "alice",
          policy,
          policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        })
        assert.include((yield* callerOf(sbx)).Arn, "/deploy-42")
        const { Action, Version, RoleArn, ...params } = yield* lastAssumeRole
        assert.deepStrictEqual(params, {
          DurationSeconds: "900",
          RoleSessionName: "deploy-42",
          "Tags.member.1.Key": "team",
          "Tags.member.1.Value": "payments",
          "Tags.member.2.Key": "stage",
          "Tags.member.2.Value": "x y",
          "TransitiveTagKeys.member.1": "team",
          ExternalId: externalId,
          SourceIdentity: "alice",
          Policy: policy,
          "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"
        })
        const left = (yield* endOf(sbx)) - Date.now()
        assert.isTrue(left > 840_000 && left <= 900_000, `${left} ms left of 900 s`)
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)))
    )

    it.effect("a role that wants an external id is had with it, and denied with another", () =>
      Effect.gen(function* () {
        const devops = yield* Aws.devops
        const partner = yield* devops.assumeRole({ roleArn: partnerRole, externalId })
        assert.strictEqual((yield* callerOf(partner)).Account, accounts.devops)
        const { reason } = yield* Effect.flip(devops.assumeRole({ roleArn: partnerRole, externalId: "other" }))
        assert.strictEqual(reason._tag, "AssumeRoleDenied")
      }).pipe(Effect.provide(onMoto(Aws.layerCi, userVariables)))
    )
  })

  describe("renewal", () => {
    it.effect("after the end of a session: new keys of the same identity, in clients too", () =>
      Effect.gen(function* () {
        yield* fromNow
        const sbx = yield* Aws.env("sbx", quarter)
        const sts = yield* sbx.client(STSClient)
        const before = yield* Effect.promise(() => sts.send(new GetCallerIdentityCommand()))
        const old = yield* keyOf(sbx)
        yield* toTheEndOf(sbx)
        const after = yield* Effect.promise(() => sts.send(new GetCallerIdentityCommand()))
        const signedBy = (yield* (yield* Recorder).requests)
          .filter(({ action }) => action === "GetCallerIdentity")
          .map(({ accessKeyId }) => accessKeyId)
        assert.strictEqual(signedBy.at(-2), old)
        assert.notStrictEqual(signedBy.at(-1), old)
        assert.deepStrictEqual([after.Account, after.Arn], [before.Account, before.Arn])
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)), Effect.provide(TestClock.layer()))
    )

    it.effect("inside the margin: the old keys at once, the new ones when they are there", () =>
      Effect.gen(function* () {
        yield* fromNow
        const sbx = yield* Aws.env("sbx", quarter)
        const old = yield* keyOf(sbx)
        yield* TestClock.adjust("11 minutes")
        assert.strictEqual(yield* keyOf(sbx), old)
        // The flight is under way: whoever asks for new keys joins it.
        const { accessKeyId } = yield* Effect.promise(() => sbx.provider({ forceRefresh: true }))
        assert.notStrictEqual(accessKeyId, old)
        assert.strictEqual(yield* keyOf(sbx), accessKeyId)
        assert.strictEqual((yield* (yield* Recorder).actions).filter((a) => a === "AssumeRole").length, 2)
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)), Effect.provide(TestClock.layer()))
    )

    it.effect('refresh: "never" ends with SessionExpired', () =>
      Effect.gen(function* () {
        yield* fromNow
        const sbx = yield* Aws.env("sbx", { ...quarter, refresh: "never" })
        yield* toTheEndOf(sbx)
        const { reason } = yield* Effect.flip(sbx.credentials)
        assert.strictEqual(reason._tag, "SessionExpired")
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)), Effect.provide(TestClock.layer()))
    )

    it.effect("after invalidate: every session plans and asks anew, and those that are out too", () =>
      Effect.gen(function* () {
        const before = yield* Aws.env("sbx")
        const old = yield* keyOf(before)
        yield* Aws.invalidate
        const after = yield* Aws.env("sbx")
        assert.notStrictEqual(after, before)
        assert.notStrictEqual(yield* keyOf(after), old)
        assert.notStrictEqual(yield* keyOf(before), old)
        assert.strictEqual((yield* callerOf(before)).Account, accounts.sbx)
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)))
    )

    it.effect("of an env and of the devops session beneath it, that a web identity gives", () =>
      Effect.gen(function* () {
        yield* (yield* Moto).unsignedAllowed
        yield* fromNow
        const folder = yield* Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(join(tmpdir(), "web-identity-"))),
          (path) => Effect.sync(() => rmSync(path, { recursive: true }))
        )
        const file = join(folder, "token")
        writeFileSync(file, "a-token-that-moto-does-not-read")
        const webIdentity: MotoVariables = () =>
          Effect.succeed({
            AWS_ROLE_ARN: `arn:aws:iam::${accounts.devops}:role/devops_role`,
            AWS_WEB_IDENTITY_TOKEN_FILE: file
          })
        yield* Effect.gen(function* () {
          const devops = yield* Aws.devops
          const sbx = yield* Aws.env("sbx", { durationSeconds: 3600 })
          const [oldDevops, oldSbx] = [yield* keyOf(devops), yield* keyOf(sbx)]
          yield* callerOf(sbx)
          yield* toTheEndOf(sbx)
          const newSbx = yield* keyOf(sbx)
          assert.notStrictEqual(newSbx, oldSbx)
          assert.strictEqual((yield* callerOf(sbx)).Account, accounts.sbx)
          const requests = (yield* (yield* Recorder).requests).filter(({ action }) => action !== "GetCallerIdentity")
          assert.deepStrictEqual(
            requests.map(({ action }) => action),
            ["AssumeRoleWithWebIdentity", "AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRole"]
          )
          assert.strictEqual(requests[1]?.accessKeyId, oldDevops)
          assert.notStrictEqual(requests[3]?.accessKeyId, oldDevops)
        }).pipe(Effect.provide(onMoto(Aws.layerCi, webIdentity)))
      }).pipe(Effect.provide(TestClock.layer()))
    )
  })

  describe("of layerTest", () => {
    it.effect("have the services of moto that endpoints name, and are the local AWS's own", () =>
      Effect.gen(function* () {
        const moto = yield* Moto
        yield* moto.unsignedAllowed
        const endpoints = { s3: moto.endpoint, ssm: new URL(moto.endpoint) }
        yield* Effect.gen(function* () {
          const aws = yield* LocalAws.LocalAws
          const sbx = yield* Aws.env("sbx")
          assert.strictEqual((yield* callerOf(sbx)).Account, accounts.sbx)
          const Bucket = "acme-elsewhere"
          const names = yield* sbx.use(S3Client, async (s3, abortSignal) => {
            await s3.send(new CreateBucketCommand({ Bucket }), { abortSignal })
            const { Buckets = [] } = await s3.send(new ListBucketsCommand(), { abortSignal })
            return Buckets.map(({ Name }) => Name)
          })
          assert.include(names, Bucket)
          const parameter = yield* sbx.use(signedClient("SSM", "ssm"), async (ssm) => {
            await ssm.send("AmazonSSM.PutParameter", { Name: "/acme/size", Value: "3", Type: "String" })
            return ssm.send("AmazonSSM.GetParameter", { Name: "/acme/size" })
          })
          assert.include(parameter.Parameter, { Name: "/acme/size", Value: "3" })
          const asked = (yield* aws.requests).map(({ service }) => service)
          assert.deepStrictEqual([...new Set(asked)], ["sts"])
        }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci", endpoints })))
      })
    )
  })

  describe("fresh sessions", () => {
    it.effect("have keys of their own", () =>
      Effect.gen(function* () {
        const cached = yield* Aws.env("sbx")
        const fresh = yield* (yield* Aws.fresh).env("sbx")
        assert.notStrictEqual(yield* keyOf(fresh), yield* keyOf(cached))
        assert.strictEqual((yield* callerOf(fresh)).Account, accounts.sbx)
      }).pipe(Effect.provide(onMoto(Aws.layerCloud9, userVariables)))
    )
  })
}

withPeer("moto_server", hasMoto, () => layer(Moto.layer, { excludeTestServices: true })("on moto_server", sessions))

/** What of STS, IAM and S3 the local AWS has beside roles: through the SDK, so that its answers parse. */

import { Readable } from "node:stream"
import { GetRoleCommand, GetUserCommand, ListRolesCommand } from "@aws-sdk/client-iam"
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand
} from "@aws-sdk/client-s3"
import { GetAccessKeyInfoCommand, GetFederationTokenCommand, GetScopedCredentialsCommand } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import { SignatureV4 } from "@smithy/signature-v4"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  call,
  devops,
  iamClient,
  nowIsReal,
  options,
  prd,
  Sha256,
  s3Client,
  sbx,
  stsClient,
  whoAmI
} from "./LocalAwsFixture.ts"

const layer = LocalAws.layer(options)
const bob = Effect.flatMap(LocalAws.LocalAws, (aws) => aws.userCredentials(devops, "bob"))
const Policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }]
})

describe("operations", () => {
  it.effect("scope a session down three times, and not a user's keys", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      let keys: {
        accessKeyId: string
        secretAccessKey: Redacted.Redacted | string
        sessionToken?: Redacted.Redacted | string
      } = yield* aws.roleCredentials(sbx, "second")
      const { Arn } = yield* whoAmI(keys)
      for (const layers of [1, 2, 3]) {
        const sts = yield* stsClient(keys)
        const scoped = yield* call(() => sts.send(new GetScopedCredentialsCommand({ Policy })))
        assert.strictEqual(scoped.ScopedPoliciesCount, layers)
        assert.strictEqual(scoped.SessionInfo?.Arn, Arn)
        const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = scoped.Credentials ?? {}
        keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
        assert.strictEqual((yield* whoAmI(keys)).Arn, Arn)
      }
      const sts = yield* stsClient(keys)
      const fourth = yield* Effect.flip(call(() => sts.send(new GetScopedCredentialsCommand({ Policy }))))
      assert.strictEqual(fourth.name, "AccessDenied")
      const longer = yield* Effect.flip(
        call(() => sts.send(new GetScopedCredentialsCommand({ DurationSeconds: 7200 })))
      )
      assert.strictEqual(longer.name, "InsufficientSessionLifetimeException")
      const user = yield* stsClient(yield* bob)
      const refused = yield* Effect.flip(
        call(() => user.send(new GetScopedCredentialsCommand({ DurationSeconds: 60 })))
      )
      assert.strictEqual(refused.name, "AccessDenied")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("federate a user, tell a key's account, and read roles", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const keys = yield* bob
      const sts = yield* stsClient(keys)
      const federated = yield* call(() => sts.send(new GetFederationTokenCommand({ Name: "carol", Policy })))
      assert.strictEqual(federated.FederatedUser?.Arn, `arn:aws:sts::${devops}:federated-user/carol`)
      const info = yield* call(() => sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId })))
      assert.strictEqual(info.Account, devops)
      const iam = yield* iamClient(keys)
      assert.strictEqual((yield* call(() => iam.send(new GetUserCommand()))).User?.UserName, "bob")
      const { Role } = yield* call(() => iam.send(new GetRoleCommand({ RoleName: "ci" })))
      assert.strictEqual(Role?.Path, "/github/")
      assert.include(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), "sts:AssumeRoleWithWebIdentity")
      const first = yield* call(() => iam.send(new ListRolesCommand({ MaxItems: 1 })))
      const next = yield* call(() =>
        iam.send(new ListRolesCommand(first.Marker === undefined ? {} : { Marker: first.Marker }))
      )
      assert.deepStrictEqual(
        [...(first.Roles ?? []), ...(next.Roles ?? [])].map((role) => role.RoleName),
        ["ci", "other"]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("keep objects in the buckets that are listed, and in new ones", () =>
    Effect.gen(function* () {
      const s3 = yield* s3Client(yield* bob)
      yield* call(() => s3.send(new CreateBucketCommand({ Bucket: "acme-new" })))
      for (const Bucket of ["acme-artifacts", "acme-new"]) {
        const Key = `a b/<&>'"ä.txt`
        yield* call(() => s3.send(new PutObjectCommand({ Bucket, Key, Body: "text", Metadata: { who: "me" } })))
        const got = yield* call(() => s3.send(new GetObjectCommand({ Bucket, Key })))
        assert.strictEqual(yield* Effect.promise(() => got.Body?.transformToString() ?? Promise.resolve("")), "text")
        assert.deepStrictEqual(got.Metadata, { who: "me" })
        const Body = Readable.from([Buffer.from("in "), Buffer.from("chunks")])
        yield* call(() => s3.send(new PutObjectCommand({ Bucket, Key: "chunks", Body, ContentLength: 9 })))
        const head = yield* call(() => s3.send(new HeadObjectCommand({ Bucket, Key: "chunks" })))
        assert.strictEqual(head.ContentLength, 9)
        const listed = yield* call(() => s3.send(new ListObjectsV2Command({ Bucket })))
        assert.deepStrictEqual(
          listed.Contents?.map((one) => one.Key),
          [Key, "chunks"]
        )
        yield* call(() =>
          s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }, { Key: "chunks" }] } }))
        )
        assert.strictEqual((yield* call(() => s3.send(new ListObjectsV2Command({ Bucket })))).KeyCount, 0)
      }
      const aws = yield* LocalAws.LocalAws
      const others = yield* s3Client(yield* aws.roleCredentials(prd, "deploy"))
      const denied = yield* Effect.flip(call(() => others.send(new ListObjectsV2Command({ Bucket: "acme-new" }))))
      assert.strictEqual(denied.name, "AccessDenied")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("understand GetCallerIdentity signed in its query, for a quarter of an hour", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const { accessKeyId, secretAccessKey } = yield* bob
      const { host } = new URL(aws.endpoint)
      const signer = new SignatureV4({
        credentials: { accessKeyId, secretAccessKey: Redacted.value(secretAccessKey) },
        region: "us-east-1",
        service: "sts",
        sha256: Sha256
      })
      const asked = (minutesAgo: number, change: (search: string) => string = (search) => search) =>
        Effect.promise(async () => {
          const { query = {} } = await signer.presign(
            {
              method: "GET",
              protocol: "http:",
              hostname: host,
              path: "/",
              query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
              headers: { host, "x-k8s-aws-id": "cluster" }
            },
            {
              expiresIn: 60,
              signingDate: new Date(Date.now() - minutesAgo * 60_000),
              unhoistableHeaders: new Set(["x-k8s-aws-id"])
            }
          )
          const search = change(new URLSearchParams(query as Record<string, string>).toString())
          const answer = await fetch(`${aws.endpoint}/?${search}`, { headers: { "x-k8s-aws-id": "cluster" } })
          return { status: answer.status, text: await answer.text() }
        })
      assert.include((yield* asked(0)).text, `<Arn>arn:aws:iam::${devops}:user/bob</Arn>`)
      assert.strictEqual((yield* asked(14)).status, 200)
      assert.include((yield* asked(16)).text, "Signature expired")
      assert.include((yield* asked(-16)).text, "Signature not yet current")
      assert.include((yield* asked(0, (search) => `${search}&Extra=1`)).text, "SignatureDoesNotMatch")
    }).pipe(Effect.provide(layer))
  )
})

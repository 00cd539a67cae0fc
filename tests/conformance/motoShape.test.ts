import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam"
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, layer, type Vitest } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { LocalAws } from "../../src/testing/mod.ts"
import { accounts, world } from "../factory/acme.ts"
import { hasMoto, type Keys, Moto } from "./moto.ts"
import { withPeer } from "./peers.ts"
import { makeRecorder, type Recorded } from "./Recorder.ts"

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]
})

/** The elements of an XML document by their paths, with their texts. */
const elements = (xml: string): ReadonlyArray<readonly [path: string, text: string]> => {
  const found: Array<readonly [string, string]> = []
  const path: Array<string> = []
  for (const [, close, name, self, text = ""] of xml.matchAll(/<(\/?)([A-Za-z]\w*)[^>]*?(\/?)>([^<]*)/g)) {
    if (name === undefined) continue
    if (close === "/") path.pop()
    else {
      path.push(name)
      found.push([path.join("/"), text.trim()])
      if (self === "/") path.pop()
    }
  }
  return found
}

const shape = ({ answer }: Recorded): ReadonlyArray<string> =>
  [...new Set(elements(answer).map(([path]) => path))].sort()

const textOf = ({ answer }: Recorded, path: string): string | undefined =>
  elements(answer).find(([found]) => found.endsWith(path))?.[1]

const namespaceOf = ({ answer }: Recorded): string | undefined => /xmlns="([^"]+)"/.exec(answer)?.[1]

type Ask = (endpoint: string, credentials: Keys) => Promise<unknown>

const withClient =
  <Client extends { destroy(): void }>(
    make: (config: { region: string; endpoint: string; credentials: Keys; maxAttempts: number }) => Client,
    send: (client: Client) => Promise<unknown>
  ): Ask =>
  async (endpoint, credentials) => {
    const client = make({ region: "us-east-1", endpoint, credentials, maxAttempts: 1 })
    // A refusal is an answer as good as any: the recorder has it.
    await send(client).catch(() => {})
    client.destroy()
  }

const sts = (send: (client: STSClient) => Promise<unknown>): Ask => withClient((config) => new STSClient(config), send)

const getCallerIdentity = sts((client) => client.send(new GetCallerIdentityCommand()))

const assumeRole = (RoleArn: string): Ask =>
  sts((client) => client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "job", Policy: policy })))

const sbxRole = `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`

/** The answers of the local AWS and of moto to the same request of the same user. */
const both = (ask: Ask, change: (keys: Keys) => Keys = (keys) => keys) =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    const moto = yield* Moto
    const { accessKeyId, secretAccessKey } = yield* aws.userCredentials(accounts.devops, "ci")
    const ofLocal: Keys = { accessKeyId, secretAccessKey: Redacted.value(secretAccessKey) }
    const found: Array<Recorded> = []
    for (const [endpoint, keys] of [
      [aws.endpoint, ofLocal],
      [moto.endpoint, moto.user]
    ] as const) {
      const recorder = yield* makeRecorder(endpoint)
      yield* Effect.promise(() => ask(recorder.endpoint, change(keys)))
      found.push(...(yield* recorder.requests))
    }
    const [local, theirs] = found
    if (local === undefined || theirs === undefined) return yield* Effect.die(new Error("a request was not recorded"))
    return { local, theirs }
  })

const answers = (it: Vitest.MethodsNonLive<Moto | LocalAws.LocalAws>): void => {
  it.effect("GetCallerIdentity: the same elements, account and ARN", () =>
    Effect.gen(function* () {
      const { local, theirs } = yield* both(getCallerIdentity)
      assert.deepStrictEqual([local.status, theirs.status], [200, 200])
      assert.deepStrictEqual(shape(local), shape(theirs))
      assert.strictEqual(namespaceOf(local), namespaceOf(theirs))
      for (const path of ["/Arn", "/Account"]) assert.strictEqual(textOf(local, path), textOf(theirs, path))
    })
  )

  it.effect("AssumeRole: the same elements and session ARN", () =>
    Effect.gen(function* () {
      const { local, theirs } = yield* both(assumeRole(sbxRole))
      assert.deepStrictEqual([local.status, theirs.status], [200, 200])
      assert.deepStrictEqual(shape(local), shape(theirs))
      assert.strictEqual(namespaceOf(local), namespaceOf(theirs))
      assert.strictEqual(textOf(local, "AssumedRoleUser/Arn"), textOf(theirs, "AssumedRoleUser/Arn"))
      for (const [path, form] of [
        ["/AccessKeyId", /^ASIA[A-Z0-9]{16}$/],
        ["/AssumedRoleId", /^AROA[A-Z0-9]+:job$/],
        ["/Expiration", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/]
      ] as const) {
        assert.match(textOf(local, path) ?? "", form)
        assert.match(textOf(theirs, path) ?? "", form)
      }
    })
  )

  it.effect("ListAccountAliases: the same elements", () =>
    Effect.gen(function* () {
      const ask = withClient(
        (config) => new IAMClient(config),
        (iam) => iam.send(new ListAccountAliasesCommand())
      )
      const { local, theirs } = yield* both(ask)
      assert.deepStrictEqual([local.status, theirs.status], [200, 200])
      assert.strictEqual(textOf(local, "AccountAliases/member"), "acme-devops")
      assert.strictEqual(textOf(theirs, "AccountAliases/member"), "acme-devops")
      // AWS says with IsTruncated whether there is more; moto leaves it out.
      assert.deepStrictEqual(
        shape(local).filter((path) => !path.endsWith("/IsTruncated")),
        shape(theirs).filter((path) => !path.endsWith("/IsTruncated"))
      )
    })
  )

  it.effect("ListBuckets: an empty list from both", () =>
    Effect.gen(function* () {
      const ask = withClient(
        (config) => new S3Client(config),
        (s3) => s3.send(new ListBucketsCommand())
      )
      const { local, theirs } = yield* both(ask)
      assert.deepStrictEqual([local.status, theirs.status], [200, 200])
      for (const answer of [local, theirs]) {
        assert.include(shape(answer), "ListAllMyBucketsResult/Owner/ID")
        assert.include(shape(answer), "ListAllMyBucketsResult/Buckets")
      }
    })
  )

  it.effect("a wrong secret key and an unknown access key: the same refusal", () =>
    Effect.gen(function* () {
      for (const [change, code] of [
        [{ secretAccessKey: "wrong" }, "SignatureDoesNotMatch"],
        [{ accessKeyId: "AKIAUNKNOWNUNKNOWN00" }, "InvalidClientTokenId"]
      ] as const) {
        const { local, theirs } = yield* both(getCallerIdentity, (keys) => ({ ...keys, ...change }))
        for (const answer of [local, theirs]) {
          assert.strictEqual(answer.status, 403)
          assert.strictEqual(textOf(answer, "Error/Code"), code)
        }
        assert.strictEqual(textOf(local, "Error/Message"), textOf(theirs, "Error/Message"))
      }
    })
  )

  it.effect("a role that nobody may assume: AccessDenied from both, and AWS's words go on", () =>
    Effect.gen(function* () {
      const { local, theirs } = yield* both(assumeRole(`arn:aws:iam::${accounts.prd}:role/no_role`))
      for (const answer of [local, theirs]) {
        assert.strictEqual(answer.status, 403)
        assert.strictEqual(textOf(answer, "Error/Code"), "AccessDenied")
      }
      const words = textOf(theirs, "Error/Message") ?? ""
      assert.include(words, "is not authorized to perform: sts:AssumeRole")
      assert.isTrue(textOf(local, "Error/Message")?.startsWith(words))
    })
  )
}

const layers = Layer.merge(Moto.layer, LocalAws.layer(world))

withPeer("moto_server", hasMoto, () =>
  layer(layers, { excludeTestServices: true })("the local AWS and moto_server answer alike", answers)
)

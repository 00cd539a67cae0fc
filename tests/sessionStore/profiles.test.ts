import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { MfaCode } from "../../src/services/MfaCode.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { home, type Reply, serve } from "../aws/fixture.ts"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"
import { profileIn } from "./laptop.ts"

const account = "111111111111"
const serial = `arn:aws:iam::${account}:mfa/alice`
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`
const keys = {
  alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice-which-is-long-enough" },
  bob: { accessKeyId: "AKIABOB0000000000000", secretAccessKey: "secret-of-bob-which-is-long-enough" }
}
const trusting = { trust: [account], maxSessionDuration: 7200 }

const world = LocalAws.layer({
  accounts: {
    [account]: {
      users: { alice: { ...keys.alice, mfaSerial: serial }, bob: keys.bob },
      roles: { prd: trusting, other: trusting, middle: trusting }
    }
  }
})

const userKeys = (user: keyof typeof keys) =>
  `aws_access_key_id = ${keys[user].accessKeyId}\naws_secret_access_key = ${keys[user].secretAccessKey}\n`

const configOf = (settings: { readonly [name: string]: string | undefined }) => {
  const lines = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${value}`]))
  return `[profile prd]\n${lines.join("\n")}
[profile alice]\n${userKeys("alice")}[profile same]\n${userKeys("alice")}[profile bob]\n${userKeys("bob")}
[profile middle]\nrole_arn = ${role("middle")}\nsource_profile = alice\nrole_session_name = middle
`
}

/** Answers every question for a code from the local AWS, and lists the devices. */
const codesOf = Effect.map(LocalAws.LocalAws, (aws) => {
  const asked: Array<string> = []
  const layer = Layer.succeed(MfaCode)(({ serialNumber }) => {
    asked.push(serialNumber)
    return Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), (code) => Redacted.make(code))
  })
  return { asked, layer }
})

describe("a profile's role", () => {
  it.effect("is another session for each other setting, and the same for another source's name", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const { asked, layer } = yield* codesOf
      const folder = yield* home(() => ({ ".aws/config": "" }))
      const settings = {
        role_arn: role("prd"),
        source_profile: "alice",
        external_id: "acme:1",
        duration_seconds: "1800",
        role_session_name: "one",
        region: "us-east-1",
        endpoint_url: aws.endpoint
      }
      const ask = Effect.fnUntraced(function* (changed: { readonly [name: string]: string | undefined }) {
        writeFileSync(`${folder}/.aws/config`, configOf({ ...settings, ...changed }))
        const { credentials } = yield* profileIn({ HOME: folder }, "prd")
        return credentials.accessKeyId
      })
      const edits: ReadonlyArray<{ readonly [name: string]: string | undefined }> = [
        { role_arn: role("other") },
        { source_profile: "bob" },
        { source_profile: "middle" },
        { external_id: "acme:2" },
        { external_id: undefined },
        { duration_seconds: "900" },
        { duration_seconds: undefined },
        { role_session_name: "two" },
        { role_session_name: undefined },
        { region: "eu-west-1" },
        { endpoint_url: aws.endpoint.replace("127.0.0.1", "localhost") },
        { mfa_serial: serial }
      ]
      yield* Effect.gen(function* () {
        const first = yield* ask({})
        const seen = new Map([[first, "the first"]])
        for (const edit of edits) {
          const id = yield* ask(edit)
          assert.isUndefined(seen.get(id), JSON.stringify(edit))
          seen.set(id, JSON.stringify(edit))
        }
        yield* aws.clear
        // Each is still there, and a source is told by its key, not by its name.
        for (const edit of [{}, { source_profile: "same" }, ...edits]) assert.isTrue(seen.has(yield* ask(edit)))
        assert.strictEqual(yield* ask({ source_profile: "same" }), first)
        assert.strictEqual(yield* aws.count(), 0)
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(asked, [serial])
    }).pipe(Effect.provide(world))
  )

  it.effect("is never kept for an endpoint that is not AWS's, nor that of a process with a session", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const session = yield* aws.roleCredentials(account, "middle")
      const folder = yield* home((folder) => ({
        ".aws/config": `[profile prd]\nrole_arn = ${role("prd")}\nsource_profile = tool\nregion = us-east-1\nendpoint_url = ${aws.endpoint}
[profile plain]\nrole_arn = ${role("prd")}\nsource_profile = alice\nregion = us-east-1\nendpoint_url = ${aws.endpoint}
[profile tool]\ncredential_process = cat ${folder}/answer.json
[profile alice]\n${userKeys("alice")}`,
        "answer.json": JSON.stringify({
          Version: 1,
          AccessKeyId: session.accessKeyId,
          SecretAccessKey: Redacted.value(session.secretAccessKey),
          SessionToken: Redacted.value(session.sessionToken),
          Expiration: session.expiration.toISOString()
        })
      }))
      const env = { HOME: folder, XDG_CACHE_HOME: `${folder}/cache` }
      mkdirSync(env.XDG_CACHE_HOME, { mode: 0o700 })
      yield* profileIn(env, "plain", {})
      yield* profileIn(env, "plain", {})
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      yield* profileIn(env, "prd")
      yield* profileIn(env, "prd")
      assert.strictEqual(yield* aws.count("AssumeRole"), 4)
      assert.deepStrictEqual(readdirSync(env.XDG_CACHE_HOME), [])
    }).pipe(Effect.provide(world))
  )
})

const fileOf = (tokenId: string) => `.aws/sso/cache/${createHash("sha1").update(tokenId).digest("hex")}.json`

describe("a profile of IAM Identity Center", () => {
  it.effect("is another session for each other setting and sign-in, and asked for once", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      let count = 0
      const { endpoint, received } = yield* serve((): Reply => {
        count++
        const roleCredentials = {
          accessKeyId: `ASIASSO${count}`,
          secretAccessKey: "s",
          sessionToken: "t",
          expiration: Date.now() + 3_600_000
        }
        return {
          status: 200,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ roleCredentials })
        }
      })
      const folder = yield* home(() => ({ ".aws/config": "", [fileOf("corp")]: "", [fileOf("next")]: "" }))
      const env = { HOME: folder, AWS_ENDPOINT_URL_SSO: endpoint }
      const ask = Effect.fnUntraced(function* (changed: { readonly [name: string]: string }) {
        const {
          account: id,
          roleName,
          session,
          region,
          startUrl,
          token,
          profile
        } = {
          account,
          roleName: "Admin",
          session: "corp",
          region: "eu-west-1",
          startUrl: "https://corp.example/start",
          token: "the-first-access-token",
          profile: "prd",
          ...changed
        }
        writeFileSync(
          `${folder}/.aws/config`,
          `[profile ${profile}]\nsso_session = ${session}\nsso_account_id = ${id}\nsso_role_name = ${roleName}
[sso-session ${session}]\nsso_region = ${region}\nsso_start_url = ${startUrl}\n`
        )
        const signIn = { startUrl, region, accessToken: token, expiresAt: "2099-01-01T00:00:00Z" }
        writeFileSync(`${folder}/${fileOf(session)}`, JSON.stringify(signIn))
        const { credentials } = yield* profileIn(env, profile)
        return credentials.accessKeyId
      })
      const edits = [
        { account: "222222222222" },
        { roleName: "ReadOnly" },
        { session: "next" },
        { region: "us-east-1" },
        { startUrl: "https://other.example/start" },
        { token: "the-second-access-token" }
      ]
      const ids = yield* Effect.forEach([{}, ...edits], ask)
      assert.strictEqual(new Set(ids).size, ids.length)
      assert.deepStrictEqual(yield* Effect.forEach([{}, ...edits], ask), ids)
      assert.strictEqual(yield* ask({ profile: "renamed" }), ids[0])
      assert.strictEqual(received.length, ids.length)
    })
  )
})

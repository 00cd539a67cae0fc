/** What a process loads that gets its session from the store. */
import { createHash } from "node:crypto"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { LocalAws } from "../../src/testing/mod.ts"
import { home, type Reply, serve } from "../aws/fixture.ts"
import { cleanEnv, runtimes, start } from "../handover/processes.ts"
import { profileIn } from "./laptop.ts"

const account = "111111111111"
const issuer = "token.actions.githubusercontent.com"
const key = { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice-which-is-long-enough" }
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`

const world = LocalAws.layer({
  accounts: {
    [account]: {
      users: { alice: key },
      roles: { web: { trust: [{ federated: issuer }] }, role: { trust: [account] } }
    }
  }
})

const center = (): Reply => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    roleCredentials: { accessKeyId: "ASIASSO", secretAccessKey: "s", sessionToken: "t", expiration: 4102444800000 }
  })
})

const program = fileURLToPath(new URL("./programs/asker.ts", import.meta.url))

/** Tells each package of the SDK that is loaded, on stderr. */
const hook = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from "node:module"
registerHooks({ resolve(specifier, context, next) {
  if (/^@(aws-sdk|smithy)\\//.test(specifier)) process.stderr.write(specifier + "\\n")
  return next(specifier, context)
} })`)}`

/** Asks for the profiles in a process of its own; what it printed, and what it loaded of the SDK. */
const askedIn = Effect.fnUntraced(function* (folder: string, names: ReadonlyArray<string>) {
  const asker = yield* start([...runtimes.node, "--import", hook, program], { env: cleanEnv(folder) })
  yield* asker.seen("ready")
  for (const name of names) {
    asker.write(`${name}\n`)
    yield* asker.seen(`${name} `)
  }
  return { told: asker.stdout(), loaded: asker.stderr() }
})

describe("a process whose session is kept", () => {
  it.live("loads nothing of the AWS SDK, and makes no request", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const { endpoint, received } = yield* serve(center)
      const token = yield* aws.webIdentityToken({ issuer, subject: "repo:acme/app" })
      const startUrl = "https://corp.example/start"
      const folder = yield* home((folder) => ({
        token: Redacted.value(token),
        ".aws/config": `[profile sso]
sso_session = corp\nsso_account_id = ${account}\nsso_role_name = Admin\nendpoint_url = ${endpoint}
[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = ${startUrl}
[profile web]
role_arn = ${role("web")}\nweb_identity_token_file = ${folder}/token
region = us-east-1\nendpoint_url = ${aws.endpoint}
[profile role]
role_arn = ${role("role")}\nsource_profile = base\nregion = us-east-1\nendpoint_url = ${aws.endpoint}
[profile base]
aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
        [`.aws/sso/cache/${createHash("sha1").update("corp").digest("hex")}.json`]: JSON.stringify({
          startUrl,
          region: "eu-west-1",
          accessToken: "an-access-token-of-the-center",
          expiresAt: "2099-01-01T00:00:00Z"
        })
      }))
      const names = ["sso", "web", "role"]
      const kept = yield* Effect.forEach(names, (name) => profileIn({ HOME: folder }, name))
      const before = [received.length, yield* aws.count()]
      assert.deepStrictEqual(before, [1, 2])
      const warm = yield* askedIn(folder, names)
      for (const [index, name] of names.entries()) {
        assert.include(warm.told, `${name} is ${kept[index]?.credentials.accessKeyId}\n`)
      }
      assert.strictEqual(warm.loaded, "")
      assert.deepStrictEqual([received.length, yield* aws.count()], before)
    }).pipe(Effect.provide(world))
  )
})

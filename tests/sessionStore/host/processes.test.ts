/** The store among processes of each runtime. */
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Random from "effect/Random"
import { inject } from "vitest"
import { LocalAws } from "../../../src/testing/mod.ts"
import { home as homeWith } from "../../aws/fixture.ts"
import { cleanEnv, count, type RuntimeName, runtimeNames, runtimes, start } from "../../handover/processes.ts"
import { askOf, makeSts } from "../asks.ts"
import { hostStore } from "./hosts.ts"
import { files, temporary } from "./places.ts"

const program = (runtime: RuntimeName, name: "asker" | "holder", home: string, ...args: ReadonlyArray<string>) => {
  const [command, ...flags] = runtimes[runtime]
  return start([command, ...flags, join(inject("bundles"), "sessionStore", `${name}.js`), ...args], {
    env: cleanEnv(home)
  })
}

describe("a process that is killed while it obtains or keeps a session", () => {
  it.live(
    "leaves the next one its answer within two seconds, and never half of one",
    () =>
      Effect.forEach(
        runtimeNames,
        Effect.fnUntraced(function* (runtime) {
          const kills = (yield* Config.Int("BOTO_SES_TEST_KILLS").pipe(Config.withDefault(30))) / runtimeNames.length
          const home = yield* Effect.provide(temporary, files)
          const sts = makeSts()
          const store = yield* hostStore(home)
          for (let times = 0; times < kills; times++) {
            const holder = yield* program(runtime, "holder", home, home)
            yield* holder.seen("kept")
            yield* Effect.sleep(yield* Random.nextIntBetween(0, 40))
            holder.process.kill("SIGKILL")
            const before = sts.requests()
            const [took, { credentials }] = yield* Effect.timed(
              // Nothing that is kept serves: the turn is to be had.
              store.session(askOf({ since: Date.now() }), sts.obtain)
            )
            assert.isBelow(Duration.toMillis(took), 2_000, runtime)
            assert.strictEqual(credentials?.accessKeyId, `ASIA${before + 1}`)
            assert.strictEqual(
              (yield* store.session(askOf(), sts.obtain)).credentials?.accessKeyId,
              `ASIA${before + 1}`
            )
          }
        }),
        { concurrency: "unbounded", discard: true }
      ).pipe(Effect.provide(Logger.layer([]))),
    300_000
  )
})

const account = "111111111111"
const serial = `arn:aws:iam::${account}:mfa/alice`
const key = { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice-which-is-long-enough" }
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`

const world = LocalAws.layer({
  accounts: {
    [account]: {
      users: { alice: { ...key, mfaSerial: serial } },
      roles: {
        prd: { trust: [account] },
        nobody: {},
        guarded: { trust: [account], requireMfa: true }
      }
    }
  }
})

const configOf = (endpoint: string): string => {
  const profile = (name: string, more = "") =>
    `[profile ${name}]\nrole_arn = ${role(name)}\nsource_profile = base\nregion = us-east-1\nendpoint_url = ${endpoint}\n${more}`
  return `${profile("prd")}${profile("nobody")}${profile("guarded", `mfa_serial = ${serial}\n`)}[profile base]
aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`
}

describe("twelve processes of three runtimes that ask at once", () => {
  it.live(
    "make one request of AWS, ask a person once more for a wrong code, and share every outcome",
    () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const home = yield* homeWith(() => ({ ".aws/config": configOf(aws.endpoint) }))
        const askers = yield* Effect.forEach(
          [...runtimeNames, ...runtimeNames, ...runtimeNames, ...runtimeNames],
          (name) => program(name, "asker", home)
        )
        for (const asker of askers) yield* asker.seen("ready")
        const all = () => askers.map((asker) => asker.stdout()).join("")
        // So long that all of them wait for the one: what is refused is kept for nobody.
        const when = { roleArn: role("nobody") }
        yield* aws.fault({ kind: "delay", duration: "1 second", real: true, when })
        const round = Effect.fnUntraced(function* (name: string) {
          yield* aws.clear
          for (const asker of askers) asker.write(`${name}\n`)
        })
        const answers = Effect.fnUntraced(function* (name: string) {
          yield* Effect.forEach(askers, (asker) => asker.seen(`${name} `), { concurrency: "unbounded" })
          const lines = all()
            .split("\n")
            .filter((line) => line.startsWith(`${name} `))
          assert.strictEqual(lines.length, askers.length)
          return new Set(lines)
        })

        yield* round("prd")
        assert.match([...(yield* answers("prd"))].join("\n"), /^prd is ASIA\w+$/)
        assert.strictEqual(yield* aws.count(), 1)

        yield* round("nobody")
        assert.match([...(yield* answers("nobody"))].join("\n"), /^nobody failed: .*(?:AccessDenied|not authorized).*$/)
        assert.strictEqual(yield* aws.count(), 1)

        yield* round("guarded")
        const asksIn = () => askers.filter((asker) => asker.stdout().includes("code?"))
        while (asksIn().length === 0) yield* Effect.sleep(20)
        const [owner] = asksIn()
        owner?.write("000000\n")
        yield* owner?.seen("code?", 2) ?? Effect.void
        owner?.write(`${yield* aws.mfaCode(serial)}\n`)
        assert.match([...(yield* answers("guarded"))].join("\n"), /^guarded is ASIA\w+$/)
        assert.strictEqual(count(all(), "code?"), 2)
        assert.deepStrictEqual([yield* aws.count("GetSessionToken"), yield* aws.count("AssumeRole")], [2, 1])
      }).pipe(Effect.provide(world)),
    60_000
  )
})

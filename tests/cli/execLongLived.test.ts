import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Person } from "../../src/platform/Person.ts"
import { accounts } from "../factory/acme.ts"
import { onLaptop } from "./harness.ts"

const serial = `arn:aws:iam::${accounts.devops}:mfa/alice`

/** A laptop whose devops profile holds the keys of the user alice, as `aws configure` writes them. */
const withUser = (more = "") =>
  Effect.gen(function* () {
    const place = yield* onLaptop
    const { accessKeyId, secretAccessKey } = yield* place.aws.userCredentials(accounts.devops, "alice")
    writeFileSync(
      join(place.folder, ".aws", "credentials"),
      `[acme-devops]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${Redacted.value(secretAccessKey)}\n${more}`
    )
    const out = join(place.folder, "out")
    const script = 'echo "$AWS_ACCESS_KEY_ID|$AWS_SESSION_TOKEN|$AWS_CONTAINER_CREDENTIALS_FULL_URI" > "$OUT"'
    const exec = (...flags: ReadonlyArray<string>) =>
      Effect.map(place.cli(["exec", "devops", ...flags, "--", "sh", "-c", script], { env: { OUT: out } }), (ended) => ({
        ...ended,
        found: existsSync(out) ? readFileSync(out, "utf8").trim().split("|") : undefined
      }))
    return { ...place, accessKeyId, exec }
  })

describe("exec of an IAM user's long-lived keys", () => {
  it.live("gives them as fixed keys, and says so", () =>
    Effect.gen(function* () {
      const { exec, accessKeyId } = yield* withUser()
      const { exitCode, stderr, found } = yield* exec()
      assert.deepStrictEqual([exitCode, found], [0, [accessKeyId, "", ""]])
      assert.match(stderr, /^warning devops has the long-lived keys of an IAM user, .*--session.*\n$/)
      const asked = yield* exec("--static")
      assert.deepStrictEqual([asked.exitCode, asked.stderr, asked.found], [0, "", [accessKeyId, "", ""]])
    })
  )

  it.live("cannot do so by the server that was asked for", () =>
    Effect.gen(function* () {
      const { exec } = yield* withUser()
      const { exitCode, stderr, found } = yield* exec("--server")
      assert.deepStrictEqual([exitCode, found], [5, undefined])
      assert.match(stderr, /^error HandoverUnusable\n/)
      assert.include(stderr.replace(/\s+/g, " "), "fixed keys (--static) or a session of the user's (--session)")
    })
  )

  it.live("gives a session in their place, by a server or as fixed keys, and says what it may not do", () =>
    Effect.gen(function* () {
      const { aws, exec, accessKeyId } = yield* withUser()
      const served = yield* exec("--session")
      assert.deepStrictEqual([served.exitCode, served.found?.slice(0, 2)], [0, ["", ""]])
      assert.match(served.found?.[2] ?? "", /^http:\/\/127\.0\.0\.1:/)
      assert.match(served.stderr, /^warning .* AssumeRole and GetCallerIdentity, and nothing of IAM\.\n$/)
      const fixed = yield* exec("--session", "--static")
      assert.strictEqual(fixed.exitCode, 0)
      assert.match(fixed.found?.[0] ?? "", /^ASIA/)
      assert.notStrictEqual(fixed.found?.[0], accessKeyId)
      assert.isNotEmpty(fixed.found?.[1])
      assert.strictEqual(yield* aws.count("GetSessionToken"), 2)
    })
  )

  it.live("signs the session in with the profile's device", () =>
    Effect.gen(function* () {
      const { aws, exec } = yield* withUser(`mfa_serial = ${serial}\n`)
      const asked: Array<string> = []
      const { exitCode, stderr, found } = yield* exec("--session", "--static").pipe(
        Effect.provideService(Person, {
          ask: ({ text }) => {
            asked.push(text)
            return Effect.map(Effect.orDie(aws.mfaCode(serial)), (line) => ({ _tag: "Line", line }))
          }
        })
      )
      assert.strictEqual(exitCode, 0)
      assert.lengthOf(asked, 1)
      assert.match(asked[0] ?? "", /acme-devops/)
      assert.match(stderr, /^warning .* AssumeRole and GetCallerIdentity\. It ends after twelve hours/)
      const [request] = (yield* aws.requests).filter(({ action }) => action === "GetSessionToken")
      assert.strictEqual(request?.params.SerialNumber, serial)
      assert.match(found?.[0] ?? "", /^ASIA/)
    })
  )

  it.live("needs no session where it has one", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { exitCode, stderr } = yield* place.cli(["exec", "sbx", "--session", "--", "true"])
      assert.deepStrictEqual([exitCode, stderr], [0, ""])
      assert.strictEqual(yield* place.aws.count("GetSessionToken"), 0)
    })
  )
})

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inCi, onLaptop, type Place } from "./harness.ts"

/** Runs a shell script in `exec`, and reads what it wrote to the file `$OUT`. */
const inExec = (place: Place, flags: ReadonlyArray<string>, script: string) =>
  Effect.gen(function* () {
    const out = join(place.folder, "out")
    const ended = yield* place.cli(["exec", ...flags, "--", "sh", "-c", script], { env: { OUT: out } })
    return { ...ended, out: readFileSync(out, "utf8") }
  })

describe("exec", () => {
  it.live("gives credentials by a server, and the command's own exit code", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      const { exitCode, stdout, stderr, out } = yield* inExec(
        place,
        ["prd"],
        'echo "$AWS_CONTAINER_CREDENTIALS_FULL_URI|$AWS_ACCESS_KEY_ID|$AWS_REGION|$BOTO_SES_EXEC_TARGET" > $OUT; exit 7'
      )
      assert.deepStrictEqual({ exitCode, stdout, stderr }, { exitCode: 7, stdout: "", stderr: "" })
      assert.match(out, /^http:\/\/127\.0\.0\.1:\d+\/\S+\|\|us-east-1\|prd\n$/)
    })
  )

  it.live("gives fixed keys where they are asked for", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const { exitCode, out } = yield* inExec(
        place,
        ["sbx", "--static", "--region", "eu-west-1"],
        'echo "$AWS_CONTAINER_CREDENTIALS_FULL_URI|$AWS_ACCESS_KEY_ID|$AWS_REGION" > $OUT'
      )
      assert.strictEqual(exitCode, 0)
      assert.match(out, /^\|ASIA[A-Z0-9]{16}\|eu-west-1\n$/)
    })
  )

  it.live("hands devops over only where that is asked for", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      const script = 'echo "$BOTO_SES_HANDOVER_URI" > $OUT'
      assert.strictEqual((yield* inExec(place, ["sbx"], script)).out, "\n")
      assert.match((yield* inExec(place, ["sbx", "--handover"], script)).out, /^http:/)
    })
  )

  it.live("refuses what excludes itself, and says that there is no such command", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const both = yield* cli(["exec", "sbx", "--server", "--static", "--", "true"])
      assert.strictEqual(both.exitCode, 2)
      assert.include(both.stderr, "--server and --static exclude each other")
      const none = yield* cli(["exec", "sbx", "--static", "--", "no-such-command-here"])
      assert.strictEqual(none.exitCode, 127)
      assert.strictEqual(none.stderr, "error The command no-such-command-here cannot be started (ENOENT)\n")
    })
  )

  it.live("starts the user's shell where no command is named, and leaves no file of it", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const { exitCode } = yield* cli(["exec", "sbx"], { env: { SHELL: "/bin/false", TMPDIR: folder } })
      assert.strictEqual(exitCode, 1)
      assert.deepStrictEqual(
        readdirSync(folder).filter((name) => name.startsWith("boto-ses-shell-")),
        []
      )
    })
  )
})

import { execFileSync } from "node:child_process"
import { existsSync, lstatSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { accounts } from "../factory/acme.ts"
import { inCi, onLaptop, spawn } from "./harness.ts"

describe("env", () => {
  it.live("is evaluated by a shell, whose own credentials it replaces", () =>
    Effect.gen(function* () {
      const { cli, env } = yield* onLaptop
      const { exitCode, stdout, stderr } = yield* cli(["env", "sbx"])
      assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })
      const shell = yield* spawn(
        ["/bin/sh", "-c", `eval "$1"; echo "$AWS_ACCESS_KEY_ID $AWS_REGION [$AWS_PROFILE]"`, "sh", stdout],
        { cwd: "/", env: { ...env, AWS_PROFILE: "other", AWS_ROLE_ARN: "other" } }
      )
      assert.match(shell.stdout, /^ASIA[A-Z0-9]{16} us-east-1 \[\]\n$/)
    })
  )

  it.live("tells the shell that runs what it prints that it has failed", () =>
    Effect.gen(function* () {
      const { cli, env, folder } = yield* onLaptop
      for (const [args, code, expected] of [
        [["nope"], 3, "false\n"],
        [["nope", "--format", "fish"], 3, "false\n"],
        [["nope", "--format=powershell"], 3, "throw 'boto-ses env has failed'\n"],
        [[], 2, "false\n"],
        [["sbx", "--format", "bash"], 2, "false\n"],
        [["sbx", "--region", "--format"], 2, "false\n"],
        [["nope", "--format", "json"], 3, ""],
        [["nope", "--format", "dotenv"], 2, ""],
        [["nope", "--format", "cmd"], 3, ""],
        [["nope", "--json"], 3, ""],
        [["nope", "--output", join(folder, "keys")], 3, ""]
      ] as const) {
        const { exitCode, stdout } = yield* cli(["env", ...args])
        assert.deepStrictEqual([args, exitCode, stdout], [args, code, expected])
      }
      assert.strictEqual((yield* cli(["env", "nope"], { terminal: true })).stdout, "")
      assert.strictEqual((yield* cli(["whoami", "nope"])).stdout, "")
      const { stdout } = yield* cli(["env", "nope"])
      const shell = yield* spawn(["/bin/sh", "-c", 'eval "$1" && echo went on', "sh", stdout], { cwd: "/", env })
      assert.deepStrictEqual([shell.exitCode, shell.stdout], [1, ""])
    })
  )

  it.live("has what to set and what to unset as JSON, by either flag", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const parsed = JSON.parse((yield* cli(["env", "sbx", "--format", "json"])).stdout)
      assert.deepStrictEqual(Object.keys(parsed.set), [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_REGION",
        "AWS_DEFAULT_REGION"
      ])
      assert.include(parsed.unset, "AWS_PROFILE")
      assert.deepStrictEqual(Object.keys(JSON.parse((yield* cli(["env", "sbx", "--json"])).stdout)), ["set", "unset"])
    })
  )

  it.live("is a dotenv file of mode 0600, or shown on a terminal, and nowhere else", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const piped = yield* cli(["env", "sbx", "--format", "dotenv"])
      assert.deepStrictEqual([piped.exitCode, piped.stdout], [2, ""])
      assert.include(piped.stderr, "--output")
      const shown = yield* cli(["env", "sbx", "--format", "dotenv"], { terminal: true })
      assert.match(shown.stdout, /^AWS_ACCESS_KEY_ID=ASIA[A-Z0-9]{16}\n/)
      const output = join(folder, ".env.aws")
      const written = yield* cli(["env", "sbx", "--format", "dotenv", "--output", output])
      assert.deepStrictEqual(written, { exitCode: 0, stdout: "", stderr: "" })
      assert.strictEqual(statSync(output).mode & 0o777, 0o600)
      assert.match(readFileSync(output, "utf8"), /^AWS_ACCESS_KEY_ID=ASIA[A-Z0-9]{16}\nAWS_SECRET_ACCESS_KEY=\S+\n/)
    })
  )

  it.live("makes a file, and replaces one with --force alone", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const output = join(folder, "keys.sh")
      writeFileSync(output, "mine", { mode: 0o644 })
      symlinkSync(output, join(folder, "link"))
      for (const name of ["keys.sh", "link"]) {
        const refused = yield* cli(["env", "sbx", "--output", join(folder, name)])
        assert.deepStrictEqual([refused.exitCode, refused.stdout], [3, ""])
        assert.include(refused.stderr, "error FileExists")
        assert.include(refused.stderr, "--force")
      }
      assert.strictEqual(readFileSync(output, "utf8"), "mine")
      assert.strictEqual((yield* cli(["env", "sbx", "--output", join(folder, "link"), "--force"])).exitCode, 0)
      assert.strictEqual(readlinkSync(join(folder, "link")), output)
      assert.strictEqual(statSync(output).mode & 0o777, 0o600)
      assert.match(readFileSync(output, "utf8"), /^unset [\s\S]*\nexport AWS_ACCESS_KEY_ID=/)
    })
  )

  it.live("leaves a device and a FIFO what they are, forced or not", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const fifo = join(folder, "fifo")
      execFileSync("mkfifo", [fifo])
      // Making a device is root's. The machine's own is never put at risk.
      const places = process.getuid?.() === 0 ? [fifo, join(folder, "null")] : [fifo]
      if (places.length > 1) execFileSync("mknod", [join(folder, "null"), "c", "1", "3"])
      for (const place of places) {
        const before = lstatSync(place)
        for (const flags of [[], ["--force"], ["--format", "dotenv"], ["--format", "dotenv", "--force"]]) {
          const { exitCode, stderr } = yield* cli(["env", "sbx", "--output", place, ...flags])
          assert.strictEqual(exitCode, 3)
          assert.match(stderr.replace(/\s+/g, " "), /is a (FIFO|device) and no file/)
        }
        const after = lstatSync(place)
        assert.deepStrictEqual([after.ino, after.mode, after.rdev], [before.ino, before.mode, before.rdev])
      }
    })
  )

  it.live("edits a dotenv file, whose other lines stay, and its own variables there with --force alone", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const output = join(folder, ".env")
      writeFileSync(output, "A=1\n# mine\nB=2", { mode: 0o644 })
      const call = ["env", "sbx", "--format", "dotenv", "--output", output]
      assert.strictEqual((yield* cli(call)).exitCode, 0)
      const written = readFileSync(output, "utf8")
      assert.match(written, /^A=1\n# mine\nB=2\nAWS_ACCESS_KEY_ID=ASIA/)
      assert.strictEqual(statSync(output).mode & 0o777, 0o600)
      const refused = yield* cli(call)
      assert.strictEqual(refused.exitCode, 3)
      assert.include(refused.stderr.replace(/\s+/g, " "), "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY")
      assert.strictEqual(readFileSync(output, "utf8"), written)
      assert.strictEqual((yield* cli([...call, "--force"])).exitCode, 0)
      const again = readFileSync(output, "utf8")
      assert.deepStrictEqual(
        again.split("\n").map((line) => line.split("=")[0]),
        written.split("\n").map((line) => line.split("=")[0])
      )
    })
  )

  it.live("is refused where a format cannot remove what would win, even where that is empty", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const file = join(folder, "github-env")
      for (const [format, names] of [
        [["dotenv", "--output", join(folder, "x")], "AWS_PROFILE, AWS_ROLE_ARN are set here"],
        [["github", "--allow-devops"], "AWS_PROFILE is set here"]
      ] as const) {
        const { exitCode, stdout, stderr } = yield* cli(["env", "sbx", "--format", ...format], {
          env: { AWS_PROFILE: "", AWS_ROLE_ARN: "arn", GITHUB_ENV: file }
        })
        assert.deepStrictEqual([exitCode, stdout], [5, ""])
        assert.include(stderr, names)
      }
      assert.isFalse(existsSync(file))
      assert.isFalse(existsSync(join(folder, "x")))
    })
  )

  it.live("masks before it gives keys to a GitHub job, and warns", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const file = join(folder, "github-env")
      writeFileSync(file, "BEFORE=1\n")
      const { exitCode, stdout, stderr } = yield* cli(["env", "sbx", "--format", "github"], {
        env: { GITHUB_ENV: file }
      })
      assert.strictEqual(exitCode, 0)
      const written = readFileSync(file, "utf8")
      const value = (name: string) => new RegExp(`${name}<<(\\S+)\\n(.*)\\n\\1\\n`).exec(written)?.[2]
      assert.deepStrictEqual(stdout.trimEnd().split("\n"), [
        `::add-mask::${value("AWS_ACCESS_KEY_ID")}`,
        `::add-mask::${value("AWS_SECRET_ACCESS_KEY")}`,
        `::add-mask::${value("AWS_SESSION_TOKEN")}`
      ])
      assert.isTrue(written.startsWith("BEFORE=1\n"))
      assert.include(stderr, "warning Every later step of this job")
    })
  )

  it.live("empties in a GitHub job what would win, and names what an empty value does not take away", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const file = join(folder, "github-env")
      // Without a newline at its end, as a printf leaves it.
      writeFileSync(file, "BEFORE=1")
      const { exitCode, stderr } = yield* cli(["env", "sbx", "--format", "github"], {
        env: { GITHUB_ENV: file, AWS_SECURITY_TOKEN: "", AWS_ACCOUNT_ID: accounts.devops },
        columns: 300
      })
      assert.strictEqual(exitCode, 0)
      const written = readFileSync(file, "utf8").split("\n")
      assert.strictEqual(written[0], "BEFORE=1")
      for (const name of ["AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_ACCOUNT_ID"]) {
        assert.include(written, `${name}=`)
      }
      assert.notInclude(written, "AWS_PROFILE=")
      assert.include(stderr, "AWS_PROFILE, AWS_DEFAULT_PROFILE, AWS_BEARER_TOKEN_BEDROCK cannot be removed from a job")
      // A later step that asks once more is not led astray by what is empty.
      const later = Object.fromEntries(
        written.filter((line) => line.endsWith("=")).map((line) => [line.slice(0, -1), ""])
      )
      assert.isAbove(Object.keys(later).length, 15)
      assert.strictEqual((yield* cli(["env", "sbx"], { env: later })).exitCode, 0)
    })
  )

  it.live("writes into no file of a GitHub job that would wait, swallow the variables, or win over them", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const fifo = join(folder, "fifo")
      const file = join(folder, "github-env")
      execFileSync("mkfifo", [fifo])
      const to = (path: string) =>
        cli(["env", "sbx", "--format", "github"], { env: { GITHUB_ENV: path }, columns: 300 })
      const waiting = yield* to(fifo)
      assert.deepStrictEqual([waiting.exitCode, waiting.stdout], [3, ""])
      assert.include(waiting.stderr, "is a FIFO and no file")
      for (const [text, found] of [
        ["A=x<<EOF\nB<<EOF\nvalue\n", "ends within the value of B"],
        ["A<<EOF\nB\nEOF\nAWS_PROFILE=acme-prd\n", "sets AWS_PROFILE, which would win"]
      ] as const) {
        writeFileSync(file, text)
        const { exitCode, stdout, stderr } = yield* to(file)
        assert.deepStrictEqual([exitCode, stdout], [5, ""])
        assert.include(stderr, found)
        assert.strictEqual(readFileSync(file, "utf8"), text)
      }
    })
  )

  it.live("takes a file's name for its format, and says on a terminal what was written", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      for (const [name, first] of [
        [".env", /^AWS_ACCESS_KEY_ID=/],
        [".env.local", /^AWS_ACCESS_KEY_ID=/],
        ["sbx.env", /^AWS_ACCESS_KEY_ID=/],
        [".envrc", /^unset /],
        ["environment", /^unset /]
      ] as const) {
        const output = join(folder, name)
        const { exitCode, stdout, stderr } = yield* cli(["env", "sbx", "--output", output], { errTerminal: true })
        assert.deepStrictEqual([exitCode, stdout, stderr], [0, "", `Written: ${output} (mode 0600)\n`])
        assert.match(readFileSync(output, "utf8"), first)
      }
      const shell = join(folder, "b.env")
      const said = yield* cli(["env", "sbx", "--output", shell, "--format", "sh"])
      assert.deepStrictEqual([said.exitCode, said.stderr], [0, ""])
      assert.match(readFileSync(shell, "utf8"), /^unset /)
    })
  )

  it.live("refuses a call that cannot be followed before it asks for keys", () =>
    Effect.gen(function* () {
      const { cli, aws } = yield* inCi
      for (const args of [
        ["--output", ""],
        ["--output", "x", "--format", "github"],
        ["--format", "dotenv"]
      ]) {
        const { exitCode, stdout, stderr } = yield* cli(["env", "sbx", ...args])
        assert.deepStrictEqual([exitCode, stdout], [2, ""])
        assert.include(stderr, "error Usage")
      }
      assert.lengthOf(yield* aws.requests, 0)
    })
  )

  it.live("gives devops to a GitHub job only where that is said, and needs a job", () =>
    Effect.gen(function* () {
      const { cli, folder } = yield* inCi
      const env = { GITHUB_ENV: join(folder, "github-env") }
      const refused = yield* cli(["env", "devops", "--format", "github"], { env })
      assert.deepStrictEqual([refused.exitCode, refused.stdout], [5, ""])
      assert.include(refused.stderr, "--allow-devops")
      assert.strictEqual((yield* cli(["env", "devops", "--format", "github", "--allow-devops"], { env })).exitCode, 0)
      assert.include((yield* cli(["env", "sbx", "--format", "github"])).stderr, "GITHUB_ENV is not set")
    })
  )

  it.live("carries no hostile region into a shell", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      for (const region of ["x'; touch /tmp/pwned; '", "$(id)", "us-east-1\nAWS_X=1"]) {
        const { exitCode, stdout } = yield* cli(["env", "sbx", "--region", region])
        assert.deepStrictEqual([exitCode, stdout], [3, "false\n"])
      }
    })
  )
})

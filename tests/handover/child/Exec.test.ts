import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cleanEnv, commandOf, count, foundBy, runtimeNames, start, startJob } from "../processes.ts"
import type { Job } from "../programs/job.ts"
import { filesBelow, testHome } from "../snapshotStoreSuite.ts"
import { secretOf } from "../stubSession.ts"

const shell = (script: string): Job => ({ target: "sbx", command: ["sh", "-c", script] })

const child: Job["command"] = commandOf("node", "child")

const signals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const

for (const runtime of runtimeNames) {
  describe(`exec on ${runtime}`, { timeout: 60_000 }, () => {
    const codes: ReadonlyArray<readonly [string, number]> = [
      ["exit 0", 0],
      ["exit 7", 7],
      ["kill -KILL $$", 137],
      ["kill -TERM $$", 143],
      ["kill -INT $$", 130]
    ]
    it.live("comes back with the command's exit code, or 128+n", () =>
      Effect.gen(function* () {
        const { home } = yield* testHome
        for (const [script, expected] of codes) {
          const parent = yield* startJob(runtime, shell(script), cleanEnv(home))
          assert.strictEqual(yield* parent.end, expected, script)
        }
      })
    )

    it.live("tells a command that is not there, and one that cannot be run", () =>
      Effect.gen(function* () {
        const { home } = yield* testHome
        const missing = yield* startJob(runtime, { target: "sbx", command: ["no-such-command"] }, cleanEnv(home))
        assert.strictEqual(yield* missing.end, 127)
        assert.include(missing.stdout(), "no-such-command cannot be started")
        const folder = yield* startJob(runtime, { target: "sbx", command: ["/"] }, cleanEnv(home))
        assert.strictEqual(yield* folder.end, 126)
      })
    )

    it.live("passes each signal to the child once and as itself", () =>
      Effect.gen(function* () {
        const { home } = yield* testHome
        const parent = yield* startJob(
          runtime,
          { target: "sbx", command: commandOf("node", "signals") },
          cleanEnv(home)
        )
        yield* parent.seen("ready")
        for (const signal of signals) {
          process.kill(parent.pid, signal)
          yield* parent.seen(`got ${signal}`)
        }
        parent.write("exit 7\n")
        assert.strictEqual(yield* parent.end, 7)
        for (const signal of signals) assert.strictEqual(count(parent.stdout(), `got ${signal}`), 1, signal)
        assert.deepStrictEqual(yield* leftovers(home), [])
      })
    )

    it.live("does not repeat a signal that the whole process group got", () =>
      Effect.gen(function* () {
        const { home } = yield* testHome
        const parent = yield* startJob(
          runtime,
          { target: "sbx", command: commandOf("node", "signals") },
          cleanEnv(home),
          { detached: true }
        )
        yield* parent.seen("ready")
        const toAll = signals.filter((signal) => signal !== "SIGUSR2")
        for (const signal of toAll) {
          process.kill(-parent.pid, signal)
          yield* parent.seen(`got ${signal}`)
        }
        // One to the parent alone, after all: what it passes on comes after anything repeated. Not one of those before,
        // since two of a kind that wait become one.
        process.kill(parent.pid, "SIGUSR2")
        yield* parent.seen("got SIGUSR2")
        parent.write("exit 0\n")
        assert.strictEqual(yield* parent.end, 0)
        for (const signal of signals) assert.strictEqual(count(parent.stdout(), `got ${signal}`), 1, signal)
      })
    )

    it.live("lets a terminal's Ctrl-C reach the child once, and hands it the terminal", () =>
      Effect.gen(function* () {
        const { home } = yield* testHome
        const [command, ...args] = commandOf(runtime, "parent")
        const job: Job = { target: "sbx", command: commandOf("node", "signals") }
        const terminal = yield* start(["python3", "-c", terminalScript, command, ...args], {
          env: { ...cleanEnv(home), TEST_JOB: JSON.stringify(job) }
        })
        yield* terminal.seen("ready")
        terminal.write("\x03")
        yield* terminal.seen("got SIGINT")
        terminal.write("\x1c")
        yield* terminal.seen("got SIGQUIT")
        terminal.write("\x03")
        yield* terminal.seen("got SIGINT", 2)
        terminal.write("exit 7\n")
        assert.strictEqual(yield* terminal.end, 7)
        assert.strictEqual(count(terminal.stdout(), "got SIGINT"), 2)
        assert.strictEqual(count(terminal.stdout(), "got SIGQUIT"), 1)
      })
    )

    it.live("hands devops over by server and by file, and only when asked", () =>
      Effect.gen(function* () {
        const { home } = yield* testHome
        const ask = (job: Partial<Job>) =>
          Effect.flatMap(startJob(runtime, { target: "sbx", command: child, ...job }, cleanEnv(home)), foundBy)
        const byServer = yield* ask({ handover: { name: "dev" } })
        assert.strictEqual(byServer.devops, "ASIADEV")
        assert.property(byServer.variables, "BOTO_SES_HANDOVER_URI")
        assert.notProperty(byServer.variables, "BOTO_SES_SNAPSHOT_FILE")
        const byFile = yield* ask({ handover: { name: "dev", token: false } })
        assert.strictEqual(byFile.devops, "ASIADEV")
        assert.property(byFile.variables, "BOTO_SES_SNAPSHOT_FILE")
        const fixed = yield* ask({ handover: { name: "dev" }, static: true })
        assert.strictEqual(fixed.devops, "ASIADEV")
        assert.property(fixed.variables, "BOTO_SES_SNAPSHOT_FILE")
        assert.strictEqual(fixed.variables.AWS_ACCESS_KEY_ID, "ASIASBX")
        assert.strictEqual((yield* ask({})).devops, "none")
        assert.deepStrictEqual(yield* leftovers(home), [])
      })
    )
  })
}

/** Runs a command on a new terminal, and joins that to its own standard streams. */
const terminalScript = `
import os, pty, select, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if terminal in ready:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
    if 0 in ready:
        os.write(terminal, os.read(0, 4096))
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
`

const leftovers = (home: string) => Effect.map(filesBelow(`${home}/.cache/boto-ses`), (files) => files)

describe("exec", { timeout: 60_000 }, () => {
  const foundIn = (job: Partial<Job>, env: Record<string, string> = {}) =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      const running = yield* startJob("node", { target: "sbx", command: child, ...job }, { ...cleanEnv(home), ...env })
      return { found: yield* foundBy(running), home, logged: running.stdout() + running.stderr() }
    })

  it.live("gives the child the server's pair, its target's marker, and takes away what would shadow them", () =>
    Effect.gen(function* () {
      const { found } = yield* foundIn(
        {},
        {
          AWS_PROFILE: "other",
          AWS_ACCESS_KEY_ID: "AKIAOTHER",
          AWS_ACCOUNT_ID: "111111111111",
          AWS_CONFIG_FILE: "/home/a/config"
        }
      )
      const { variables } = found
      assert.match(variables.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? "", /^http:\/\/127\.0\.0\.1:\d+\/credentials\/sbx$/)
      assert.strictEqual(Buffer.from(variables.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? "", "base64url").length, 32)
      assert.strictEqual(variables.AWS_REGION, "eu-west-1")
      assert.strictEqual(variables.AWS_DEFAULT_REGION, "eu-west-1")
      assert.strictEqual(variables.AWS_CONFIG_FILE, "/home/a/config")
      assert.notProperty(variables, "AWS_SHARED_CREDENTIALS_FILE")
      for (const name of ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_ACCOUNT_ID", "BOTO_SES_USER_CONFIG_FILE"]) {
        assert.notProperty(variables, name)
      }
      assert.deepStrictEqual(found.marker, {
        target: "sbx",
        env: "sbx",
        accountId: "222222222222",
        kind: "assumed-role",
        name: "sbx_role"
      })
      assert.notInclude(JSON.stringify(variables), secretOf("sbx"))
    })
  )

  it.live("three levels deep: a descendant has the hand-over, a nested exec only if it asks", () =>
    Effect.gen(function* () {
      const nested = (job: Job): Job["command"] => [
        "env",
        `TEST_JOB=${JSON.stringify(job)}`,
        ...commandOf("node", "parent")
      ]
      const handover = { name: "dev" }
      const deep = yield* foundIn({ handover, command: ["sh", "-c", `sh -c '${child.join(" ")}'`] })
      assert.strictEqual(deep.found.devops, "ASIADEV")

      const leaf: Job = { target: "prd", command: child, handover: { name: "inner" }, static: true }
      const middle: Job = { target: "tst", command: nested(leaf), handover: { name: "middle" } }
      const asking = yield* foundIn({ handover, command: nested(middle) })
      assert.strictEqual(asking.found.devops, "ASIAINNER")
      assert.deepInclude(asking.found.marker as object, { target: "prd" })
      assert.notProperty(asking.found.variables, "BOTO_SES_HANDOVER_URI")
      assert.notProperty(asking.found.variables, "AWS_CONTAINER_CREDENTIALS_FULL_URI")

      const silent = yield* foundIn({ handover, command: nested({ target: "prd", command: child }) })
      assert.strictEqual(silent.found.devops, "none")
      assert.isEmpty(Object.keys(silent.found.variables).filter((name) => /HANDOVER_(URI|TOKEN)|SNAPSHOT/.test(name)))
      assert.deepStrictEqual(yield* leftovers(silent.home), [])
    })
  )

  it.live("hands devops to a child on each runtime, past any proxy", () =>
    Effect.gen(function* () {
      const proxy = "http://127.0.0.1:9"
      const proxied = { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: "1" }
      for (const runtime of runtimeNames) {
        const { found } = yield* foundIn({ handover: { name: "dev" }, command: commandOf(runtime, "child") }, proxied)
        assert.strictEqual(found.devops, "ASIADEV", `${runtime}: ${found.devopsSource}`)
        assert.property(found.variables, "BOTO_SES_HANDOVER_URI")
      }
    })
  )

  it.live("refuses long-lived keys without --static, and names it", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      const keys: Job = { ...shell("echo ran"), session: { token: false } }
      const refused = yield* startJob("node", keys, cleanEnv(home))
      assert.notStrictEqual(yield* refused.end, 0)
      assert.include(refused.stderr(), "--static")
      assert.notInclude(refused.stdout(), "ran")
      const fixed = yield* startJob("node", { ...keys, static: true }, cleanEnv(home))
      assert.strictEqual(yield* fixed.end, 0)
      assert.include(fixed.stdout(), "ran")
    })
  )

  it.live("notes that a container cannot reach the server", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      const env = { ...cleanEnv(home), PATH: "/nonexistent" }
      const run = (job: Job) => Effect.tap(startJob("node", job, env), (running) => running.end)
      const note = "A container cannot reach the credential server"
      assert.include((yield* run({ target: "sbx", command: ["docker", "run"] })).stdout(), note)
      assert.include((yield* run({ target: "sbx", command: ["/usr/bin/podman", "--no-such-flag"] })).stdout(), note)
      assert.notInclude((yield* run({ target: "sbx", command: ["docker", "run"], static: true })).stdout(), note)
      assert.notInclude((yield* run({ target: "sbx", command: ["terraform"] })).stdout(), note)
    })
  )
})

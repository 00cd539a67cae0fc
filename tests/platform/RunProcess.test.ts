import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { runProcess } from "../../src/platform/RunProcess.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "boto-ses-process-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A process that has ended stays in the table until whoever started it, or init, has asked how.
    return !/^\d+ \(.*\) Z/.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "")
  } catch {
    return false
  }
}

const until = (condition: () => boolean) =>
  Effect.sleep("10 millis").pipe(Effect.repeat({ until: condition }), Effect.timeout("5 seconds"))

const node = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url))
const evaluate = ["--input-type=module-typescript", "--no-warnings", "--eval"]

const shell = (script: string) => ({ command: "sh", arguments: ["-c", script] })

describe("runProcess", () => {
  it.live("gives what a program wrote, and how it ended", () =>
    Effect.gen(function* () {
      const output = yield* runProcess({
        ...shell("cat; echo $ONE h\u00e9; echo no >&2; exit 3"),
        variables: { ONE: "1" }
      })
      assert.deepStrictEqual(output, { _tag: "Ended", exitCode: 3, stdout: "1 h\u00e9\n", stderr: "no\n" })
    })
  )

  it.live("gives arguments to a program as they are, past every shell", () =>
    Effect.gen(function* () {
      const output = yield* runProcess({ command: "printf", arguments: ["%s,", "$HOME", "a b", "; exit 3"] })
      assert.deepInclude(output, { exitCode: 0, stdout: "$HOME,a b,; exit 3," })
    })
  )

  it.live("passes this process's variables on, or those given in their place", () =>
    Effect.gen(function* () {
      const named = (name: string) => ({ command: "/bin/sh", arguments: ["-c", `/usr/bin/printenv ${name}; true`] })
      assert.deepInclude(yield* runProcess(named("PATH")), { stdout: `${process.env.PATH}\n` })
      assert.deepInclude(yield* runProcess({ ...named("HOME"), inherited: {} }), { stdout: "" })
      assert.deepInclude(
        yield* runProcess({ ...named("HOME"), inherited: { HOME: "/a" }, variables: { HOME: "/b" } }),
        { stdout: "/b\n" }
      )
    })
  )

  it.live("tells of a program that is not there, and of one that writes without end", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* runProcess({ command: "boto-ses-none", arguments: [] }), {
        _tag: "NotStarted",
        code: "ENOENT"
      })
      assert.strictEqual((yield* runProcess({ command: "yes", arguments: [] }))._tag, "TooMuch")
    })
  )

  it.live("shows on a terminal what it says there, as it comes and without control characters", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const program = `
        import * as Effect from "effect/Effect"
        import { runProcess } from "./src/platform/RunProcess.ts"
        const script = "printf 'touch \\\\033[31mthe key: ' >&2; until test -e ${path}/touched; do sleep 0.02; done; echo yes"
        const request = { command: "sh", arguments: ["-c", script], showsErrors: true }
        console.log(JSON.stringify(await Effect.runPromise(runProcess(request))))
      `
      // A pseudo-terminal, on which whoever sees the question answers it.
      const terminal = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
said = b""
try:
    while True:
        said += os.read(fd, 4096)
        if b"the key: " in said: open(os.environ["TOUCHED"], "w").close()
except OSError: pass
sys.stdout.buffer.write(said)
`
      const shown = yield* runProcess({
        command: "python3",
        arguments: ["-c", terminal, node, ...evaluate, program],
        variables: { TOUCHED: `${path}/touched` }
      })
      assert(shown._tag === "Ended")
      assert.match(shown.stdout, /^touch the key: \{"_tag":"Ended","exitCode":0,"stdout":"yes/)
    })
  )

  it.live("ends what takes too long, with all that it started", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const program = `
        import * as Effect from "effect/Effect"
        import { runProcess } from "./src/platform/RunProcess.ts"
        const request = { command: "sh", arguments: ["-c", "sleep 60 & echo $! > ${path}/pid; wait"], limit: 500 }
        console.log((await Effect.runPromise(runProcess(request)))._tag)
      `
      // Where a person runs the tests, their terminal is not to be there.
      const child = spawn(node, [...evaluate, program], { detached: true, stdio: ["ignore", "pipe", "inherit"] })
      const out = yield* Effect.promise(() => text(child.stdout))
      assert.strictEqual(out, "TooLong\n")
      yield* until(() => !isAlive(Number(readFileSync(`${path}/pid`, "utf8"))))
    })
  )

  it.live("ends it where nobody waits any more", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const fiber = yield* Effect.forkChild(runProcess(shell(`echo $$ > ${path}/pid; exec sleep 60`)))
      const pid = () => Number(existsSync(`${path}/pid`) ? readFileSync(`${path}/pid`, "utf8") : "")
      yield* until(() => pid() > 0)
      assert.isTrue(isAlive(pid()))
      yield* Fiber.interrupt(fiber)
      yield* until(() => !isAlive(pid()))
    })
  )
})

import { constants } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { home } from "../aws/fixture.ts"
import { programOf } from "../cli/harness.ts"
import { answers, run, withPeer } from "./peers.ts"
import { atTerminal, type Call } from "./pseudoTerminal.ts"

const { signals } = constants
const account = "111111111111"
const serial = `arn:aws:iam::${account}:mfa/alice`
const prompt = "for the profile sbx: "

const world: Parameters<typeof LocalAws.make>[0] = {
  accounts: {
    [account]: {
      users: { alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice", mfaSerial: serial } },
      roles: { sbx: { trust: [account], requireMfa: true } }
    }
  }
}

/** A laptop whose profile needs a code, and what runs a command there. */
const laptop = Effect.gen(function* () {
  const aws = yield* LocalAws.make(world)
  const folder = yield* home(() => ({
    ".aws/config":
      `[profile sbx]\nrole_arn = arn:aws:iam::${account}:role/sbx\nsource_profile = base\nmfa_serial = ${serial}\n` +
      `[profile base]\naws_access_key_id = AKIAALICE00000000000\naws_secret_access_key = secret-of-alice\n` +
      `[profile by-process]\nregion = us-east-1\ncredential_process = ${[...programOf("node"), "credential-process", "sbx"].join(" ")}\n`,
    "boto-ses.config.json": JSON.stringify({
      region: "us-east-1",
      devops: {},
      workloads: { sbx: { accountId: account, profile: "sbx" } }
    })
  }))
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    DENO_NO_UPDATE_CHECK: "1",
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_EC2_METADATA_DISABLED: "true"
  }
  const see = (command: ReadonlyArray<string>, steps: Call["steps"], more: Partial<Call> = {}) =>
    atTerminal({ command, env, cwd: folder, steps, ...more })
  return { aws, folder, env, see, code: yield* aws.mfaCode(serial) }
})

/** A shell of one job: says when it has stopped, and lets it go on after a line. */
const jobShell = `
import os, signal, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
while os.WIFSTOPPED(os.waitpid(job, os.WUNTRACED)[1]):
    os.tcsetpgrp(0, os.getpid())
    print("stopped", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, job)
    os.killpg(job, signal.SIGCONT)
os.tcsetpgrp(0, os.getpid())
`

/** Runs a program, which it kills when it is told to, and then once more. */
const killedFirst = `
import signal, subprocess, sys
first = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGUSR1, lambda *_: first.kill())
first.wait()
sys.exit(subprocess.call(sys.argv[1:]))
`

const whoami = (runtime: "node" | "deno" | "bun") => [...programOf(runtime), "whoami", "sbx", "--json"]

withPeer("a terminal", answers("python3", "-c", "import pty") && answers("stty", "--version"), () => {
  for (const runtime of ["node", "deno", "bun"] as const) {
    for (const controlling of [true, false]) {
      describe(`${runtime} on ${controlling ? "its own terminal" : "a terminal that only its streams are"}`, () => {
        it.live("asks for a code, unseen, and again for what is none", () =>
          Effect.gen(function* () {
            const { see, code } = yield* laptop
            const steps = [
              [prompt, "98765\u007f\n"],
              [prompt, `${code}\n`]
            ] as const
            const { screen, exitCode, echoes } = yield* see(whoami(runtime), steps, { controlling })
            assert.strictEqual(exitCode, 0, screen)
            assert.isTrue(echoes)
            assert.include(screen, "assumed-role/sbx/")
            assert.notInclude(screen, code)
            assert.notInclude(screen, "9876")
          })
        )

        for (const [what, typed, exitCode] of [
          ["Ctrl-C", "12\u0003", 130],
          ["Ctrl-\\", "12\u001c", 131],
          ["SIGTERM", 15, 143],
          ["Ctrl-D", "\u0004", 5]
        ] as const) {
          // A runtime ends by each signal as by the others, and an error is an error on all.
          if ((!controlling && exitCode === 143) || (runtime !== "node" && exitCode === 5)) continue
          it.live(`shows what is typed again after ${what}`, () =>
            Effect.gen(function* () {
              const { see } = yield* laptop
              const seen = yield* see(whoami(runtime), [[prompt, typed]], { controlling })
              assert.deepInclude(seen, { exitCode, echoes: true })
              if (exitCode === 5) assert.include(seen.screen.replace(/\s+/g, " "), "none was given")
            })
          )
        }
      })
    }
  }

  it.live("a stop shows what is typed, and whoever goes on is asked again, unseen", () =>
    Effect.gen(function* () {
      const { see, code } = yield* laptop
      const { screen, echoes, shown } = yield* see(
        ["python3", "-c", jobShell, ...whoami("node")],
        [
          [prompt, "12\u001a"],
          ["stopped", "\n"],
          [prompt, `${code}\n`]
        ]
      )
      assert.deepStrictEqual({ echoes, shown }, { echoes: true, shown: [false, true, false] }, screen)
      assert.include(screen, "assumed-role/sbx/")
      assert.notInclude(screen, code)
    })
  )

  it.live("of two processes one asks after the other, and neither shows what is typed", () =>
    Effect.gen(function* () {
      const { see, code } = yield* laptop
      const both = '"$@" & "$@" & wait'
      const { screen, echoes, shown } = yield* see(
        ["bash", "-c", both, "bash", ...programOf("node"), "credential-process", "sbx"],
        [
          [prompt, `${code}\n`],
          [prompt, "987654\n"],
          ["AWS refused that code: wait for the next one. ", "\n"]
        ]
      )
      assert.deepStrictEqual({ echoes, shown }, { echoes: true, shown: [false, false, false] }, screen)
      assert.include(screen, "AccessKeyId")
      assert.notMatch(screen, new RegExp(`987654|${code}`))
    })
  )

  it.live("who comes after one that was killed is asked alone, and what is typed is seen again after", () =>
    Effect.gen(function* () {
      const { see, code } = yield* laptop
      const { screen, exitCode, echoes, shown } = yield* see(
        ["python3", "-c", killedFirst, ...whoami("node")],
        [
          [prompt, signals.SIGUSR1],
          [prompt, `${code}\n`]
        ]
      )
      assert.deepStrictEqual({ exitCode, echoes, shown }, { exitCode: 0, echoes: true, shown: [false, false] }, screen)
      assert.include(screen, "assumed-role/sbx/")
      assert.notInclude(screen, code)
    })
  )

  it.live("nobody is asked without a terminal, in the background, nor in a CI job", () =>
    Effect.gen(function* () {
      const { see, folder, env } = yield* laptop
      const config = join(folder, "boto-ses.config.json")
      const alone = yield* run("setsid", ["-w", ...whoami("node"), "--config", config], env)
      assert.strictEqual(alone.status, 5)
      assert.match(
        alone.stderr.replace(/\s+/g, " "),
        /nobody can be asked for one: there is no terminal here\. Run the/
      )
      const behind = yield* see(["bash", "-c", 'set -m; "$@" & wait $!', "bash", ...whoami("node")], [])
      assert.include(behind.screen.replace(/\s+/g, " "), "this runs in the background")
      const job = yield* see([...whoami("node"), "--runtime", "local"], [], { env: { ...env, CI: "true" } })
      assert.include(job.screen.replace(/\s+/g, " "), "this is a CI job (CI is set)")
    })
  )

  it.live("doctor takes its own line away while it asks", () =>
    Effect.gen(function* () {
      const { see, code, env } = yield* laptop
      const { screen } = yield* see([...programOf("node"), "doctor"], [[prompt, `${code}\n`]], {
        env: { ...env, NO_COLOR: "1" }
      })
      assert.match(screen, /sbx +ok +sbx: /)
      assert.strictEqual(screen.split(prompt).length, 2)
    })
  )

  withPeer("the AWS CLI", answers("aws", "--version"), () => {
    it.live("the AWS CLI's credential_process asks at the terminal that the AWS CLI runs on", () =>
      Effect.gen(function* () {
        const { see, code } = yield* laptop
        const command = ["aws", "sts", "get-caller-identity", "--profile", "by-process"]
        const { screen, exitCode, echoes } = yield* see(command, [[prompt, `${code}\n`]])
        assert.strictEqual(exitCode, 0, screen)
        assert.isTrue(echoes)
        assert.include(screen, ":assumed-role/sbx/")
        const left = yield* see(command, [[prompt, "\u0003"]])
        assert.isTrue(left.echoes)
        assert.notStrictEqual(left.exitCode, 0)
      })
    )

    it.live("after a sign-in by whoami nobody is asked by the AWS CLI or boto3, also without a terminal", () =>
      Effect.gen(function* () {
        const { see, env, folder, code } = yield* laptop
        const kept = { ...env, BOTO_SES_CACHE: "on", BOTO_SES_CONFIG: join(folder, "boto-ses.config.json") }
        const { screen, exitCode } = yield* see(whoami("node"), [[prompt, `${code}\n`]], { env: kept })
        assert.strictEqual(exitCode, 0, screen)
        assert.include(screen.replace(/\s+/g, " "), "whoever has your access key and that folder needs no code")
        const boto3 =
          "import boto3; print(boto3.Session(profile_name='by-process').client('sts').get_caller_identity())"
        for (const command of [
          ["aws", "sts", "get-caller-identity", "--profile", "by-process"],
          ["python3", "-c", boto3]
        ]) {
          const { status, stdout, stderr } = yield* run("setsid", ["-w", ...command], kept)
          assert.deepStrictEqual({ status, stderr }, { status: 0, stderr: "" })
          assert.include(stdout, ":assumed-role/sbx/")
        }
      })
    )
  })
})

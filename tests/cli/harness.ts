import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as EffectRuntime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import { inject } from "vitest"
import { run } from "../../src/cli/run.ts"
import { ThisProcess } from "../../src/cli/ThisProcess.ts"
import { type Channel, makeChannel, Screen } from "../../src/cli/terminal/Screen.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { accounts, envs, type Variables, world } from "../factory/acme.ts"

export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

type Env = { readonly [name: string]: string }

export interface CallOptions {
  /** Variables beside those of the place. */
  readonly env?: Env
  readonly columns?: number
  /** Whether stdout is a terminal. */
  readonly terminal?: boolean
  /** Whether stderr is one. */
  readonly errTerminal?: boolean
  /** The command that the program was started by. */
  readonly command?: ReadonlyArray<string>
}

/** A machine with a configuration, and an AWS behind it. */
export interface Place {
  readonly aws: LocalAws.LocalAws
  readonly folder: string
  readonly config: string
  readonly env: Env
  /** Runs the command line in this process. */
  readonly cli: (args: ReadonlyArray<string>, options?: CallOptions) => Effect.Effect<Ended>
  /** Runs the command line as a program of a runtime. */
  readonly program: (runtime: Runtime, args: ReadonlyArray<string>, env?: Env) => Effect.Effect<Ended>
}

export type Runtime = "node" | "deno" | "bun"

const root = fileURLToPath(new URL("../..", import.meta.url))

const runtimeArguments: { readonly [Name in Runtime]: ReadonlyArray<string> } = {
  node: [],
  deno: ["run", "--allow-all", "--quiet"],
  bun: []
}

/** The command that runs the bundled command line on a runtime. */
export const programOf = (runtime: Runtime): readonly [string, ...ReadonlyArray<string>] => [
  join(root, "node_modules", ".bin", runtime),
  ...runtimeArguments[runtime],
  join(inject("bundles"), "cli", "main.js")
]

/** What `configure` says on stderr beside that it writes to a program that may not stay: the tests may be anywhere. */
export const besidePlace = (stderr: string): string => stderr.replace(/^warning The profiles are to run .*\n/gm, "")

/** Runs a command to its end, whatever its exit code. */
export const spawn = (
  [command, ...args]: readonly [string, ...ReadonlyArray<string>],
  options: { readonly cwd: string; readonly env: Env }
): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    execFile(command, args, options, (error, stdout, stderr) =>
      resume(Effect.succeed({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }))
    )
  })

/** The configuration file of the tests. */
export const configuration = {
  region: "us-east-1",
  devops: { accountId: accounts.devops, profile: "acme-devops" },
  workloads: Object.fromEntries(envs.map((env) => [env, { accountId: accounts[env], profile: `acme-${env}` }])),
  defaultAppEnv: "sbx"
}

const call =
  (place: Env) =>
  (args: ReadonlyArray<string>, options: CallOptions = {}): Effect.Effect<Ended> => {
    const written = { out: "", err: "" }
    const channel = (name: keyof typeof written): Channel =>
      makeChannel({
        columns: () => options.columns ?? 80,
        isPainted: () => false,
        write: (lines) =>
          Effect.sync(() => {
            written[name] += `${lines.join("\n")}\n`
          })
      })
    const env: Record<string, string> = { ...place, ...options.env }
    return Effect.map(
      Effect.exit(
        run(args).pipe(
          Effect.provideService(Screen, { out: channel("out"), err: channel("err") }),
          Effect.provideService(ThisProcess, {
            env,
            isTerminal: { stdin: false, stdout: options.terminal ?? false, stderr: options.errTerminal ?? false },
            command: options.command ?? ["/usr/bin/boto-ses"]
          }),
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
        )
      ),
      (exit) => ({
        exitCode: Exit.isSuccess(exit) ? 0 : EffectRuntime.getErrorExitCode(Cause.squash(exit.cause)),
        stdout: written.out,
        stderr: written.err
      })
    )
  }

const makePlace = (
  variables: (aws: LocalAws.LocalAws, folder: string) => ReturnType<Variables>
): Effect.Effect<Place, LocalAws.LocalAwsError, Scope.Scope> =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.make(world)
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "cli-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    // Without it the first fish of a home begins to read all manuals of the machine, and goes on after its end.
    mkdirSync(join(folder, ".local/share/fish/generated_completions"), { recursive: true })
    const config = join(folder, "boto-ses.config.json")
    writeFileSync(config, JSON.stringify(configuration))
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      DENO_NO_UPDATE_CHECK: "1",
      BOTO_SES_CONFIG: config,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: aws.endpoint,
      ...(yield* variables(aws, folder))
    }
    const cli = call(env)
    const program = (runtime: Runtime, args: ReadonlyArray<string>, more: Env = {}) => {
      const [command, ...before] = programOf(runtime)
      return spawn([command, ...before, ...args], { cwd: folder, env: { ...env, ...more } })
    }
    return { aws, folder, config, env, cli, program }
  })

/** A laptop whose profiles hold the keys of sessions of each env's deployment role, and of the devops role. */
export const onLaptop: Effect.Effect<Place, LocalAws.LocalAwsError, Scope.Scope> = makePlace(
  Effect.fnUntraced(function* (aws, folder) {
    const blocks = yield* Effect.forEach(Object.entries(accounts), ([env, accountId]) =>
      Effect.map(
        aws.roleCredentials(accountId, env === "devops" ? "devops_role" : `${env}_deployment_role`, {
          sessionName: "laptop"
        }),
        (keys) =>
          [
            `[acme-${env}]`,
            `aws_access_key_id = ${keys.accessKeyId}`,
            `aws_secret_access_key = ${Redacted.value(keys.secretAccessKey)}`,
            `aws_session_token = ${Redacted.value(keys.sessionToken)}`
          ].join("\n")
      )
    )
    mkdirSync(join(folder, ".aws"))
    writeFileSync(join(folder, ".aws", "credentials"), `${blocks.join("\n")}\n`, { mode: 0o600 })
    writeFileSync(join(folder, ".aws", "config"), "")
    return {}
  })
)

/** A job of GitHub Actions whose ambient credentials are a session of the devops role. */
export const inCi: Effect.Effect<Place, LocalAws.LocalAwsError, Scope.Scope> = makePlace((aws) =>
  Effect.map(aws.roleCredentials(accounts.devops, "devops_role", { sessionName: "job" }), (keys) => ({
    CI: "true",
    GITHUB_ACTIONS: "true",
    ENV_NAME: "tst",
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
    AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
  }))
)

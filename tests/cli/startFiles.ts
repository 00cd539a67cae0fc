import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { CliProblem } from "../../src/cli/CliProblem.ts"
import { markedShell } from "../../src/cli/commands/exec/markedShell.ts"
import { childEnvironment } from "../../src/domain/child/ChildEnvironment.ts"

/** What `exec` decided for these shells. */
const decided = {
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/credentials/sbx",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "it's a $TOKEN\nof `two` lines"
}

/** A part of a value that is nobody's but the child's. */
export const secret = "$TOKEN"

/** A line that shows what a child finds of AWS and of ours, and whether its token is whole. */
export const show = `env | grep -E '^(AWS_[B-Z]|BOTO)' | grep -v TOKEN | sort; sh -c 'printf %s "$AWS_CONTAINER_AUTHORIZATION_TOKEN" | cksum'\n`

/** What it shows where all is as `exec` decided. */
export const asDecided = [
  `AWS_CONTAINER_CREDENTIALS_FULL_URI=${decided.AWS_CONTAINER_CREDENTIALS_FULL_URI}`,
  "AWS_DEFAULT_REGION=us-east-1",
  "AWS_REGION=us-east-1",
  "4189019089 28"
]

/** The start files of somebody who has other plans. */
export const otherPlans = `
export AWS_PROFILE=work AWS_REGION=eu-west-1 AWS_ENDPOINT_URL_S3=http://127.0.0.1:9
unset AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
alias export=false unset=false
`

/** What is said of them, without the order of the names. */
export const named = (stderr: string): ReadonlyArray<string> => {
  const [, names = ""] = /start files of this shell had changed (.*); set back to what sbx has/.exec(stderr) ?? []
  return names.split(" ").sort()
}

export const otherNames: ReadonlyArray<string> = [
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_ENDPOINT_URL_S3",
  "AWS_PROFILE",
  "AWS_REGION"
]

export interface Shown {
  readonly stdout: string
  readonly stderr: string
  /** Whether the shell has come past its start files, by its own report. */
  readonly isReady: boolean
}

export interface ShellOptions {
  /** The start files, by their paths below the home. */
  readonly files: { readonly [path: string]: string }
  /** What is typed. */
  readonly typed: string
  readonly args?: ReadonlyArray<string>
  /** Variables beside those of the place. */
  readonly env?: { readonly [name: string]: string }
  /** A command that runs the shell's own, which is handed to it as words. */
  readonly through?: (words: ReadonlyArray<string>) => readonly [string, ...ReadonlyArray<string>]
}

const asItIs: NonNullable<ShellOptions["through"]> = ([command = "", ...rest]) => [command, ...rest]

/** Types into a shell of `exec`, in a home of its own. */
export const inShell: (shell: string, options: ShellOptions) => Effect.Effect<Shown, CliProblem, Scope.Scope> =
  Effect.fnUntraced(
    function* (shell, { files, typed, args = ["-i"], env = {}, through = asItIs }) {
      const home = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "shell-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true }))
      )
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(home, name)), { recursive: true })
        writeFileSync(join(home, name), text)
      }
      const environment = { PATH: process.env.PATH ?? "", HOME: home, TERM: "dumb", ...env, ...decided }
      const given = childEnvironment(decided, ["AWS_PROFILE"])
      const launch = yield* markedShell("sbx", { shell, args }, { given, environment })
      const [command, ...rest] = through([launch.command, ...launch.args])
      const shown = yield* Effect.callback<Omit<Shown, "isReady">>((resume) => {
        const child = execFile(
          command,
          rest,
          { cwd: home, env: { ...environment, ...launch.set } },
          (_, stdout, stderr) => resume(Effect.succeed({ stdout, stderr }))
        )
        child.stdin?.end(typed)
      })
      return { ...shown, isReady: launch.isReady !== undefined && (yield* launch.isReady) }
    },
    Effect.provide([NodeFileSystem.layer, NodePath.layer])
  )

/** Runs commands and keeps what they print. */
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { join } from "node:path"
import { root } from "./repository.ts"

export interface Run {
  /** 128 and the signal's number where a signal ended it, 124 where the time was up. */
  readonly exitCode: number
  /** What it wrote to both streams, as a terminal would have shown it. */
  readonly output: string
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

export interface RunOptions {
  readonly cwd?: string
  /** The whole environment of the child. Default: ours, with no colours and no word of newer versions. */
  readonly env?: NodeJS.ProcessEnv
  /** Default: ten minutes. */
  readonly timeoutMilliseconds?: number
}

const bin = join(root, "node_modules", ".bin")

/** Our environment, with the project's own Node, Deno and Bun first on the path, and quiet. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH ?? ""}`,
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
  NO_UPDATE_NOTIFIER: "1"
}
delete environment.FORCE_COLOR

/** Runs a command, without a shell and without input, to its end. Never rejects for what the command does. */
export const run = (command: string, args: ReadonlyArray<string>, options: RunOptions = {}): Promise<Run> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? environment,
      stdio: ["ignore", "pipe", "pipe"]
    })
    let [output, stdout, stderr] = ["", "", ""]
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill("SIGTERM")
      setTimeout(() => child.kill("SIGKILL"), 5000).unref()
    }, options.timeoutMilliseconds ?? 600_000)
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text
      stderr += text
    })
    child.once("error", reject)
    child.once("exit", () => {
      if (!timedOut) return
      // What the command started may live on and hold these open.
      child.stdout.destroy()
      child.stderr.destroy()
    })
    child.once("close", (code, signal) => {
      clearTimeout(timer)
      const exitCode = timedOut ? 124 : (code ?? 128 + (constants.signals[signal ?? "SIGKILL"] ?? 0))
      resolve({ exitCode, output, stdout, stderr, milliseconds: performance.now() - started })
    })
  })

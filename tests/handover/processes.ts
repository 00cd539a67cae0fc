import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { inject } from "vitest"
import { type Found, type Job, jobVariable } from "./programs/job.ts"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const binaries = at("../../node_modules/.bin")

/** A bundled program of the tests. */
export const program = (name: "asker" | "parent" | "child" | "signals" | "sharer" | "whoami"): string =>
  join(inject("bundles"), "handover", `${name}.js`)

/** How each runtime runs a program. */
export const runtimes = {
  node: [`${binaries}/node`],
  deno: [`${binaries}/deno`, "run", "-A"],
  bun: [`${binaries}/bun`]
} as const

export type RuntimeName = keyof typeof runtimes

export const runtimeNames = Object.keys(runtimes) as ReadonlyArray<RuntimeName>

export const commandOf = (runtime: RuntimeName, name: Parameters<typeof program>[0]): [string, ...Array<string>] => {
  const [command, ...args] = runtimes[runtime]
  return [command, ...args, program(name)]
}

/** A process and what it has printed. */
export interface Running {
  readonly process: ChildProcess
  readonly pid: number
  readonly stdout: () => string
  readonly stderr: () => string
  readonly write: (text: string) => void
  /** Waits until the output has the text so many times. */
  readonly seen: (text: string, times?: number) => Effect.Effect<void>
  /** The exit code, or the signal's name. */
  readonly end: Effect.Effect<number | string>
}

export const count = (text: string, part: string): number => text.split(part).length - 1

export interface StartOptions {
  readonly env?: Record<string, string>
  /** In a process group of its own. Default: false. */
  readonly detached?: boolean
}

/** The variables that the tools themselves need, and nothing of AWS or ours. */
export const cleanEnv = (home: string): Record<string, string> => {
  const cache = `${process.env.HOME ?? "/tmp"}/.cache`
  return {
    PATH: `${binaries}:${process.env.PATH ?? ""}`,
    HOME: home,
    DENO_DIR: process.env.DENO_DIR ?? `${cache}/deno`,
    BUN_INSTALL_CACHE_DIR: `${cache}/bun-tests`
  }
}

/** Starts a process; it is killed with the scope, if it still runs. */
export const start = (
  [command, ...args]: readonly [string, ...ReadonlyArray<string>],
  options: StartOptions = {}
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync((): Running => {
      const child = spawn(command, args, {
        stdio: "pipe",
        detached: options.detached === true,
        ...(options.env === undefined ? {} : { env: options.env })
      })
      let stdout = ""
      let stderr = ""
      const waiting = new Set<() => void>()
      const wake = () => {
        for (const each of [...waiting]) each()
      }
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text
        wake()
      })
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
      })
      child.stdin.on("error", () => {})
      const ended = new Promise<number | string>((resolve) => {
        child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown"))
        child.on("error", (error) => resolve(error.message))
      })
      let over = false
      void ended.then(() => {
        over = true
        wake()
      })
      return {
        process: child,
        pid: child.pid ?? -1,
        stdout: () => stdout,
        stderr: () => stderr,
        write: (text) => child.stdin.write(text),
        seen: (text, times = 1) =>
          Effect.callback((resume) => {
            const look = () => {
              if (count(stdout, text) >= times) {
                waiting.delete(look)
                resume(Effect.void)
              } else if (over) {
                waiting.delete(look)
                resume(Effect.die(new Error(`ended before it printed ${text}:\n${stdout}\n${stderr}`)))
              }
            }
            waiting.add(look)
            look()
            return Effect.sync(() => waiting.delete(look))
          }),
        end: Effect.promise(() => ended)
      }
    }),
    (running) =>
      Effect.sync(() => {
        if (running.process.exitCode === null && running.process.signalCode === null) running.process.kill("SIGKILL")
      })
  )

/** Runs a job by a parent program on a runtime. */
export const startJob = (
  runtime: RuntimeName,
  job: Job,
  env: Record<string, string>,
  options: StartOptions = {}
): Effect.Effect<Running, never, Scope.Scope> =>
  start(commandOf(runtime, "parent"), { ...options, env: { ...env, [jobVariable]: JSON.stringify(job) } })

/** What a child program found at the end of a job. */
export const foundBy = (running: Running): Effect.Effect<Found> =>
  Effect.map(running.end, (code) => {
    if (code !== 0) throw new Error(`ended with ${code}: ${running.stderr()}`)
    return JSON.parse(running.stdout()) as Found
  })

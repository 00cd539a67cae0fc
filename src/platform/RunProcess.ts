import { spawn } from "node:child_process"
import process from "node:process"
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** What a command wrote until it ended, or why there is no end to wait for. */
export type ProcessOutput =
  | { readonly _tag: "Ended"; readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly _tag: "NotStarted"; readonly detail: string }
  | { readonly _tag: "TooLong" }
  | { readonly _tag: "TooMuch" }

type Variables = { readonly [name: string]: string | undefined }

export interface ProcessRequest {
  /** A program; without `arguments` what a shell is to make of it. */
  readonly command: string
  readonly arguments?: ReadonlyArray<string>
  /** In place of the variables of this process. */
  readonly inherited?: Variables
  /** Put over those that it inherits. */
  readonly variables?: Variables
  /** Milliseconds of real time; without one only an interruption ends it. */
  readonly limit?: number
}

/** Characters; far above any answer that is waited for. */
const longest = 1_000_000

/** Without the command, which may hold secrets, and which Node quotes where it cannot be an argument. */
const words = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "it cannot be the argument of a shell"

/**
 * Runs a command to its end, with nothing on its standard input.
 *
 * **Details**: an interruption and the limit end it: where no terminal is there to lose, with every process that it
 * started.
 */
export const runProcess = (request: ProcessRequest): Effect.Effect<ProcessOutput> =>
  Effect.callback<ProcessOutput>((resume) => {
    const ownGroup = process.platform !== "win32" && !isatty(0)
    const started = Result.try(() =>
      spawn(request.command, request.arguments ?? [], {
        shell: request.arguments === undefined,
        env: { ...(request.inherited ?? process.env), ...request.variables },
        stdio: ["ignore", "pipe", "pipe"],
        detached: ownGroup
      })
    )
    if (Result.isFailure(started)) {
      return resume(Effect.succeed({ _tag: "NotStarted", detail: words(started.failure) }))
    }
    const child = started.success
    const output = { stdout: "", stderr: "" }
    let ended = false
    const kill = () => {
      clearTimeout(timer)
      child.stdout.destroy()
      child.stderr.destroy()
      if (ended || child.pid === undefined) return
      try {
        process.kill(ownGroup ? -child.pid : child.pid, "SIGKILL")
      } catch {
        // It has ended just now, which its exit event is about to say.
      }
    }
    const giveUp = (why: ProcessOutput) => {
      kill()
      resume(Effect.succeed(why))
    }
    const timer = request.limit === undefined ? undefined : setTimeout(() => giveUp({ _tag: "TooLong" }), request.limit)
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text
        if (output[name].length > longest) giveUp({ _tag: "TooMuch" })
      })
    }
    child.on("error", (error) => giveUp({ _tag: "NotStarted", detail: error.message }))
    child.on("exit", () => {
      ended = true
    })
    child.on("close", (exitCode) => {
      clearTimeout(timer)
      resume(Effect.succeed({ _tag: "Ended", exitCode, ...output }))
    })
    return Effect.sync(kill)
  })

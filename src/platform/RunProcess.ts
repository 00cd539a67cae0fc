import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import process from "node:process"
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { plainPieces } from "../domain/text/PlainText.ts"
import { grantFlag } from "./Denied.ts"

/** What a program wrote until it ended, or why there is no end to wait for. */
export type ProcessOutput =
  | { readonly _tag: "Ended"; readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }
  /** `code`: the system's word for it, such as `ENOENT`. */
  | { readonly _tag: "NotStarted"; readonly code: string }
  | { readonly _tag: "TooLong" }
  | { readonly _tag: "TooMuch" }

type Variables = { readonly [name: string]: string | undefined }

export interface ProcessRequest {
  readonly command: string
  readonly arguments: ReadonlyArray<string>
  /** In place of the variables of this process. */
  readonly inherited?: Variables
  /** Put over those that it inherits. */
  readonly variables?: Variables
  /** Milliseconds of real time; without one only an interruption ends it. */
  readonly limit?: number
  /** Whether what it says on stderr is for a person too: shown as it comes where this process's stderr is a terminal. */
  readonly showsErrors?: boolean
}

/** Characters; far above any answer that is waited for. */
const longest = 1_000_000

/** Never the message, in which Node quotes the program and its arguments: they may hold secrets. */
const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown
    ? String(thrown.code)
    : (grantFlag(thrown)?.replace(/\.$/, "") ?? "it cannot be the argument of a program")

/** Whether this process has a terminal, by which a program may ask a person even where no stream of its is one. */
const hasTerminal = (): boolean => {
  if (isatty(0)) return true
  const opened = Result.try(() => closeSync(openSync("/dev/tty", "r")))
  return Result.isSuccess(opened)
}

/**
 * Runs a program to its end, past every shell, with nothing on its standard input.
 *
 * **Details**: an interruption and the limit end it: where no terminal is there to lose, with every process that it
 * started.
 */
export const runProcess = (request: ProcessRequest): Effect.Effect<ProcessOutput> =>
  Effect.callback<ProcessOutput>((resume) => {
    const ownGroup = process.platform !== "win32" && !hasTerminal()
    const started = Result.try(() =>
      spawn(request.command, request.arguments, {
        env: { ...(request.inherited ?? process.env), ...request.variables },
        stdio: ["ignore", "pipe", "pipe"],
        detached: ownGroup
      })
    )
    if (Result.isFailure(started)) {
      return resume(Effect.succeed({ _tag: "NotStarted", code: codeOf(started.failure) }))
    }
    // Where no more files may be opened a child has no streams, and its error is told in its own time.
    const child: ChildProcess = started.success
    const output = { stdout: "", stderr: "" }
    const shown = request.showsErrors === true && isatty(2) ? plainPieces() : undefined
    let ended = false
    const kill = () => {
      clearTimeout(timer)
      child.stdout?.destroy()
      child.stderr?.destroy()
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
      child[name]?.setEncoding("utf8").on("data", (text: string) => {
        if (name === "stderr" && shown !== undefined) process.stderr.write(shown(text))
        output[name] += text
        if (output[name].length > longest) giveUp({ _tag: "TooMuch" })
      })
    }
    child.on("error", (error) => giveUp({ _tag: "NotStarted", code: codeOf(error) }))
    child.on("exit", () => {
      ended = true
    })
    child.on("close", (exitCode) => {
      clearTimeout(timer)
      resume(Effect.succeed({ _tag: "Ended", exitCode, ...output }))
    })
    return Effect.sync(kill)
  })

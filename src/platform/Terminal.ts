import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { closeSync, openSync, readFileSync, writeSync } from "node:fs"
import { constants } from "node:os"
import process from "node:process"
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Answer, Question } from "./Question.ts"
import { isLent } from "./TerminalLoan.ts"
import { variable } from "./Variables.ts"

/** One way to a person's eyes and hands. */
interface Line {
  readonly write: (text: string) => void
  /** Hides what is typed, and gives what shows it again; that may be called at any moment, even of a signal. */
  readonly hide: () => () => void
  /** Reads a line; `undefined` where the person ended the input. Gives what stops the reading. */
  readonly read: (done: (line: string | undefined) => void, interrupted: () => void) => () => void
}

const script = (text: string, ...args: ReadonlyArray<string>): [string, Array<string>] => [
  "/bin/sh",
  ["-c", `exec </dev/tty && ${text}`, "sh", ...args]
]

/**
 * The controlling terminal, which also a program has whose streams are pipes: the AWS CLI's `credential_process`.
 *
 * **Details**: the terminal keeps its own editing and its signals, so that Ctrl-C reaches every program of the job, as a
 * person expects. `stty` and `read` of the shell do the same on every runtime: what these know of terminals differs,
 * and a read of Node's that waits for a key keeps the process from ending.
 *
 * Source: POSIX, General Terminal Interface, and the utilities stty and read.
 */
const controlling = (tty: number): Line => ({
  write: (text) => {
    writeSync(tty, text)
  },
  hide: () => {
    const { stdout } = spawnSync(...script("stty -g && stty -echo"), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    })
    const before = stdout?.trim() ?? ""
    // What a person's second Ctrl-C ends must not be this.
    return () => {
      if (before !== "") spawnSync(...script("trap '' INT TERM HUP QUIT; stty \"$1\"", before), { stdio: "ignore" })
    }
  },
  read: (done, interrupted) => {
    const child: ChildProcess = spawn(...script('IFS= read -r line && printf %s. "$line"'), {
      stdio: ["ignore", "pipe", "ignore"]
    })
    let output = ""
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
    child.on("error", () => done(undefined))
    child.on("close", (_, signal) => {
      if (signal === "SIGINT") interrupted()
      else done(output === "" ? undefined : output.slice(0, -1))
    })
    return () => {
      child.kill("SIGKILL")
    }
  }
})

/** The terminal that the standard input is, as on Windows, or where this process's session has no other. */
const standard: Line = {
  write: (text) => {
    process.stderr.write(text)
  },
  hide: () => {
    process.stdin.setRawMode(true)
    return () => {
      process.stdin.setRawMode(false)
    }
  },
  read: (done, interrupted) => {
    const { stdin } = process
    let typed = ""
    const onKeys = (keys: string) => {
      for (const key of keys) {
        if (key === "\r" || key === "\n") return done(typed)
        if (key === "\u0003") return interrupted()
        if (key === "\u0004" && typed === "") return done(undefined)
        if (key === "\u007f" || key === "\b") typed = typed.slice(0, -1)
        else if (key === "\u0015") typed = ""
        else if (key >= " ") typed += key
      }
    }
    const onEnd = () => done(undefined)
    stdin.setEncoding("utf8").on("data", onKeys).on("end", onEnd).resume()
    return () => {
      stdin.off("data", onKeys).off("end", onEnd).pause()
    }
  }
}

const ending = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** Ends this process by a signal, as it would have ended without our ear for it. */
const endBy = (signal: (typeof ending)[number]): void => {
  if (process.platform !== "win32") process.kill(process.pid, signal)
  // Not every runtime lets a signal end the process again that it once told a program of.
  process.exit(128 + constants.signals[signal])
}

/** Asks by a line. Whatever ends the asking or the process, what is typed is shown again before. */
const askBy = (line: Line, { text, isHidden }: Question): Effect.Effect<Answer> =>
  Effect.callback<Answer>((resume) => {
    const show = isHidden ? line.hide() : () => {}
    let isOver = false
    let stop = () => {}
    const end = () => {
      if (isOver) return
      isOver = true
      stop()
      show()
      process.off("exit", end)
      for (const [signal, ear] of ears) process.off(signal, ear)
      // The person's own Enter was not shown.
      if (isHidden) Result.try(() => line.write("\n"))
    }
    const endedBy = (signal: (typeof ending)[number]) => {
      if (isOver) return
      end()
      // A program that hears signals decides what they mean.
      if (process.listenerCount(signal) === 0) endBy(signal)
      resume(Effect.succeed({ _tag: "Left" }))
    }
    const ears = ending.map((signal) => [signal, () => endedBy(signal)] as const)
    for (const [signal, ear] of ears) process.on(signal, ear)
    process.on("exit", end)
    line.write(text)
    stop = line.read(
      (typed) => {
        end()
        resume(Effect.succeed(typed === undefined ? { _tag: "Left" } : { _tag: "Line", line: typed }))
      },
      () => endedBy("SIGINT")
    )
    return Effect.sync(end)
  })

const opened: Effect.Effect<number | undefined> = Effect.sync(() =>
  process.platform === "win32"
    ? undefined
    : // Without the flag that makes a file: a container may have no such device.
      Result.getOrUndefined(Result.try(() => openSync("/dev/tty", "r+")))
)

/**
 * Whether the terminal is this job's now. A job in the background that asks is stopped, and who waits for it waits for
 * ever where that is no shell.
 */
const isInFront = (): boolean => {
  const [group, front] = Result.getOrElse(
    Result.try(() => (process.platform === "linux" ? groupsByProc() : groupsByPs())),
    () => []
  )
  // A group outside of the container's numbers is 0.
  return !group || !front || group === front
}

type Groups = ReadonlyArray<number | undefined>

/** Source: proc_pid_stat(5): pgrp and tpgid, the name before them in parentheses. */
const groupsByProc = (): Groups => {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ")
  return [Number(fields[2]), Number(fields[5])]
}

const groupsByPs = (): Groups =>
  spawnSync("ps", ["-o", "pgid=", "-o", "tpgid=", "-p", String(process.pid)], { encoding: "utf8" })
    .stdout.trim()
    .split(/\s+/)
    .map(Number)

const isOff = (value: string): boolean => value === "0" || value.toLowerCase() === "false"

const unasked = (why: string, next: string): Answer => ({ _tag: "Unasked", why, next })

/**
 * Asks the person at the terminal, on the controlling one where there is one, else on stderr where stdin is one. In a
 * CI job there is none, whatever it has of terminals.
 */
export const askAtTerminal: (question: Question) => Effect.Effect<Answer> = Effect.fnUntraced(function* (question) {
  if (isLent()) return unasked("the command that runs has the terminal", "Start it anew.")
  const ci = yield* Effect.orElseSucceed(variable("CI"), () => undefined)
  if (ci !== undefined && !isOff(ci))
    return unasked("this is a CI job (CI is set)", "Give the job a role or keys that need nobody.")
  return yield* Effect.acquireUseRelease(
    opened,
    (tty): Effect.Effect<Answer> => {
      if (tty !== undefined) {
        return isInFront()
          ? askBy(controlling(tty), question)
          : Effect.succeed(unasked("this runs in the background", "Bring it to the foreground."))
      }
      return isatty(0)
        ? askBy(standard, question)
        : Effect.succeed(unasked("there is no terminal here", "Run the command at a terminal."))
    },
    (tty) =>
      Effect.sync(() => {
        if (tty !== undefined) closeSync(tty)
      })
  )
})

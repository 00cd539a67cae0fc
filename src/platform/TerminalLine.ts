import { spawn, spawnSync } from "node:child_process"
import { writeSync } from "node:fs"
import process from "node:process"

/** The signals that a terminal's keys stand for, and those that end a process otherwise. */
export const ending = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const

export type Ending = (typeof ending)[number]

const isEnding = (signal: string | null): signal is Ending => ending.some((one) => one === signal)

/** One way to a person's eyes and hands. */
export interface Line {
  readonly write: (text: string) => void
  /** Hides what is typed, and gives what shows it again; that may be called at any moment, even of a signal. */
  readonly hide: () => Hidden
  /** Reads a line; `undefined` where the person ended the input. Gives what stops the reading. */
  readonly read: (
    done: (line: string | undefined) => void,
    signalled: (signal: Ending | "SIGTSTP") => void,
    hidden: Hidden | undefined
  ) => () => void
}

export interface Hidden {
  /** What the terminal was before, in its own words; empty where nobody but this process can show it again. */
  readonly before: string
  readonly show: () => void
}

const script = (text: string, ...args: ReadonlyArray<string>): [string, Array<string>] => [
  "/bin/sh",
  ["-c", `exec </dev/tty && ${text}`, "sh", ...args]
]

/** Neither a person's second Ctrl-C nor a stop of the whole job may end this, nor that the job is no more in front. */
const show = "trap '' INT TERM HUP QUIT TSTP TTOU; stty \"$1\""

/**
 * Reads a line of the terminal. Its input is a pipe: a line there ends it, and so does the pipe's own end, which is that of
 * this process. Where it was killed it could not show what is typed, and a reader that outlives it would take that.
 */
const reader = `exec 3<&0 </dev/tty || exit
(
  IFS= read -r ended <&3
  alive=$?
  kill -9 $$
  [ $alive = 0 ] || [ -z "$1" ] || { ${show} </dev/tty; }
) 2>/dev/null &
IFS= read -r line
read=$?
kill $! 2>/dev/null
[ $read = 0 ] && printf %s. "$line"`

/**
 * The controlling terminal, which also a program has whose streams are pipes: the AWS CLI's `credential_process`.
 *
 * **Details**: the terminal keeps its own editing and its signals, so that Ctrl-C reaches every program of the job, as a
 * person expects. `stty` and `read` of the shell do the same on every runtime: what these know of terminals differs,
 * and a read of Node's that waits for a key keeps the process from ending.
 *
 * Source: POSIX, General Terminal Interface, and the utilities stty and read.
 */
export const controlling = (tty: number): Line => ({
  write: (text) => {
    writeSync(tty, text)
  },
  hide: () => {
    const { stdout } = spawnSync(...script("stty -g && stty -echo"), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    })
    const before = (stdout ?? "").trim()
    return {
      before,
      show: () => {
        if (before !== "") spawnSync(...script(show, before), { stdio: "ignore" })
      }
    }
  },
  read: (done, signalled, hidden) => {
    const child = spawn("/bin/sh", ["-c", reader, "sh", hidden?.before ?? ""], { stdio: ["pipe", "pipe", "ignore"] })
    let output = ""
    child.stdin.on("error", () => {})
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
    child.on("error", () => done(undefined))
    let isStopped = false
    child.on("close", (_, signal) => {
      if (isStopped) return
      if (isEnding(signal)) signalled(signal)
      else done(output === "" ? undefined : output.slice(0, -1))
    })
    return () => {
      isStopped = true
      child.kill("SIGKILL")
      child.stdin.end("\n")
    }
  }
})

/** The terminal that the standard input is, as on Windows, or where this process's session has no other. */
export const standard: Line = {
  write: (text) => {
    process.stderr.write(text)
  },
  hide: () => {
    process.stdin.setRawMode(true)
    return {
      before: "",
      show: () => {
        process.stdin.setRawMode(false)
      }
    }
  },
  read: (done, signalled) => {
    const { stdin } = process
    let typed = ""
    const onKeys = (keys: string) => {
      for (const key of keys) {
        if (key === "\r" || key === "\n") return done(typed)
        if (key === "\u0003") return signalled("SIGINT")
        if (key === "\u001c") return signalled("SIGQUIT")
        if (key === "\u001a") return signalled("SIGTSTP")
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

import { type ChildProcessByStdio, spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * Tells a signal that was sent to this process alone from one that its whole process group got: a terminal's Ctrl-C, a
 * service manager's stop, `timeout`. The child, which is in the group, already has the second kind; passed on, it would
 * come twice. No runtime tells who sent a signal, so a witness is asked: a shell in the same group that does nothing but
 * write down the signals it gets.
 *
 * A kernel delivers to all of a group in one go, and a shell runs its traps before it reads on. So the witness's answer
 * to a question that was put after the signal came is complete, and no time limit is needed.
 */
export interface GroupWatch {
  /** Whether the group got the signal that this process just got. `false` where the witness is gone. */
  readonly reached: (signal: NodeJS.Signals) => Effect.Effect<boolean>
}

type Witness = ChildProcessByStdio<Writable, Readable, null>

/**
 * `read` ends early when a trap has run, and some shells then answer as at the end of the input: `s` tells these apart.
 * The end of the input is this process's own end, so the witness never outlives it.
 */
const script = (signals: ReadonlyArray<NodeJS.Signals>): string =>
  [
    ...signals.map((signal) => `trap 's=1; echo ${signal}' ${signal.slice(3)}`),
    "echo ready",
    "while :; do s=0; if read x; then echo answer; elif [ $s = 0 ]; then exit; fi; done"
  ].join("\n")

const start = (signals: ReadonlyArray<NodeJS.Signals>): Witness | undefined => {
  try {
    const witness = spawn("/bin/sh", ["-c", script(signals)], { stdio: ["pipe", "pipe", "ignore"], env: {} })
    if (witness.pid !== undefined) return witness
    // Where no more files may be opened it has no streams either. Its error is told in its own time, to a listener.
    witness.on("error", () => {})
    return undefined
  } catch {
    return undefined
  }
}

const nobody: GroupWatch = { reached: () => Effect.succeed(false) }

/** A witness of these signals, for as long as the scope is open. */
export const watchGroup: (signals: ReadonlyArray<NodeJS.Signals>) => Effect.Effect<GroupWatch, never, Scope.Scope> =
  Effect.fnUntraced(function* (signals) {
    const witness = yield* Effect.acquireRelease(
      Effect.sync(() => start(signals)),
      (started) => Effect.sync(() => started?.stdin.destroy())
    )
    if (witness === undefined) return nobody

    const seen = new Set<string>()
    const questions: Array<{ readonly signal: NodeJS.Signals; readonly answer: (reached: boolean) => void }> = []
    let gone = false
    let ready = (): void => {}
    const end = (): void => {
      gone = true
      ready()
      for (const { answer } of questions.splice(0)) answer(false)
    }
    let rest = ""
    witness.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) {
        if (line === "ready") ready()
        else if (line !== "answer") seen.add(line)
        else {
          const question = questions.shift()
          question?.answer(seen.delete(question.signal))
        }
      }
    })
    witness.on("error", end)
    witness.on("exit", end)
    witness.stdin.on("error", end)

    yield* Effect.callback<void>((resume) => {
      ready = () => resume(Effect.void)
      if (gone) ready()
    })
    return {
      reached: (signal) =>
        Effect.callback((resume) => {
          if (gone) return resume(Effect.succeed(false))
          questions.push({ signal, answer: (reached) => resume(Effect.succeed(reached)) })
          witness.stdin.write("?\n")
        })
    }
  })

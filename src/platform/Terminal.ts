import { closeSync, openSync } from "node:fs"
import { constants } from "node:os"
import process from "node:process"
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Answer, Question } from "./Question.ts"
import { controlling, type Ending, ending, type Hidden, type Line, standard } from "./TerminalLine.ts"
import { isLent } from "./TerminalLoan.ts"
import { isInFront } from "./TerminalPlace.ts"
import { type TerminalTurn, terminalTurn } from "./TerminalTurn.ts"
import { variable } from "./Variables.ts"

/**
 * Whether a stop may be heard of and then made. Deno (2.9) stops once more for a signal that it was told of, and what Bun
 * starts while its job stops is stopped before it begins.
 */
const hearsStops = process.platform !== "win32" && !("Deno" in globalThis) && !("Bun" in globalThis)

/** Ends this process by a signal, as it would have ended without our ear for it. */
const endBy = (signal: Ending): void => {
  if (process.platform !== "win32") process.kill(process.pid, signal)
  // Not every runtime lets a signal end the process again that it once told a program of.
  process.exit(128 + constants.signals[signal])
}

/**
 * Asks by a line, whose turn it is. Whatever ends the asking or the process or stops it, what is typed is shown again
 * before.
 */
const askBy = (line: Line, turn: TerminalTurn | undefined, { text, isHidden }: Question): Effect.Effect<Answer> =>
  Effect.callback<Answer>((resume) => {
    let hidden: Hidden | undefined
    let isOver = false
    let stop = () => {}
    const show = () => {
      hidden?.show()
      hidden = undefined
      turn?.end()
    }
    const prompt = () => {
      if (isHidden) hidden = line.hide()
      stop()
      stop = line.read(
        (typed) => {
          end()
          resume(Effect.succeed(typed === undefined ? { _tag: "Left" } : { _tag: "Line", line: typed }))
        },
        (signal) => (signal === "SIGTSTP" ? onStop() : endedBy(signal)),
        hidden
      )
      // Who sees it may kill this process: by then somebody is there who shows again what is typed.
      line.write(text)
    }
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
    const endedBy = (signal: Ending) => {
      if (isOver) return
      end()
      // A program that hears signals decides what they mean.
      if (process.listenerCount(signal) === 0) endBy(signal)
      resume(Effect.succeed({ _tag: "Left" }))
    }
    // In the background the terminal is another's.
    const goOn = (): boolean => {
      const mayAsk = !isOver && isInFront()
      if (mayAsk) {
        turn?.again()
        prompt()
      }
      return mayAsk
    }
    let hasGoneOn = false
    const onStop = () => {
      if (!hearsStops) return
      stop()
      show()
      process.off("SIGTSTP", onStop)
      if (process.listenerCount("SIGTSTP") === 0) process.kill(process.pid, "SIGTSTP")
      process.on("SIGTSTP", onStop)
      // Nothing has stopped where no shell could let it go on: then no signal comes.
      hasGoneOn = goOn()
    }
    const onContinue = () => {
      if (!hasGoneOn) goOn()
      hasGoneOn = false
    }
    const ears: ReadonlyArray<readonly [NodeJS.Signals, () => void]> = [
      ...ending.map((signal) => [signal, () => endedBy(signal)] as const),
      ...(hearsStops
        ? ([
            ["SIGTSTP", onStop],
            ["SIGCONT", onContinue]
          ] as const)
        : [])
    ]
    for (const [signal, ear] of ears) process.on(signal, ear)
    process.on("exit", end)
    prompt()
    return Effect.sync(end)
  })

/** How long a turn is kept after its answer, in milliseconds, by a process that goes on. */
const lingering = 2_000

/** Gives up at once what this process still keeps of its last turn. */
let giveUp: () => void = () => {}

/**
 * Ends a turn when this process ends, and not long after its answer. Node and its like set the terminal at their end as it
 * was at their start, and what is typed would be seen where another has been asked by then.
 */
const endLater = (turn: TerminalTurn): void => {
  const end = () => {
    clearTimeout(timer)
    process.off("exit", end)
    giveUp = () => {}
    turn.end()
  }
  const timer = setTimeout(end, lingering)
  timer.unref()
  process.on("exit", end)
  giveUp = end
}

/** Asks when no other process does; each terminal has one person. */
const askInTurn = Effect.fnUntraced(function* (line: Line, question: Question): Effect.fn.Return<Answer> {
  giveUp()
  const turn = yield* terminalTurn
  return turn === "busy"
    ? unasked("another program asks at this terminal", "Answer it first, or end it.")
    : yield* Effect.ensuring(
        askBy(line, turn, question),
        Effect.sync(() => {
          if (turn !== undefined) endLater(turn)
        })
      )
})

const opened: Effect.Effect<number | undefined> = Effect.sync(() =>
  process.platform === "win32"
    ? undefined
    : // Without the flag that makes a file: a container may have no such device.
      Result.getOrUndefined(Result.try(() => openSync("/dev/tty", "r+")))
)

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
          ? askInTurn(controlling(tty), question)
          : Effect.succeed(unasked("this runs in the background", "Bring it to the foreground."))
      }
      return isatty(0)
        ? askInTurn(standard, question)
        : Effect.succeed(unasked("there is no terminal here", "Run the command at a terminal."))
    },
    (tty) =>
      Effect.sync(() => {
        if (tty !== undefined) closeSync(tty)
      })
  )
})

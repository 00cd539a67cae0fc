import * as Effect from "effect/Effect"
import { ThisProcess } from "../../ThisProcess.ts"
import { Screen } from "../../terminal/Screen.ts"
import { shorten } from "../../terminal/TextLayout.ts"

/** Tells what is under way. */
export interface Progress {
  /** Shows a check for as long as it runs. */
  readonly watch: (name: string) => <A, E, R>(check: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Takes away what was shown. */
  readonly clear: Effect.Effect<void>
}

const silent: Progress = { watch: () => (check) => check, clear: Effect.void }

/** Up by one line, and that line empty. Source: ECMA-48, CUU and EL. */
const back = "\u001b[1A\u001b[2K"

/**
 * One line on stderr, written anew when a check begins or ends. Nothing where that is no terminal, or one that cannot
 * go back.
 */
export const makeProgress: Effect.Effect<Progress, never, ThisProcess | Screen> = Effect.gen(function* () {
  const { isTerminal, env } = yield* ThisProcess
  const { err } = yield* Screen
  if (!isTerminal.stderr || env.TERM === "dumb") return silent
  const running = new Set<string>()
  let begun = 0
  let shown = false
  let drawing = false
  let stale = false

  const line = Effect.suspend(() => {
    stale = false
    const text = `checking: ${begun - running.size} of ${begun} done; ${[...running].join(", ")}`
    const before = shown ? back : ""
    shown = true
    return err.lines([before + err.paint("dim", shorten(text, err.columns - 1))])
  })

  /** One write at a time, since each listens to the stream; what happens meanwhile is told by the next. */
  const draw = Effect.suspend(() => {
    stale = true
    if (drawing) return Effect.void
    drawing = true
    return Effect.whileLoop({
      while: () => {
        drawing = stale
        return stale
      },
      body: () => line,
      step: () => {}
    })
  })

  return {
    watch: (name) => (check) =>
      Effect.acquireUseRelease(
        Effect.suspend(() => {
          running.add(name)
          begun += 1
          return draw
        }),
        () => check,
        () =>
          Effect.suspend(() => {
            running.delete(name)
            return draw
          })
      ),
    // The line's own end brings the cursor back down to where it was.
    clear: Effect.suspend(() => (shown ? err.lines([`${back}\u001b[1A`]) : Effect.void))
  }
})

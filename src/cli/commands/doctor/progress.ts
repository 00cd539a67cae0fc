import * as Effect from "effect/Effect"
import { ThisProcess } from "../../ThisProcess.ts"
import { Screen } from "../../terminal/Screen.ts"
import { shorten } from "../../terminal/TextLayout.ts"

/** Tells what is under way. */
export interface Progress {
  /** Shows a check for as long as it runs. */
  readonly watch: (name: string) => <A, E, R>(check: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Takes away what is shown for as long as a person is asked. */
  readonly aside: <A, E, R>(conversation: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Takes away what was shown. */
  readonly clear: Effect.Effect<void>
}

const silent: Progress = { watch: () => (check) => check, aside: (conversation) => conversation, clear: Effect.void }

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
  let isAside = false

  const draw = (change: () => void): Effect.Effect<void> =>
    Effect.suspend(() => {
      change()
      if (isAside) return Effect.void
      const text = `checking: ${begun - running.size} of ${begun} done; ${[...running].join(", ")}`
      const before = shown ? back : ""
      shown = true
      return err.data([before + err.paint("dim", shorten(text, err.columns - 1))])
    })

  // The line's own end brings the cursor back down to where it was.
  const clear = Effect.suspend(() => (shown ? err.data([`${back}\u001b[1A`]) : Effect.void))

  return {
    watch: (name) => (check) =>
      Effect.acquireUseRelease(
        draw(() => {
          running.add(name)
          begun += 1
        }),
        () => check,
        () => draw(() => running.delete(name))
      ),
    aside: (conversation) =>
      Effect.acquireUseRelease(
        Effect.andThen(
          clear,
          Effect.sync(() => {
            isAside = true
            shown = false
          })
        ),
        () => conversation,
        () =>
          draw(() => {
            isAside = false
          })
      ),
    clear
  }
})

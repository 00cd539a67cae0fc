import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"

/**
 * One run of an effect at a time, shared by all who want its result.
 *
 * The run belongs to the scope, not to the fiber that started it, so that interrupting one asker harms no other. Its
 * result reaches those who waited for it and nobody else: who asks after its end gets a run of his own, also while others
 * have yet to be told. (`RcRef` would give him the old result: credentials that he may have just called expired.)
 */
export interface SharedRun<A, E> {
  /** Waits for the run, and starts one where there is none. When the last waiter leaves, the run is interrupted. */
  readonly join: Effect.Effect<A, E>
  /** Starts a run that nobody waits for, and that survives whoever started it. */
  readonly begin: Effect.Effect<void>
  /** Leaves the present run to those who wait for it already: the next asker starts another. */
  readonly abandon: () => void
}

interface Run<A, E> {
  readonly fiber: Fiber.Fiber<A, E>
  waiters: number
  background: boolean
}

/** `closed` is what askers get after the scope's end, and those whose run ends with it. */
export const makeSharedRun = <A, E>(
  run: Effect.Effect<A, E>,
  scope: Scope.Scope,
  closed: Effect.Effect<never, E>
): SharedRun<A, E> => {
  let current: Run<A, E> | undefined

  const start = (background: boolean): Effect.Effect<Run<A, E>> =>
    Effect.map(Effect.forkIn(run, scope), (fiber) => {
      const started: Run<A, E> = { fiber, waiters: 0, background }
      current = started
      fiber.addObserver(() => {
        if (current === started) current = undefined
      })
      return started
    })

  const answer = ({ fiber }: Run<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(Fiber.await(fiber), (exit) =>
      Exit.hasInterrupts(exit) && scope.state._tag === "Closed" ? closed : exit
    )

  const leave = (joined: Run<A, E>): Effect.Effect<void> =>
    Effect.suspend(() => {
      joined.waiters--
      if (joined.waiters > 0 || joined.background) return Effect.void
      if (current === joined) current = undefined
      return Fiber.interrupt(joined.fiber)
    })

  return {
    join: Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(
        Effect.suspend(() => (current === undefined ? start(false) : Effect.succeed(current))),
        (joined) => {
          joined.waiters++
          return Effect.ensuring(restore(answer(joined)), leave(joined))
        }
      )
    ),
    begin: Effect.uninterruptible(
      Effect.suspend(() => {
        if (current === undefined) return Effect.asVoid(start(true))
        current.background = true
        return Effect.void
      })
    ),
    abandon: () => {
      current = undefined
    }
  }
}

/**
 * Runs shared work in the context given, whoever asks for it, so that no caller's own services change what all share;
 * only the caller's span is taken over, so that traces stay whole.
 */
export const runInContext = <A, E>(work: Effect.Effect<A, E>, context: Context.Context<never>): Effect.Effect<A, E> =>
  Effect.contextWith((caller: Context.Context<never>) =>
    Effect.setContext(
      work,
      Option.match(Context.getOption(caller, Tracer.ParentSpan), {
        onNone: () => context,
        onSome: (span) => Context.add(context, Tracer.ParentSpan, span)
      })
    )
  )

/**
 * Keeps a success for good and a failure never, and then nothing of the work. The work runs in the context given.
 */
export const keepSuccess = <A, E>(work: Effect.Effect<A, E>, context: Context.Context<never>): Effect.Effect<A, E> => {
  let current = Effect.runSync(
    Effect.map(
      Effect.cachedInvalidateWithTTL(runInContext(work, context), (exit) => {
        if (exit._tag === "Failure") return 0
        current = exit
        return Infinity
      }),
      ([cached]) => cached
    )
  )
  return Effect.suspend(() => current)
}

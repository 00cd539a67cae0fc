import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/**
 * Runs shared work in the context given, whoever asks for it, so that no caller's own services change what all share;
 * only the caller's span is taken over, so that traces stay whole.
 */
export const inContext = <A, E>(work: Effect.Effect<A, E>, context: Context.Context<never>): Effect.Effect<A, E> =>
  Effect.contextWith((caller: Context.Context<never>) =>
    Effect.setContext(
      work,
      Option.match(Context.getOption(caller, Tracer.ParentSpan), {
        onNone: () => context,
        onSome: (span) => Context.add(context, Tracer.ParentSpan, span)
      })
    )
  )

/** Keeps a success for good and a failure never. The work runs in the context given. */
export const once = <A, E>(work: Effect.Effect<A, E>, context: Context.Context<never>): Effect.Effect<A, E> =>
  Effect.runSync(
    Effect.map(
      Effect.cachedInvalidateWithTTL(inContext(work, context), (exit) => (exit._tag === "Success" ? Infinity : 0)),
      ([cached]) => cached
    )
  )

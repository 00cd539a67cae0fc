import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { keepSuccess } from "../factory/credentials/SharedRun.ts"

/** A service that is made when it is first used, in the scope and the context of the layer. */
export const atFirstUse: <S>(
  tag: Context.Key<S, S>,
  live: Layer.Layer<S>
) => Effect.Effect<Effect.Effect<S>, never, Scope.Scope> = Effect.fnUntraced(function* <S>(
  tag: Context.Key<S, S>,
  live: Layer.Layer<S>
) {
  const scope = yield* Scope.Scope
  return keepSuccess(
    Effect.map(Layer.buildWithScope(live, scope), (services) => Context.get(services, tag)),
    yield* Effect.context<never>()
  )
})

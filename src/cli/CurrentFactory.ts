import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { UnknownEnv } from "../domain/errors/Config.ts"
import { nearest } from "../domain/text/Nearest.ts"
import { BotoSesFactory } from "../factory/BotoSesFactory.ts"
import type { Session } from "../services/Session.ts"
import type { CliProblem } from "./CliProblem.ts"
import type { CommandContext } from "./CommandContext.ts"
import { type Globals, Region } from "./Globals.ts"

/** Provides the factory for where the command is called. It is loaded here and nowhere else: help and versions need none. */
export const withCurrentFactory = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E | BotoSesError | CliProblem, Exclude<R, CommandContext> | Globals> =>
  Effect.provide(
    effect,
    Layer.unwrap(
      Effect.map(
        Effect.promise(() => import("./CommandContext.ts")),
        ({ layerCommandContext }) => layerCommandContext
      )
    )
  )

/** A word for the session of an application, by which no workload may be called. */
const isApp = (target: string): boolean => target === "app" || target === "session"

/** Fails with `UnknownEnv`, the nearest first, where no session has this name. */
export const checkTarget = (target: string): Effect.Effect<string, BotoSesError, BotoSesFactory> =>
  Effect.flatMap(BotoSesFactory, ({ envNames }) => {
    const known = [...envNames, "devops", "app"]
    return isApp(target) || known.includes(target)
      ? Effect.succeed(target)
      : Effect.fail(
          BotoSesError.of(new UnknownEnv({ given: target, known: nearest(target, known), source: "the command line" }))
        )
  })

/** The session of a target word. */
export const sessionOf: (target: string) => Effect.Effect<Session, BotoSesError, BotoSesFactory | Globals> =
  Effect.fnUntraced(function* (target) {
    yield* checkTarget(target)
    const factory = yield* BotoSesFactory
    const region = yield* Region
    if (isApp(target)) return yield* factory.app
    return yield* region === undefined ? factory.env(target) : factory.env(target, { region })
  })

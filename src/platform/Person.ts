import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Answer, Question } from "./Question.ts"

/** The person at the terminal of this process, where there are both. */
export interface Person {
  readonly ask: (question: Question) => Effect.Effect<Answer>
}

/** How a person is asked: a reference, so that a test may be one. The code that knows terminals is loaded at need. */
export const Person: Context.Reference<Person> = Context.Reference("effect-boto-ses/platform/Person", {
  defaultValue: (): Person => ({
    ask: (question) =>
      Effect.flatMap(
        Effect.promise(() => import("./Terminal.ts")),
        ({ askAtTerminal }) => askAtTerminal(question)
      )
  })
})

/** Minutes that a person is waited for, who may have to look for a device. Requests have limits of their own. */
const patience = 5

/** Asks a person, for as long as one has patience for. */
export const askWithin = ({ ask }: Person, question: Question): Effect.Effect<Answer> =>
  Effect.timeoutOrElse(ask(question), {
    duration: Duration.minutes(patience),
    orElse: () => Effect.succeed<Answer>({ _tag: "TooLong", minutes: patience })
  })

/** A process has one terminal, whatever it has of factories and layers. */
const turns = /* @__PURE__ */ Semaphore.makeUnsafe(1)

/** A conversation with the person, after those that were begun before. */
export const inTurn: <A, E, R>(conversation: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = (conversation) =>
  turns.withPermits(1)(conversation)

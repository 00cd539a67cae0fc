import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { oneLine } from "../../domain/text/OneLine.ts"
import { askWithin, inTurn, Person } from "../../platform/Person.ts"
import type { Theirs } from "../../platform/Turn.ts"
import { pause } from "../../platform/TurnLine.ts"
import type { Prompt } from "../../services/SessionStore.ts"

/** What came of waiting for another process: its end, or that this process goes on by itself. */
export type Waited = { readonly _tag: "Ended"; readonly outcome: Uint8Array | undefined } | { readonly _tag: "Over" }

/** Longer than all requests of a sign-in may take together. */
const patience = "60 seconds"

/** How long a process waits for the answer to another's question where nobody can be asked here. */
const promptPatience = "20 seconds"

/** Looks at what the other process says, 50 milliseconds apart: it takes its turn first, and says then what for. */
const looks = 10

const heard: (turn: Theirs) => Effect.Effect<void> = Effect.fnUntraced(function* (turn) {
  for (let look = 0; look < looks && turn.announced() === undefined; look++) yield* pause(50)
})

const over: Waited = { _tag: "Over" }

const whoAsks = (turn: Theirs, prompt: Prompt<unknown>): string =>
  `Another process asks for ${oneLine(turn.announced() ?? prompt.what)}`

/** The person here may rather answer here; where there is none, the wait has an end. */
const askHere = Effect.fnUntraced(function* <E>(turn: Theirs, prompt: Prompt<E>): Effect.fn.Return<Waited, E> {
  const person = yield* Person
  yield* heard(turn)
  const question = { text: `${whoAsks(turn, prompt)}. Answer there, or press Enter to be asked here: `, isHidden: true }
  const answer = yield* inTurn(askWithin(person, question))
  if (answer._tag === "Line") return over
  if (answer._tag === "Unasked") yield* Effect.sleep(promptPatience)
  return yield* Effect.fail(prompt.fail(`${whoAsks(turn, prompt)}, and has no answer yet. Answer it, and try again.`))
})

/** Waits for another process, which obtains what this one wants too. */
export const awaitTurn = <E>(turn: Theirs, prompt: Prompt<E> | undefined): Effect.Effect<Waited, E> => {
  const ended = Effect.map(turn.ended, (outcome): Waited => ({ _tag: "Ended", outcome }))
  return prompt === undefined
    ? Effect.map(
        Effect.timeoutOption(ended, patience),
        Option.getOrElse(() => over)
      )
    : Effect.raceFirst(ended, askHere(turn, prompt))
}

import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { safeLine } from "../../domain/text/OneLine.ts"
import { Screen } from "./Screen.ts"

/** Writes an answer as JSON, as its Schema has it: what the Schema does not describe is a mistake of ours. */
export const writeJson: <A, I>(schema: Schema.Codec<A, I>, value: A) => Effect.Effect<void, never, Screen> =
  Effect.fnUntraced(function* (schema, value) {
    const { out } = yield* Screen
    const encoded = yield* Effect.orDie(Schema.encodeEffect(schema)(value))
    // Within its texts alone may anything be escaped, and there the escapes are JSON's own.
    yield* out.data(JSON.stringify(encoded, null, 2).split("\n").map(safeLine))
  })

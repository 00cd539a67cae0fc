/** Errors are values: one reason is handled here, every other one reaches the edge with its message. */
import { Console, Effect } from "effect"
import { Aws } from "./Aws.ts"

const deployTo = Effect.fn("deployTo")(function* (name: string) {
  // A name from outside is checked first: the error lists the names there are.
  const env = yield* Aws.envOf(name)
  const session = yield* Aws.env(env)
  return `deployed to ${yield* session.maskedAccountId}`
})

const answer = (name: string) =>
  deployTo(name).pipe(
    Effect.catchReason("BotoSesError", "UnknownEnv", ({ given, known }) =>
      Effect.succeed(`there is no ${given}: ${known.join(", ")}`)
    )
  )

const program = Effect.gen(function* () {
  yield* Console.log(yield* answer("prd"))
  yield* Console.log(yield* answer("prdd"))
})

await Effect.runPromise(Effect.provide(program, Aws.layer))

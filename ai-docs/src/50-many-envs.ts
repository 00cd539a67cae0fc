/** All environments side by side: each role is assumed once, whatever asks for it, and however often. */
import { Console, Effect } from "effect"
import { Aws } from "./Aws.ts"

const account = Effect.fn("account")(function* (env: (typeof Aws.envNames)[number]) {
  const session = yield* Aws.env(env)
  return `${env}: ${yield* session.maskedAccountId}`
})

const program = Effect.gen(function* () {
  const lines = yield* Effect.forEach(Aws.envNames, account, { concurrency: "unbounded" })
  yield* Console.log(lines.join("\n"))
})

await Effect.runPromise(Effect.provide(program, Aws.layer))

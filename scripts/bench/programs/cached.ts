/** A session that is held already, asked for again and again, and a bare cached effect. */
import * as Effect from "effect/Effect"
import { Aws } from "./Aws.ts"
import { alternate, took } from "./alternate.ts"

const [turns, reads] = process.argv.slice(2).map(Number)

/** The reads of one turn, in one fiber. */
const again = <A, E, R>(read: () => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    for (let count = 0; count < (reads ?? 0); count++) yield* read()
  })

const program = Effect.gen(function* () {
  const [bare] = yield* Effect.cachedInvalidateWithTTL(Aws.env("prd"), () => "1 hour")
  const context = yield* Effect.context<Aws>()
  const run = Effect.runPromiseWith(context)
  return yield* Effect.promise(() =>
    alternate(
      turns ?? 0,
      () => took(() => run(again(() => Aws.env("prd")))),
      () => took(() => run(again(() => bare)))
    )
  )
})

console.log(JSON.stringify(await program.pipe(Effect.provide(Aws.layer), Effect.runPromise)))

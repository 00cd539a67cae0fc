/** Five envs asked together, and one after the other; a new factory each time, so that nothing is cached. */
import * as Effect from "effect/Effect"
import { Aws, envs } from "./Aws.ts"
import { alternate, took } from "./alternate.ts"

const ask = (concurrency: "unbounded" | 1) =>
  took(() =>
    Effect.forEach(envs, (env) => Aws.env(env), { concurrency }).pipe(Effect.provide(Aws.layer), Effect.runPromise)
  )

const samples = await alternate(
  Number(process.argv[2]),
  () => ask("unbounded"),
  () => ask(1)
)
console.log(JSON.stringify(samples))

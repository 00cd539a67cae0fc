/** A service is swapped by a field of `layerWith`. `Layer.provide(Aws.layer, …)` would change nothing. */
import { Console, Effect } from "effect"
import { RolePolicy, Runtime } from "effect-boto-ses"
import { Aws } from "./Aws.ts"

const layer = Aws.layerWith({
  runtime: Runtime.layerCi,
  rolePolicy: RolePolicy.layerNaming({ roleName: "deploy/{env}", durationSeconds: 1800 })
})

// No request is made: it says what would be done in a CI job, and why.
const program = Effect.flatMap(Aws.explain("prd"), (explanation) => Console.log(`${explanation}`))

await Effect.runPromise(Effect.provide(program, layer))

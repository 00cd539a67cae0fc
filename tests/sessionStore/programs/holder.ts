/** Obtains and keeps one session after the other in the store of a home, for ever, and prints a line for each. */
import process from "node:process"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { askOf, idOf, makeSts } from "../asks.ts"
import { hostStore } from "../host/hosts.ts"

const sts = makeSts()
const obtain = Effect.andThen(
  Effect.flatMap(Random.nextIntBetween(0, 5), (millis) => Effect.sleep(millis)),
  sts.obtain
)

await Effect.gen(function* () {
  const store = yield* hostStore(process.argv[2] ?? "")
  let accessKeyId = ""
  for (let round = 0; ; round++) {
    const refused = { accessKeyId, ended: round % 2 === 0 }
    accessKeyId = idOf(yield* store.session(askOf({ refused }), obtain)) ?? ""
    process.stdout.write("kept\n")
  }
}).pipe(Effect.scoped, Effect.runPromise)

/** More random profiles than a change has time for, from another seed each night: `PROFILES_SEED` gives one again. */
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import { randomProfiles } from "./judges/random/Suite.ts"

const first: number = Effect.runSync(
  Effect.gen(function* () {
    const today = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
    return yield* Config.withDefault(Config.Int("PROFILES_SEED"), today)
  })
)

randomProfiles({ first, cases: 10_000, real: 50 })

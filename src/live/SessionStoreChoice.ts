import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../domain/errors/Config.ts"
import { describeValue } from "../domain/text/Describe.ts"
import { readVariable } from "../services/reading/CheckedVariables.ts"
import { layerHost, layerNone, type SessionStore } from "./SessionStore.ts"

const cacheVariable = "BOTO_SES_CACHE"

/** Where the tools of this user's keep sessions for each other, by `BOTO_SES_CACHE`; with `cache` false nowhere. */
export const chosenStore: (cache: boolean) => Effect.Effect<Layer.Layer<SessionStore>, BotoSesError> =
  Effect.fnUntraced(function* (cache) {
    const stated = yield* readVariable(cacheVariable)
    switch (cache ? stated : "off") {
      case undefined:
        return layerHost()
      case "on":
        return layerHost({ everywhere: true })
      case "off":
        return layerNone
      default:
        return yield* BotoSesError.of(
          new ConfigInvalid({
            source: "the environment",
            problems: [
              {
                path: cacheVariable,
                expected: '"on" or "off"',
                found: describeValue(stated),
                next: "Unset it, or give it one of these."
              }
            ]
          })
        )
    }
  })

import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { BotoSesError } from "../domain/BotoSesError.ts"
import type { Answer } from "./CredentialCell.ts"

const refreshes: Metric.Counter<number> = Metric.counter("boto_ses_credential_refreshes_total", {
  description: "Loads and refreshes of credentials from their source, by outcome",
  incremental: true
})

const secondsToExpiry: Metric.Gauge<number> = Metric.gauge("boto_ses_credential_expiry_seconds", {
  description: "Seconds to the end of the credentials last loaded, by source"
})

/** `label` names the cell for people; the cell's key is not shown, since it holds every option. A load of credentials with a span, a log line and metrics around it. Reads from the cache have none. */
export const observed = (
  label: string,
  load: Effect.Effect<Answer, BotoSesError>,
  clock: Clock.Clock
): Effect.Effect<Answer, BotoSesError> => {
  return load.pipe(
    Effect.tap(({ credentials: { expiresAt }, source: from }) => {
      const seconds =
        expiresAt === undefined ? undefined : Math.round((expiresAt - clock.currentTimeMillisUnsafe()) / 1000)
      return Effect.all(
        [
          Metric.update(Metric.withAttributes(refreshes, { outcome: "success" }), 1),
          seconds === undefined
            ? Effect.void
            : Metric.update(Metric.withAttributes(secondsToExpiry, { source: from }), seconds),
          Effect.annotateCurrentSpan({ "credentials.origin": from, "credentials.seconds": seconds ?? "no expiry" }),
          Effect.logDebug(`Credentials of ${from} loaded${seconds === undefined ? "" : `, good for ${seconds} s`}`)
        ],
        { discard: true }
      )
    }),
    Effect.tapError((error) =>
      Effect.all(
        [
          Metric.update(Metric.withAttributes(refreshes, { outcome: error.reason._tag }), 1),
          Effect.logDebug(`Credentials of ${label} not loaded: ${error.message}`)
        ],
        { discard: true }
      )
    ),
    Effect.withSpan("Credentials.refresh", { attributes: { "credentials.source": label } })
  )
}

import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { maskAccountId } from "../../domain/aws/AccountId.ts"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { oneLine } from "../../domain/text/OneLine.ts"
import type { HeldCredentials } from "./HeldCredentials.ts"

const refreshes: Metric.Counter<number> = Metric.counter("boto_ses_credential_refreshes_total", {
  description: "Loads and refreshes of credentials from their source, by outcome",
  incremental: true
})

const secondsToExpiry: Metric.Gauge<number> = Metric.gauge("boto_ses_credential_expiry_seconds", {
  description: "Seconds to the end of the credentials last loaded, by source"
})

/**
 * A load of credentials with a span, a log line and metrics around it; reads from the cache have none. `label` names the
 * source for people. A failure reaches whoever waits for the load; one that nobody notices, since the credentials held
 * are still good, is a warning.
 */
export const observed =
  (label: string, clock: Clock.Clock, unnoticed: () => boolean) =>
  (load: Effect.Effect<HeldCredentials, BotoSesError>): Effect.Effect<HeldCredentials, BotoSesError> =>
    load.pipe(
      Effect.tap(({ credentials: { expiresAt }, origin, identity }) => {
        const seconds =
          expiresAt === undefined ? undefined : Math.round((expiresAt - clock.currentTimeMillisUnsafe()) / 1000)
        return Effect.all(
          [
            Metric.update(Metric.withAttributes(refreshes, { outcome: "success" }), 1),
            seconds === undefined
              ? Effect.void
              : Metric.update(Metric.withAttributes(secondsToExpiry, { source: label }), seconds),
            Effect.annotateCurrentSpan({
              "credentials.origin": describeOrigin(origin),
              "credentials.seconds": seconds ?? "no expiry",
              ...(identity === undefined ? {} : { "boto_ses.account": maskAccountId(identity.accountId) })
            }),
            Effect.logDebug(
              `Credentials of ${oneLine(label)} loaded${seconds === undefined ? "" : `, good for ${seconds} s`}`
            )
          ],
          { discard: true }
        )
      }),
      Effect.tapError((error) =>
        Effect.all(
          [
            Metric.update(Metric.withAttributes(refreshes, { outcome: error.reason._tag }), 1),
            unnoticed()
              ? Effect.logWarning(
                  `Credentials of ${oneLine(label)} not renewed, those held are used until they end: ${error.message}`
                )
              : Effect.logDebug(`Credentials of ${oneLine(label)} not loaded: ${error.message}`)
          ],
          { discard: true }
        )
      ),
      Effect.withSpan("Credentials.refresh", { attributes: { "credentials.source": label } })
    )

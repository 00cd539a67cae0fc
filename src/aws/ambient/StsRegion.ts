import * as Effect from "effect/Effect"
import type { Origin } from "../../domain/aws/Origin.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { FallbackRegion } from "../../services/FallbackRegion.ts"
import { sourceVariables } from "../SourceVariables.ts"

/**
 * The region whose STS a source asks: the profile's, else `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the program's
 * own. Never a region of our choosing: a request to one that nobody named fails in the day that region does.
 */
export const stsRegion: (origin: Origin, profileRegion: string | undefined) => Effect.Effect<string, SourceUnusable> =
  Effect.fnUntraced(function* (origin, profileRegion) {
    const env = yield* sourceVariables(["AWS_REGION", "AWS_DEFAULT_REGION"])
    const region = profileRegion ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? (yield* FallbackRegion)
    return (
      region ??
      (yield* new SourceUnusable({
        origin,
        detail: "STS is to be asked for a session, and no region is known. Set AWS_REGION, or region in the profile."
      }))
    )
  })

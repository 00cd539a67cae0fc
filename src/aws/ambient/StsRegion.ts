import * as Effect from "effect/Effect"
import type { Origin } from "../../domain/aws/Origin.ts"
import { safeText } from "../../domain/text/Describe.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { FallbackRegion } from "../../services/FallbackRegion.ts"
import { sourceVariables } from "../SourceVariables.ts"

/** Source: botocore, `validate_region_name`: what may be a part of a host's name. */
const hostLabel = /^(?!\d+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)$/

/**
 * A profile's region. One that cannot be a region, such as one in quotes or with a comment behind it, gives way to the
 * variables, which come first for other readers; without these it stays, to be told.
 */
export const profileRegion: (stated: string | undefined) => Effect.Effect<string | undefined, SourceUnusable> =
  Effect.fnUntraced(function* (stated) {
    if (stated === undefined || hostLabel.test(stated)) return stated
    const env = yield* sourceVariables(["AWS_REGION", "AWS_DEFAULT_REGION"])
    return env.AWS_REGION === undefined && env.AWS_DEFAULT_REGION === undefined ? stated : undefined
  })

/**
 * The region whose STS a source asks: the profile's, else `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the program's
 * own. Never a region of our choosing: a request to one that nobody named fails in the day that region does.
 */
export const stsRegion: (origin: Origin, profileRegion: string | undefined) => Effect.Effect<string, SourceUnusable> =
  Effect.fnUntraced(function* (origin, profileRegion) {
    const env = yield* sourceVariables(["AWS_REGION", "AWS_DEFAULT_REGION"])
    const region = [profileRegion, env.AWS_REGION, env.AWS_DEFAULT_REGION, yield* FallbackRegion].find(
      (stated) => stated !== undefined && hostLabel.test(stated)
    )
    if (region !== undefined) return region
    const [found, place] =
      profileRegion !== undefined
        ? [profileRegion, "region of the profile"]
        : env.AWS_REGION !== undefined
          ? [env.AWS_REGION, "AWS_REGION"]
          : [env.AWS_DEFAULT_REGION, "AWS_DEFAULT_REGION"]
    const known = found === undefined ? "no region is known" : `${safeText(found)} (${place}) is no region`
    return yield* new SourceUnusable({
      origin,
      detail: `STS is to be asked for a session, and ${known}. Set AWS_REGION, or region in the profile.`
    })
  })

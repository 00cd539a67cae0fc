import * as Result from "effect/Result"
import { isRegion } from "../aws/Partition.ts"
import { RegionUnknown } from "../errors/Config.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"

/** Every place that may name a session's region. */
export interface RegionPlaces {
  readonly call: string | undefined
  readonly entry: string | undefined
  readonly config: string | undefined
  /** The region that the source itself names: a profile's, a hand-over's, the assuming devops session's. */
  readonly source: string | undefined
  readonly AWS_REGION: string | undefined
  readonly AWS_DEFAULT_REGION: string | undefined
}

/** A setting of a profile goes on in the lines indented below it, where a secret may stand by mistake. */
const firstLine = (text: string): string => text.split("\n", 1)[0] ?? ""

const inOrder = (
  places: RegionPlaces,
  group: RuntimeGroup,
  handedOver: boolean
): ReadonlyArray<readonly [string, string | undefined]> => {
  const call = ["the call", places.call] as const
  const configured = [
    ["the entry", places.entry],
    ["the configuration", places.config]
  ] as const
  const source = ["the source of the credentials", places.source] as const
  const platform = [
    ["AWS_REGION", places.AWS_REGION],
    ["AWS_DEFAULT_REGION", places.AWS_DEFAULT_REGION]
  ] as const
  if (group === "app" || group === "glue_container") return [call, ...platform, ...configured, source]
  return handedOver ? [call, source, ...configured, ...platform] : [call, ...configured, source, ...platform]
}

/**
 * The region of a session: the call's, the entry's, the configuration's, the source's, then the environment's.
 *
 * An application takes the platform's region right after the call, so that one configuration serves many regions; a
 * handed-over session keeps the region it was shared with.
 */
export const sessionRegion = (
  target: string,
  places: RegionPlaces,
  group: RuntimeGroup,
  handedOver = false
): Result.Result<string, RegionUnknown> => {
  const candidates = inOrder(places, group, handedOver)
  const [name, found] = candidates.find(([, region]) => region !== undefined && region !== "") ?? []
  if (found !== undefined && isRegion(found)) return Result.succeed(found)
  const told = (text: string): string => {
    const first = firstLine(text)
    return `${JSON.stringify(first.slice(0, 40))}${first === text ? "" : " with a line break"} is no region`
  }
  const looked = candidates.map(([place]) =>
    place === name && found !== undefined ? `${place} (${told(found)})` : place
  )
  return Result.fail(new RegionUnknown({ target, looked }))
}

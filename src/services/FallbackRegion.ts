import * as Context from "effect/Context"

/**
 * The region whose STS a source asks where neither its profile nor `AWS_REGION` and `AWS_DEFAULT_REGION` name one: the
 * configuration's own. Read at each `ambient` and `profile`; no default, since a silent region is a wrong one.
 */
export const FallbackRegion: Context.Reference<string | undefined> = Context.Reference<string | undefined>(
  "effect-boto-ses/FallbackRegion",
  { defaultValue: () => undefined }
)

import { Effect } from "effect"
import { Aws } from "./Aws.ts"
import * as Releases from "./Releases.ts"

/** Gives prd the release that sbx has. */
export const promote = Effect.gen(function* () {
  const [sbx, prd] = yield* Effect.all([Aws.env("sbx"), Aws.env("prd")], { concurrency: 2 })
  const release = yield* Releases.current(sbx, "acme-sbx-data")
  const before = yield* Releases.current(prd, "acme-prd-data")
  if (release === "none" || release === before) return `prd keeps ${before}`
  yield* Releases.put(prd, "acme-prd-data", release)
  return `prd had ${before}, and has ${release}`
})

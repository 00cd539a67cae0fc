import * as Effect from "effect/Effect"
import { runProcess } from "../../../platform/RunProcess.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { notHere, ok } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/** What `aws --version` says first, such as `aws-cli/2.31.0`; `undefined` where there is no AWS CLI. */
export const awsCliVersion: Effect.Effect<string | undefined, never, ThisProcess> = Effect.gen(function* () {
  const { env } = yield* ThisProcess
  const output = yield* runProcess({ command: "aws", arguments: ["--version"], inherited: env })
  return output._tag === "Ended" ? /aws-cli\/\S+/.exec(output.stdout + output.stderr)?.[0] : undefined
})

export const awsCliRow = (version: string | undefined): PlaceRow =>
  version === undefined ? notHere("aws-cli", "not found; only your own use of it needs it") : ok("aws-cli", version)

import * as Effect from "effect/Effect"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import { nodeCliServices } from "../../NodeCliServices.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { notHere, ok } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/** What `aws --version` says first, such as `aws-cli/2.31.0`; `undefined` where there is no AWS CLI. */
export const awsCliVersion: Effect.Effect<string | undefined, never, ThisProcess> = Effect.gen(function* () {
  const { env } = yield* ThisProcess
  const spawner = yield* ChildProcessSpawner
  const command = ChildProcess.make("aws", ["--version"], {
    env: { ...env },
    stdin: "ignore",
    forceKillAfter: "1 second"
  })
  const said = yield* spawner.string(command, { includeStderr: true })
  return /aws-cli\/\S+/.exec(said)?.[0]
}).pipe(
  Effect.catch(() => Effect.undefined),
  Effect.provide(nodeCliServices)
)

export const awsCliRow = (version: string | undefined): PlaceRow =>
  version === undefined ? notHere("aws-cli", "not found; only your own use of it needs it") : ok("aws-cli", version)

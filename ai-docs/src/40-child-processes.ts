/** A command gets a session from a server on loopback, which renews it while the command runs. */
import { Effect } from "effect"
import { Handover } from "effect-boto-ses"
import { Aws } from "./Aws.ts"

const program = Effect.gen(function* () {
  const sbx = yield* Aws.env("sbx")
  const exitCode = yield* Handover.exec(sbx, "sh", ["-c", 'test -n "$AWS_CONTAINER_CREDENTIALS_FULL_URI"'])
  if (exitCode !== 0) return yield* Effect.die(`expected 0, found ${exitCode}`)
})

await Effect.runPromise(Effect.provide(program, Aws.layer))

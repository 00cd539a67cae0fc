import * as Effect from "effect/Effect"
import { runProcess } from "../../../platform/RunProcess.ts"
import { Process } from "../../Process.ts"

/** What `aws --version` says first, such as `aws-cli/2.31.0`; `undefined` where there is no AWS CLI. */
export const awsCliVersion: Effect.Effect<string | undefined, never, Process> = Effect.gen(function* () {
  const { env } = yield* Process
  const output = yield* runProcess({ command: "aws", arguments: ["--version"], inherited: env })
  return output._tag === "Ended" ? /aws-cli\/\S+/.exec(output.stdout + output.stderr)?.[0] : undefined
})

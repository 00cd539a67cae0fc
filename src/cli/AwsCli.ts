import * as Effect from "effect/Effect"
import { runProcess } from "../platform/RunProcess.ts"
import { ThisProcess } from "./ThisProcess.ts"

/** What `aws --version` says first, such as `aws-cli/2.31.0`; `undefined` where there is no AWS CLI. */
export const awsCliVersion: Effect.Effect<string | undefined, never, ThisProcess> = Effect.gen(function* () {
  const { env } = yield* ThisProcess
  const output = yield* runProcess({ command: "aws", arguments: ["--version"], inherited: env })
  return output._tag === "Ended" ? /aws-cli\/\S+/.exec(output.stdout + output.stderr)?.[0] : undefined
})

/** Whether it is of version 1, which makes no sign-in to IAM Identity Center. */
export const isVersion1 = (version: string | undefined): boolean => version?.startsWith("aws-cli/1.") ?? false

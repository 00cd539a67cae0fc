import { type Command, sampleOf } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

/** Whole processes vary more from one to the next than what happens in one. */
const turnsOf = ({ turns, quick }: Bench): number => (quick ? turns : turns * 3)

/** The call as a profile makes it. */
export const credentialProcess = ({ project, aws }: Bench): Command =>
  project.commandLine(aws.near, "--config", project.config, "credential-process", "sbx")

/** The same, where a call before it has kept the session: the turn that warms up does. */
export const warmCredentialProcess = (bench: Bench): Command => {
  const command = credentialProcess(bench)
  return { ...command, env: { ...command.env, BOTO_SES_CACHE: "on" } }
}

export const againstBareScript: Row = {
  name: "credential-process",
  about:
    "The packed command as a profile calls it, its compiled code kept from the call before, and a script on the AWS SDK alone that makes the same requests and prints the same: whole processes.",
  reach: 1.1,
  by: "cpu",
  measure: (bench) =>
    alternate(
      turnsOf(bench),
      sampleOf(credentialProcess(bench)),
      sampleOf(bench.project.command("bare", bench.aws.near))
    )
}

export const warmAgainstBareScript: Row = {
  name: "credential-process, session kept",
  about: "The same command where its session is kept, and the script, which makes its two requests: whole processes.",
  reach: 0.6,
  by: "cpu",
  measure: (bench) =>
    alternate(
      turnsOf(bench),
      sampleOf(warmCredentialProcess(bench)),
      sampleOf(bench.project.command("bare", bench.aws.near))
    )
}

import { type Command, sampleOf } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

/** Whole processes vary more from one to the next than what happens in one. */
const turnsOf = ({ turns, quick }: Bench): number => (quick ? turns : turns * 3)

/** The call as a profile makes it. */
export const credentialProcess = ({ project, aws }: Bench): Command =>
  project.commandLine(aws.near, "--config", project.config, "credential-process", "sbx")

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

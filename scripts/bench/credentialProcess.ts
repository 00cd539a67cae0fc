import type { AwsCli } from "./awsCli.ts"
import { runCommand } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

const target = "sbx"
/** Whole processes vary more from one to the next than what happens in one. */
const turnsOf = ({ turns }: Bench): number => turns * 3

const role = { arn: "arn:aws:iam::222222222222:role/sbx_deployment_role", sessionName: "sbx_role_session" }

/** Milliseconds of a call as a profile makes it, the whole process. */
const ours =
  ({ project, aws }: Bench) =>
  async (): Promise<number> =>
    (await runCommand(project.commandLine(aws.near, "--config", project.config, "credential-process", target)))
      .milliseconds

export const againstBareScript: Row = {
  name: "credential-process",
  about:
    "The packed command as a profile calls it, its compiled code kept from the call before, and a script on the AWS SDK alone that makes the same requests and prints the same: whole processes.",
  reach: 1.1,
  measure: (bench) =>
    alternate(
      turnsOf(bench),
      ours(bench),
      async () => (await runCommand(bench.project.command("bare", bench.aws.near))).milliseconds
    )
}

export const againstAwsCli = (awsCli: AwsCli): Row => ({
  name: "the same, AWS CLI",
  about: `The same command, and aws sts assume-role of the ${awsCli.version}: whole processes.`,
  reach: 0.25,
  measure: (bench) => {
    const { cwd, env } = bench.project.command("bare", bench.aws.near)
    const args = ["sts", "assume-role", "--role-arn", role.arn, "--role-session-name", role.sessionName]
    const command = { command: awsCli.python, args: ["-m", "awscli", ...args, "--output", "json"], cwd, env }
    // What the AWS CLI has for a region is not what the AWS SDK has.
    const inRegion = { ...command, env: { ...env, AWS_DEFAULT_REGION: bench.aws.near.AWS_REGION } }
    return alternate(turnsOf(bench), ours(bench), async () => (await runCommand(inRegion)).milliseconds)
  }
})

import { join } from "node:path"
import { write } from "../lib/consumer.ts"
import type { AwsCli } from "./awsCli.ts"
import { credentialProcess, warmCredentialProcess } from "./credentialProcess.ts"
import { type Command, sampleOf } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Bench, Row } from "./Row.ts"

const role = { arn: "arn:aws:iam::222222222222:role/sbx_deployment_role", sessionName: "sbx_role_session" }

/** What the AWS CLI reads of the role, which it then assumes from the job's keys. */
const profile = `[profile sbx]
role_arn = ${role.arn}
role_session_name = ${role.sessionName}
credential_source = Environment
`

interface Pair {
  readonly name: string
  readonly ours: ReadonlyArray<string>
  /** Of the AWS CLI, what comes nearest. */
  readonly theirs: ReadonlyArray<string>
  readonly reach?: number
}

const assumed = ["sts", "assume-role", "--role-arn", role.arn, "--role-session-name", role.sessionName]

const pairs: ReadonlyArray<Pair> = [
  { name: "whoami", ours: ["whoami", "sbx"], theirs: ["sts", "get-caller-identity", "--profile", "sbx"], reach: 0.35 },
  { name: "env", ours: ["env", "sbx"], theirs: assumed },
  { name: "exec", ours: ["exec", "sbx", "--", "echo", "done"], theirs: assumed },
  { name: "explain", ours: ["explain", "sbx"], theirs: ["configure", "list"] },
  { name: "--help", ours: ["--help"], theirs: ["--version"] }
]

/** The AWS CLI of Python, whose region is of another variable. */
const awsCommand = ({ project, aws }: Bench, { python }: AwsCli, args: ReadonlyArray<string>): Command => {
  const { cwd, env } = project.command("bare", aws.near)
  const config = join(cwd, "aws-cli.config")
  write(config, profile)
  return {
    command: python,
    args: ["-m", "awscli", ...args],
    cwd,
    env: { ...env, AWS_DEFAULT_REGION: aws.near.AWS_REGION, AWS_CONFIG_FILE: config }
  }
}

const row = (awsCli: AwsCli, { name, ours, theirs, reach }: Pair): Row => ({
  name: `${name}, AWS CLI`,
  about: `boto-ses ${ours.join(" ")}, and aws ${theirs.join(" ")} of the ${awsCli.version}: whole processes.`,
  ...(reach === undefined ? {} : { reach }),
  by: "cpu",
  measure: (bench) => {
    const { project, aws, turns } = bench
    return alternate(
      turns,
      sampleOf(project.commandLine(aws.near, "--config", project.config, ...ours)),
      sampleOf(awsCommand(bench, awsCli, theirs))
    )
  }
})

/** `credential-process` is measured by its own bundle. */
const assumeRole = (
  awsCli: AwsCli,
  { name, reach, ours }: Pick<Row, "name" | "reach"> & { readonly ours: (bench: Bench) => Command }
): Row => ({
  name: `${name}, AWS CLI`,
  about: `The same command, and aws sts assume-role of the ${awsCli.version}: whole processes.`,
  ...(reach === undefined ? {} : { reach }),
  by: "cpu",
  measure: (bench) => {
    const theirs = awsCommand(bench, awsCli, [...assumed, "--output", "json"])
    return alternate(bench.turns, sampleOf(ours(bench)), sampleOf(theirs))
  }
})

export const againstAwsCli = (awsCli: AwsCli): ReadonlyArray<Row> => [
  assumeRole(awsCli, { name: "credential-process", reach: 0.25, ours: credentialProcess }),
  assumeRole(awsCli, { name: "credential-process, session kept", reach: 0.15, ours: warmCredentialProcess }),
  ...pairs.map((pair) => row(awsCli, pair))
]

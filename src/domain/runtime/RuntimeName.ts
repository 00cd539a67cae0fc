import { type CiVendorName, ciVendors } from "./CiVendors.ts"

/**
 * What a place means for credentials; the plan looks at nothing else of the runtime.
 *
 * - `local`: a person at a machine with profiles.
 * - `cloud9`: a person at a machine with an instance role.
 * - `ci`: a job whose ambient credentials are the devops principal's.
 * - `app`: a deployed application with a role of its own.
 * - `glue_container`: AWS Glue's container image on a laptop.
 * - `unknown`: nothing is known, so only what asks for nothing special is allowed.
 */
export type RuntimeGroup = "local" | "cloud9" | "ci" | "app" | "glue_container" | "unknown"

/** The runtimes that are no CI vendor. `ci` is a CI of unknown vendor. */
export type OwnName =
  | "local"
  | "codespaces"
  | "gitpod"
  | "devcontainer"
  | "aws_cloud9"
  | "aws_cloudshell"
  | "dev_server"
  | "ci"
  | "aws_lambda"
  | "aws_batch"
  | "aws_glue"
  | "aws_ecs"
  | "aws_app_runner"
  | "aws_eks"
  | "aws_ec2"
  | "glue_container"
  | "unknown"

/** The name of a place where programs run. */
export type RuntimeName = OwnName | CiVendorName

const ownGroups: { readonly [Name in OwnName]: RuntimeGroup } = {
  local: "local",
  codespaces: "local",
  gitpod: "local",
  devcontainer: "local",
  aws_cloud9: "cloud9",
  aws_cloudshell: "cloud9",
  dev_server: "cloud9",
  ci: "ci",
  aws_lambda: "app",
  aws_batch: "app",
  aws_glue: "app",
  aws_ecs: "app",
  aws_app_runner: "app",
  aws_eks: "app",
  aws_ec2: "app",
  glue_container: "glue_container",
  unknown: "unknown"
}

const groups: ReadonlyMap<string, RuntimeGroup> = new Map<string, RuntimeGroup>([
  ...Object.entries(ownGroups),
  ...ciVendors.map(({ name }): [string, RuntimeGroup] => [name, "ci"])
])

/** Every runtime's name: those of AWS and of people's machines first, then the CI vendors. */
export const runtimeNames: ReadonlyArray<RuntimeName> = [...groups.keys()] as Array<RuntimeName>

/** Whether the text is a runtime's name. Names are written in lower case, exactly. */
export const isRuntimeName = (text: string): text is RuntimeName => groups.has(text)

/** The group that a runtime belongs to; `unknown` for what is no runtime's name. */
export const groupOf = (name: RuntimeName): RuntimeGroup => groups.get(name) ?? "unknown"

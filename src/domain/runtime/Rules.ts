import { type CiVendor, type CiVendorId, ciVendors } from "./CiVendors.ts"
import { all, any, argument, type Condition, equals, flag, pointsTo, present } from "./Condition.ts"
import type { RuntimeName } from "./RuntimeName.ts"

/** A runtime, what gives it away, and where that is documented. */
export interface Rule {
  readonly name: RuntimeName
  readonly when: Condition
  readonly docs: string
}

const vendorRule = (
  id: CiVendorId,
  widen: (documented: Condition) => Condition = (documented) => documented
): ReadonlyArray<Rule> =>
  ciVendors.filter((vendor) => vendor.id === id).map(({ docs, name, when }) => ({ name, when: widen(when), docs }))

/** The vendors that stand in front, each with the marker that programs of old relied on beside the documented one. */
const namedVendors: ReadonlyArray<Rule> = [
  // CodeBuild can host the runners of GitHub and GitLab, which then both match: its role is the ambient one.
  ...vendorRule("CODEBUILD", (documented) => any(documented, present("CODEBUILD_BUILD_ID"))),
  // The runners of Gitea and Forgejo are built on act: they set GITHUB_ACTIONS, and ACT too, on a real CI.
  ...vendorRule("GITEA_ACTIONS", (documented) => any(documented, flag("FORGEJO_ACTIONS"))),
  // act runs a GitHub workflow on a person's machine, and sets ACT where GitHub does not.
  {
    name: "local",
    when: all(flag("ACT"), any(flag("GITHUB_ACTIONS"), present("GITHUB_ACTION"))),
    docs: "https://nektosact.com/usage/index.html#skipping-steps"
  },
  ...vendorRule("GITHUB_ACTIONS", (documented) => any(documented, present("GITHUB_ACTION"))),
  ...vendorRule("GITLAB", (documented) => any(documented, present("CI_PROJECT_ID"))),
  ...vendorRule("BITBUCKET", (documented) => any(present("BITBUCKET_BUILD_NUMBER"), documented)),
  ...vendorRule("CIRCLE"),
  // BUILD_NUMBER alone leaks onto laptops, so it counts for nothing. EXECUTOR_NUMBER is 0 on a first executor.
  ...vendorRule("JENKINS", (documented) => any(documented, all(present("BUILD_TAG"), present("EXECUTOR_NUMBER"))))
]

const named: ReadonlySet<string> = new Set(namedVendors.map(({ name }) => name))

/**
 * The other vendors. Where two match, the later one in `ci-info` wins, as it does there: Harness and Woodpecker set
 * Drone's marker besides their own.
 */
const otherVendors: ReadonlyArray<Rule> = ciVendors
  .filter(({ name }) => !named.has(name))
  .map(({ docs, name, when }: CiVendor): Rule => ({ name, when, docs }))
  .reverse()

/**
 * How each runtime is recognised, in order of precedence: the first rule that holds decides.
 *
 * A CI's marker comes before the markers of the machine that its agent runs on (CodeBuild, and agents on ECS, have
 * those of containers too). A Batch job is also an ECS task or an EKS pod, and a Cloud9 machine looks like EC2, so
 * the more special stands before the more general. `CI` alone is the weakest, since images have it baked in.
 *
 * App Runner documents no marker of its own and looks like ECS, and a development server looks like EC2: both are by
 * declaration (`USER_RUNTIME_NAME`), and the groups are right for App Runner without one.
 */
export const rules: ReadonlyArray<Rule> = [
  ...namedVendors,
  ...otherVendors,
  // The SAM CLI runs a function in a container on a person's machine.
  {
    name: "local",
    when: all(flag("AWS_SAM_LOCAL"), present("AWS_LAMBDA_FUNCTION_NAME")),
    docs: "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html"
  },
  {
    name: "aws_lambda",
    when: present("AWS_LAMBDA_FUNCTION_NAME"),
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime"
  },
  {
    name: "aws_batch",
    when: present("AWS_BATCH_JOB_ID"),
    docs: "https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html"
  },
  {
    name: "aws_glue",
    when: argument("--JOB_RUN_ID"),
    docs: "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html"
  },
  // Other tools set AWS_EXECUTION_ENV as well (GitHub's aws-actions do), so only this value says anything.
  {
    name: "aws_cloudshell",
    when: equals("AWS_EXECUTION_ENV", "CloudShell"),
    docs: "https://docs.aws.amazon.com/cloudshell/latest/userguide/vm-specs.html"
  },
  {
    name: "aws_cloud9",
    when: any(flag("C9"), present("C9_PID"), present("C9_USER"), present("C9_PROJECT")),
    docs: "https://docs.aws.amazon.com/cloud9/latest/user-guide/env-vars.html"
  },
  {
    name: "codespaces",
    when: flag("CODESPACES"),
    docs: "https://docs.github.com/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace"
  },
  {
    name: "gitpod",
    when: present("GITPOD_WORKSPACE_ID"),
    docs: "https://www.gitpod.io/docs/classic/user/configure/workspaces/environment-variables"
  },
  // IAM roles for service accounts, then EKS Pod Identity, whose agent answers at addresses of its own.
  {
    name: "aws_eks",
    when: any(
      all(present("AWS_ROLE_ARN"), present("AWS_WEB_IDENTITY_TOKEN_FILE")),
      all(
        pointsTo("AWS_CONTAINER_CREDENTIALS_FULL_URI", ["169.254.170.23", "[fd00:ec2::23]"]),
        present("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
      )
    ),
    docs: "https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html"
  },
  {
    name: "aws_ecs",
    when: any(present("ECS_CONTAINER_METADATA_URI_V4"), flag("IS_AWS_ECS_TASK")),
    docs: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html"
  },
  // An instance sets no variable for its programs, and asking its metadata would be a request: by declaration.
  {
    name: "aws_ec2",
    when: flag("IS_AWS_EC2"),
    docs: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html"
  },
  {
    name: "glue_container",
    when: any(equals("IS_GLUE_CONTAINER", "true"), equals("IS_GLUE_CONTAINER", "1")),
    docs: "https://docs.aws.amazon.com/glue/latest/dg/develop-local-docker-image.html"
  },
  {
    name: "devcontainer",
    when: flag("REMOTE_CONTAINERS"),
    docs: "https://code.visualstudio.com/docs/devcontainers/containers"
  },
  {
    name: "ci",
    when: flag("CI"),
    docs: "https://github.com/watson/ci-info#supported-ci-tools"
  }
]

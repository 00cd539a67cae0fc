/** The places and questions of the migration page, and what the Python original's code answers. */

export interface Column {
  readonly title: string
  readonly target: "devops" | "prd" | "app"
  /** Whose the ambient credentials are. */
  readonly ambient: "devops" | "prd"
  readonly snapshot: boolean
  readonly currentEnv?: string
}

export const columns: ReadonlyArray<Column> = [
  { title: "`devops`", target: "devops", ambient: "devops", snapshot: false },
  {
    title: "`devops`, ambient is prd",
    target: "devops",
    ambient: "prd",
    snapshot: false
  },
  { title: "`devops`, ambient is prd, snapshot", target: "devops", ambient: "prd", snapshot: true },
  { title: '`env("prd")`', target: "prd", ambient: "devops", snapshot: false },
  { title: '`env("prd")`, ambient is prd', target: "prd", ambient: "prd", snapshot: false },
  {
    title: '`env("prd")`, ambient is prd, snapshot',
    target: "prd",
    ambient: "prd",
    snapshot: true
  },
  { title: "`app`, current env prd", target: "app", ambient: "devops", snapshot: false, currentEnv: "prd" },
  { title: "`app`, current env devops", target: "app", ambient: "devops", snapshot: false, currentEnv: "devops" },
  { title: "`app`, no current env", target: "app", ambient: "devops", snapshot: false }
]

export interface Place {
  readonly title: string
  readonly env: { readonly [name: string]: string }
  readonly argv?: ReadonlyArray<string>
  /** The original's answers, by column. */
  readonly original: ReadonlyArray<string>
  /** Why ours differs, where that is the place's own. */
  readonly why?: string
}

const repeated = (times: number, text: string): ReadonlyArray<string> => Array.from({ length: times }, () => text)

const laptop = [...repeated(3, "profile of devops"), ...repeated(3, "profile of prd"), ...repeated(3, "profile of sbx")]
const fromDevops = [
  "ambient",
  "`FileNotFoundError`",
  "snapshot",
  "role of prd, from ambient",
  "`FileNotFoundError`",
  "role of prd, from snapshot"
]
const cloud9 = [...fromDevops, ...repeated(3, "role of sbx, from ambient")]
const job = [...fromDevops, "role of prd, from ambient", "role of sbx, from ambient", "`KeyError`"]
const application = [...repeated(6, "`RuntimeError`"), ...repeated(3, "ambient")]

const person =
  "On a laptop devops that was handed over is taken, with no second question for a code; the original asks the profile."
const inJob =
  "A hand-over that is missing is told with the principal that was found. Ambient credentials that already are the role asked for are used; the original assumes it again. A missing current env names the variables to set."
const unseen = "The original does not know this place, and takes it for a laptop."

export const places: ReadonlyArray<Place> = [
  { title: "laptop", env: {}, original: laptop, why: person },
  { title: "dev container", env: { REMOTE_CONTAINERS: "true" }, original: laptop, why: person },
  { title: "Cloud9", env: { C9: "true" }, original: cloud9, why: inJob },
  { title: "CloudShell", env: { AWS_EXECUTION_ENV: "CloudShell" }, original: laptop, why: unseen },
  {
    title: "CodeBuild",
    env: { CODEBUILD_BUILD_ID: "a:1", CODEBUILD_BUILD_ARN: "arn:aws:codebuild:us-east-1:111111111111:build/a:1" },
    original: job,
    why: inJob
  },
  {
    title: "GitHub Actions",
    env: { GITHUB_ACTIONS: "true", GITHUB_ACTION: "__run", CI: "true" },
    original: job,
    why: inJob
  },
  { title: "GitLab CI", env: { GITLAB_CI: "true", CI_PROJECT_ID: "1", CI: "true" }, original: job, why: inJob },
  { title: "Bitbucket Pipelines", env: { BITBUCKET_BUILD_NUMBER: "1", CI: "true" }, original: job, why: inJob },
  { title: "CircleCI", env: { CIRCLECI: "true", CI: "true" }, original: job, why: inJob },
  {
    title: "Jenkins",
    env: { BUILD_TAG: "t", EXECUTOR_NUMBER: "0", JENKINS_URL: "http://j", BUILD_ID: "1" },
    original: job,
    why: inJob
  },
  { title: "Buildkite", env: { BUILDKITE: "true", CI: "true" }, original: laptop, why: unseen },
  {
    title: "only `CI=true`",
    env: { CI: "true" },
    original: laptop,
    why: "The original calls its group ci, but its getters ask for a laptop first."
  },
  {
    title: "GitHub Actions, with `C9`",
    env: { C9: "true", GITHUB_ACTIONS: "true", GITHUB_ACTION: "__run", CI: "true" },
    original: cloud9,
    why: `The original asks for Cloud9 first; here a CI's own marker counts before the machine's. ${inJob}`
  },
  { title: "Lambda", env: { AWS_LAMBDA_FUNCTION_NAME: "f" }, original: application },
  {
    title: "Lambda under the SAM CLI",
    env: { AWS_LAMBDA_FUNCTION_NAME: "f", AWS_SAM_LOCAL: "true" },
    original: application,
    why: "It is a container on a laptop."
  },
  { title: "Batch", env: { AWS_BATCH_JOB_ID: "1" }, original: application },
  { title: "Glue job", env: {}, argv: ["--JOB_RUN_ID", "jr_1"], original: application },
  { title: "ECS, declared", env: { IS_AWS_ECS_TASK: "true" }, original: application },
  {
    title: "ECS, by its own variable",
    env: { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/1" },
    original: laptop,
    why: unseen
  },
  {
    title: "EKS",
    env: { AWS_ROLE_ARN: "arn:aws:iam::333333333333:role/pod", AWS_WEB_IDENTITY_TOKEN_FILE: "/token" },
    original: laptop,
    why: unseen
  },
  { title: "EC2, declared", env: { IS_AWS_EC2: "true" }, original: application },
  {
    title: "Glue container",
    env: { IS_GLUE_CONTAINER: "true", AWS_REGION: "us-east-1" },
    original: application
  },
  {
    title: "`USER_RUNTIME_NAME=local` in a job",
    env: { USER_RUNTIME_NAME: "local", GITHUB_ACTIONS: "true", GITHUB_ACTION: "__run" },
    original: laptop,
    why: person
  },
  { title: "`USER_RUNTIME_NAME=aws_lambda`", env: { USER_RUNTIME_NAME: "aws_lambda" }, original: application },
  {
    title: "`USER_RUNTIME_NAME=aws_ecs`",
    env: { USER_RUNTIME_NAME: "aws_ecs" },
    original: [...repeated(6, "`RuntimeError`"), ...repeated(3, "`KeyError`")],
    why: "The original takes this name for the Glue container's too, and then wants `AWS_REGION`."
  },
  {
    title: "`USER_RUNTIME_NAME=glue_container`",
    env: { USER_RUNTIME_NAME: "glue_container" },
    original: laptop,
    why: "The original compares another name for it."
  },
  {
    title: "`USER_RUNTIME_NAME=github_action` in Lambda",
    env: { USER_RUNTIME_NAME: "github_action", AWS_LAMBDA_FUNCTION_NAME: "f" },
    original: job,
    why: inJob
  },
  {
    title: "`USER_RUNTIME_NAME=ci`",
    env: { USER_RUNTIME_NAME: "ci" },
    original: laptop,
    why: "The original knows no such name, and goes on as without one."
  },
  {
    title: "`USER_RUNTIME_NAME=unknown`",
    env: { USER_RUNTIME_NAME: "unknown" },
    original: laptop,
    why: "An unknown place gets no more than what it is given."
  },
  {
    title: "`USER_RUNTIME_NAME`, misspelt",
    env: { USER_RUNTIME_NAME: "githb_action" },
    original: laptop,
    why: "A name that is no runtime's is an error, never another place."
  }
]

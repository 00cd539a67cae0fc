import type { RuntimeGroup, RuntimeName } from "../../src/domain/runtime/RuntimeName.ts"

/** A place's environment as its documentation gives it, and what detection must say of it. */
export interface Case {
  readonly title: string
  readonly env: { readonly [name: string]: string }
  readonly argv?: ReadonlyArray<string>
  readonly name: RuntimeName
  readonly group: RuntimeGroup
  readonly evidence: string
  readonly also?: ReadonlyArray<RuntimeName>
}

const shell = { HOME: "/home/dev", PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", SHELL: "/bin/bash" }

const container = {
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/0f1e2d3c-0000-4444-8888-000000000000",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1"
}

const ecs = {
  ...container,
  AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
  ECS_CONTAINER_METADATA_URI: "http://169.254.170.2/v3/0f1e2d3c",
  ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/0f1e2d3c"
}

const irsa = {
  AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/pod",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
  AWS_STS_REGIONAL_ENDPOINTS: "regional",
  AWS_REGION: "eu-west-1",
  KUBERNETES_SERVICE_HOST: "10.100.0.1"
}

const github = {
  CI: "true",
  GITHUB_ACTIONS: "true",
  GITHUB_ACTION: "__run",
  GITHUB_ACTOR: "octocat",
  GITHUB_EVENT_NAME: "push",
  GITHUB_JOB: "deploy",
  GITHUB_REF: "refs/heads/main",
  GITHUB_REPOSITORY: "octo-org/octo-repo",
  GITHUB_RUN_ID: "1658821493",
  GITHUB_WORKSPACE: "/home/runner/work/octo-repo/octo-repo",
  RUNNER_OS: "Linux"
}

const codebuild = {
  ...container,
  CI: "true",
  CODEBUILD_BUILD_ARN: "arn:aws:codebuild:us-east-1:111111111111:build/demo:b1e6661e",
  CODEBUILD_BUILD_ID: "demo:b1e6661e",
  CODEBUILD_INITIATOR: "demo-project",
  CODEBUILD_SRC_DIR: "/codebuild/output/src",
  AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
  ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/b1e6661e"
}

const lambda = {
  AWS_LAMBDA_FUNCTION_NAME: "orders",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_REGION: "us-east-1",
  LAMBDA_TASK_ROOT: "/var/task",
  _HANDLER: "index.handler"
}

const batch = {
  ...ecs,
  AWS_BATCH_CE_NAME: "spot",
  AWS_BATCH_JOB_ID: "f5a2c0f6-7a6b-4f0c-9f6a-000000000000",
  AWS_BATCH_JOB_ATTEMPT: "1",
  AWS_BATCH_JQ_NAME: "default"
}

const jenkins = {
  BUILD_ID: "42",
  BUILD_NUMBER: "42",
  BUILD_TAG: "jenkins-demo-42",
  EXECUTOR_NUMBER: "0",
  HUDSON_URL: "https://jenkins.example.com/",
  JENKINS_URL: "https://jenkins.example.com/",
  JOB_NAME: "demo",
  NODE_NAME: "built-in"
}

const cloud9 = { C9_HOSTNAME: "203.0.113.7", C9_PID: "0a1b2c", C9_PROJECT: "acme", C9_USER: "dev", C9_PORT: "8080" }

const ci = (
  name: RuntimeName,
  evidence: string,
  env: Case["env"],
  also: ReadonlyArray<RuntimeName> = env.CI === undefined ? [] : ["ci"]
): Case => ({ title: name, name, group: "ci", evidence, env, also })

/** Each place's documented environment. */
export const documented: ReadonlyArray<Case> = [
  {
    title: "a laptop",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: shell
  },
  ci("aws_codebuild", "CODEBUILD_BUILD_ARN is set", codebuild, ["aws_ecs", "ci"]),
  ci("github_action", "GITHUB_ACTIONS is set", github),
  ci("gitlab_ci", "GITLAB_CI is set", {
    CI: "true",
    CI_JOB_ID: "1",
    CI_PIPELINE_SOURCE: "push",
    CI_PROJECT_ID: "17893",
    CI_SERVER: "yes",
    GITLAB_CI: "true"
  }),
  ci("bitbucket_pipeline", "BITBUCKET_BUILD_NUMBER is set", {
    CI: "true",
    BITBUCKET_BUILD_NUMBER: "7",
    BITBUCKET_COMMIT: "7f777ed95a19224294949e1b4ce56bbffcb1fe9f",
    BITBUCKET_REPO_SLUG: "demo",
    BITBUCKET_STEP_OIDC_TOKEN: "eyJ-not-a-file"
  }),
  ci("circleci", "CIRCLECI is set", { CI: "true", CIRCLECI: "true", CIRCLE_BUILD_NUM: "3", CIRCLE_JOB: "build" }),
  ci("jenkins", "JENKINS_URL and BUILD_ID are set", jenkins, ["hudson"]),
  ci("appveyor", "APPVEYOR is set", { CI: "True", APPVEYOR: "True", APPVEYOR_BUILD_ID: "12" }),
  ci("azure_pipelines", "TF_BUILD is set", {
    TF_BUILD: "True",
    BUILD_REASON: "Manual",
    AGENT_NAME: "Azure Pipelines 2"
  }),
  ci("bamboo", "bamboo_planKey is set", { bamboo_planKey: "ACME-MAIN", bamboo_buildNumber: "5" }),
  ci("bitrise", "BITRISE_IO is set", { CI: "true", BITRISE_IO: "true", BITRISE_BUILD_NUMBER: "9" }),
  ci("buddy", "BUDDY_WORKSPACE_ID is set", { BUDDY: "true", BUDDY_WORKSPACE_ID: "1", CI: "true" }),
  ci("buildkite", "BUILDKITE is set", { CI: "true", BUILDKITE: "true", BUILDKITE_PULL_REQUEST: "false" }),
  ci("cirrus", "CIRRUS_CI is set", { CI: "true", CIRRUS_CI: "true", CIRRUS_TASK_ID: "1" }),
  ci("cloudflare_pages", "CF_PAGES is set", { CI: "true", CF_PAGES: "1", CF_PAGES_BRANCH: "main" }),
  ci("codefresh", "CF_BUILD_ID is set", { CI: "true", CF_BUILD_ID: "5e", CF_BRANCH: "main" }),
  ci("codemagic", "CM_BUILD_ID is set", { CI: "true", CM_BUILD_ID: "5f9c" }),
  ci("codeship", 'CI_NAME is "codeship"', { CI: "true", CI_NAME: "codeship", CI_BUILD_ID: "1" }),
  ci("drone", "DRONE is set", { CI: "true", DRONE: "true", DRONE_BUILD_NUMBER: "42" }),
  ci("eas", "EAS_BUILD is set", { CI: "1", EAS_BUILD: "true", EAS_BUILD_PLATFORM: "ios" }),
  ci("gitea_actions", "GITEA_ACTIONS is set", { ...github, GITEA_ACTIONS: "true", ACT: "true" }, [
    "local",
    "github_action",
    "ci"
  ]),
  ci("gocd", "GO_PIPELINE_LABEL is set", {
    GO_PIPELINE_LABEL: "12",
    GO_PIPELINE_NAME: "demo",
    GO_STAGE_NAME: "deploy"
  }),
  ci("google_cloud_build", "BUILDER_OUTPUT is set", { BUILDER_OUTPUT: "/builder/outputs" }),
  ci("harness", "HARNESS_BUILD_ID is set", { CI: "true", DRONE: "true", HARNESS_BUILD_ID: "8" }, ["drone", "ci"]),
  ci("heroku", 'NODE contains "/app/.heroku/node/bin/node"', { NODE: "/app/.heroku/node/bin/node", DYNO: "run.1" }),
  ci("netlify", "NETLIFY is set", { CI: "true", NETLIFY: "true", PULL_REQUEST: "false", CONTEXT: "production" }),
  ci("prow", "PROW_JOB_ID is set", { CI: "true", PROW_JOB_ID: "1ce07fa2", JOB_NAME: "unit" }),
  ci("render", "RENDER is set", { RENDER: "true", RENDER_SERVICE_TYPE: "web" }),
  ci("screwdriver", "SCREWDRIVER is set", { CI: "true", SCREWDRIVER: "true", SD_PULL_REQUEST: "" }),
  ci("semaphore", "SEMAPHORE is set", { CI: "true", SEMAPHORE: "true", SEMAPHORE_PROJECT_NAME: "demo" }),
  ci("sourcehut", 'CI_NAME is "sourcehut"', { CI_NAME: "sourcehut", JOB_ID: "1" }),
  ci("taskcluster", "TASK_ID and RUN_ID are set", { TASK_ID: "VgfYq1rJQ0eBjyfX", RUN_ID: "0" }),
  ci("teamcity", "TEAMCITY_VERSION is set", { TEAMCITY_VERSION: "2025.07", BUILD_NUMBER: "10" }),
  ci("travis", "TRAVIS is set", {
    CI: "true",
    TRAVIS: "true",
    CONTINUOUS_INTEGRATION: "true",
    TRAVIS_PULL_REQUEST: "false"
  }),
  ci("vela", "VELA is set", { CI: "true", VELA: "true", VELA_BUILD_NUMBER: "1" }),
  ci("vercel", "VERCEL is set", { CI: "1", VERCEL: "1", VERCEL_ENV: "production" }),
  ci("woodpecker", 'CI is "woodpecker"', { CI: "woodpecker", CI_BUILD_EVENT: "push", DRONE: "true" }, ["drone", "ci"]),
  ci("xcode_cloud", "CI_XCODE_PROJECT is set", { CI: "TRUE", CI_XCODE_PROJECT: "App.xcodeproj" }),
  { title: "Lambda", name: "aws_lambda", group: "app", evidence: "AWS_LAMBDA_FUNCTION_NAME is set", env: lambda },
  {
    title: "Batch on Fargate",
    name: "aws_batch",
    group: "app",
    evidence: "AWS_BATCH_JOB_ID is set",
    env: batch,
    also: ["aws_ecs"]
  },
  {
    title: "Glue",
    name: "aws_glue",
    group: "app",
    evidence: "--JOB_RUN_ID is among the arguments",
    env: { GLUE_VERSION: "5.0", AWS_REGION: "us-east-1" },
    argv: ["/tmp/job.js", "--JOB_NAME", "demo", "--JOB_RUN_ID", "jr_0a1b2c"]
  },
  {
    title: "CloudShell",
    name: "aws_cloudshell",
    group: "cloud9",
    evidence: 'AWS_EXECUTION_ENV is "CloudShell"',
    env: {
      ...shell,
      AWS_EXECUTION_ENV: "CloudShell",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://localhost:1338/latest/meta-data/container/security-credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "t",
      AWS_REGION: "us-east-1"
    }
  },
  { title: "Cloud9", name: "aws_cloud9", group: "cloud9", evidence: "C9_PID is set", env: { ...shell, ...cloud9 } },
  {
    title: "Codespaces",
    name: "codespaces",
    group: "local",
    evidence: "CODESPACES is set",
    env: {
      ...shell,
      CODESPACES: "true",
      CODESPACE_NAME: "octocat-literate-space-parakeet",
      GITHUB_REPOSITORY: "octo-org/octo-repo",
      GITHUB_USER: "octocat"
    }
  },
  {
    title: "Gitpod",
    name: "gitpod",
    group: "local",
    evidence: "GITPOD_WORKSPACE_ID is set",
    env: { ...shell, GITPOD_WORKSPACE_ID: "acme-demo-1a2b3c", GITPOD_HOST: "https://gitpod.io" }
  },
  {
    title: "EKS with a role for its service account",
    name: "aws_eks",
    group: "app",
    evidence: "AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are set",
    env: irsa
  },
  {
    title: "EKS with Pod Identity",
    name: "aws_eks",
    group: "app",
    evidence:
      "AWS_CONTAINER_CREDENTIALS_FULL_URI points to 169.254.170.23 and AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is set",
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:
        "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
      AWS_REGION: "eu-west-1"
    }
  },
  {
    title: "EKS with Pod Identity over IPv6",
    name: "aws_eks",
    group: "app",
    evidence:
      "AWS_CONTAINER_CREDENTIALS_FULL_URI points to [fd00:ec2::23] and AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is set",
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://[fd00:ec2::23]/v1/credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/var/run/secrets/token"
    }
  },
  { title: "Fargate", name: "aws_ecs", group: "app", evidence: "ECS_CONTAINER_METADATA_URI_V4 is set", env: ecs },
  {
    title: "EC2, declared",
    name: "aws_ec2",
    group: "app",
    evidence: "IS_AWS_EC2 is set",
    env: { ...shell, IS_AWS_EC2: "true" }
  },
  {
    title: "the Glue container",
    name: "glue_container",
    group: "glue_container",
    evidence: 'IS_GLUE_CONTAINER is "true"',
    env: { ...shell, IS_GLUE_CONTAINER: "true", AWS_PROFILE: "acme-sbx", DISABLE_SSL: "true" }
  },
  {
    title: "a dev container",
    name: "devcontainer",
    group: "local",
    evidence: "REMOTE_CONTAINERS is set",
    env: { ...shell, REMOTE_CONTAINERS: "true", REMOTE_CONTAINERS_IPC: "/tmp/vscode.sock" }
  },
  ci("ci", "CI is set", { ...shell, CI: "true" }, [])
]

/** Environments that speak for two places or for none, and the marks of tools that only look like one. */
export const ambiguous: ReadonlyArray<Case> = [
  ...(["false", "0", "", "False"] as const).map(
    (value): Case => ({
      title: `CI=${value} is no CI`,
      name: "local",
      group: "local",
      evidence: "no variable or argument speaks for another place",
      env: { ...shell, CI: value }
    })
  ),
  {
    ...ci("buildkite", "BUILDKITE is set", { CI: "false", BUILDKITE: "true" }, []),
    title: "CI=false silences no vendor"
  },
  {
    ...ci("ci", "CI is set", { CI: "true", GITHUB_ACTIONS: "false", TRAVIS: "0" }, []),
    title: "false and 0 unset a boolean marker"
  },
  {
    ...ci("github_action", "GITHUB_ACTIONS is set", { ...github, GITHUB_ACTION: "" }),
    title: "GitHub with an empty GITHUB_ACTION"
  },
  {
    ...ci("github_action", "GITHUB_ACTION is set", { GITHUB_ACTION: "deploy" }, []),
    title: "the seed's GITHUB_ACTION"
  },
  { ...ci("gitlab_ci", "CI_PROJECT_ID is set", { CI_PROJECT_ID: "1" }, []), title: "the seed's CI_PROJECT_ID" },
  {
    ...ci("aws_codebuild", "CODEBUILD_BUILD_ID is set", { CODEBUILD_BUILD_ID: "demo:1" }, []),
    title: "the seed's CODEBUILD_BUILD_ID"
  },
  {
    ...ci("jenkins", "BUILD_TAG and EXECUTOR_NUMBER are set", { BUILD_TAG: "jenkins-1", EXECUTOR_NUMBER: "0" }, []),
    title: "the seed's Jenkins variables, on executor 0"
  },
  {
    title: "BUILD_NUMBER and BUILD_ID leaked onto a laptop",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: { ...shell, BUILD_NUMBER: "7", BUILD_ID: "7" }
  },
  {
    ...ci("aws_codebuild", "CODEBUILD_BUILD_ARN is set", { ...codebuild, ...github }, [
      "github_action",
      "aws_ecs",
      "ci"
    ]),
    title: "a GitHub runner hosted by CodeBuild"
  },
  {
    ...ci("github_action", "GITHUB_ACTIONS is set", { ...ecs, ...github }, ["aws_ecs", "ci"]),
    title: "a GitHub runner on ECS"
  },
  {
    ...ci("jenkins", "JENKINS_URL and BUILD_ID are set", { ...irsa, ...jenkins }, ["hudson", "aws_eks"]),
    title: "a Jenkins agent on EKS"
  },
  {
    ...ci(
      "github_action",
      "GITHUB_ACTIONS is set",
      {
        ...github,
        AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/ci",
        AWS_WEB_IDENTITY_TOKEN_FILE: "/tmp/token",
        AWS_EXECUTION_ENV: "GitHubActions"
      },
      ["aws_eks", "ci"]
    ),
    title: "GitHub with web identity set by hand"
  },
  {
    title: "a GitHub workflow under act",
    name: "local",
    group: "local",
    evidence: "ACT and GITHUB_ACTIONS are set",
    env: { ...github, ACT: "true" },
    also: ["github_action", "ci"]
  },
  {
    ...ci("gitea_actions", "FORGEJO_ACTIONS is set", { ...github, ACT: "true", FORGEJO_ACTIONS: "true" }, [
      "local",
      "github_action",
      "ci"
    ]),
    title: "Forgejo's runner, which sets ACT on a real CI"
  },
  {
    title: "AWS_EXECUTION_ENV of another tool",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: { ...shell, AWS_EXECUTION_ENV: "GitHubActions" }
  },
  {
    title: "a function under the SAM CLI",
    name: "local",
    group: "local",
    evidence: "AWS_SAM_LOCAL and AWS_LAMBDA_FUNCTION_NAME are set",
    env: { ...lambda, AWS_SAM_LOCAL: "true" },
    also: ["aws_lambda"]
  },
  {
    title: "AWS_SAM_LOCAL=false in Lambda",
    name: "aws_lambda",
    group: "app",
    evidence: "AWS_LAMBDA_FUNCTION_NAME is set",
    env: { ...lambda, AWS_SAM_LOCAL: "false" }
  },
  {
    title: "Batch on EKS",
    name: "aws_batch",
    group: "app",
    evidence: "AWS_BATCH_JOB_ID is set",
    env: { ...irsa, AWS_BATCH_JOB_ID: "1" },
    also: ["aws_eks"]
  },
  {
    title: "an image with CI=true in it, on ECS",
    name: "aws_ecs",
    group: "app",
    evidence: "ECS_CONTAINER_METADATA_URI_V4 is set",
    env: { ...ecs, CI: "true" },
    also: ["ci"]
  },
  {
    title: "an image with CI=true in it, in Lambda",
    name: "aws_lambda",
    group: "app",
    evidence: "AWS_LAMBDA_FUNCTION_NAME is set",
    env: { ...lambda, CI: "true" },
    also: ["ci"]
  },
  {
    title: "Cloud9 declared as EC2 too",
    name: "aws_cloud9",
    group: "cloud9",
    evidence: "C9 is set",
    env: { ...shell, C9: "1", IS_AWS_EC2: "true" },
    also: ["aws_ec2"]
  },
  {
    title: "the seed's IS_AWS_ECS_TASK",
    name: "aws_ecs",
    group: "app",
    evidence: "IS_AWS_ECS_TASK is set",
    env: { IS_AWS_ECS_TASK: "true" }
  },
  {
    title: "IS_AWS_EC2=false",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: { ...shell, IS_AWS_EC2: "false", IS_AWS_ECS_TASK: "0", CODESPACES: "false" }
  },
  {
    title: "the Glue container by 1, opened as a dev container",
    name: "glue_container",
    group: "glue_container",
    evidence: 'IS_GLUE_CONTAINER is "1"',
    env: { ...shell, IS_GLUE_CONTAINER: "1", REMOTE_CONTAINERS: "true" },
    also: ["devcontainer"]
  },
  {
    title: "IS_GLUE_CONTAINER=false",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: { ...shell, IS_GLUE_CONTAINER: "false" }
  },
  {
    title: "Glue's run id as one argument",
    name: "aws_glue",
    group: "app",
    evidence: "--JOB_RUN_ID is among the arguments",
    env: {},
    argv: ["job.js", "--JOB_RUN_ID=jr_0a1b2c"]
  },
  {
    title: "Glue's run id meant for a child",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: shell,
    argv: ["boto-ses", "exec", "prd", "--", "spark-submit", "--JOB_RUN_ID", "jr_0a1b2c"]
  },
  {
    title: "half of web identity, and a container server of another kind",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: {
      ...shell,
      AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/dev",
      AWS_WEB_IDENTITY_TOKEN_FILE: "",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:40001/devops",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/tmp/token"
    }
  },
  {
    title: "a container server whose address is no URL",
    name: "local",
    group: "local",
    evidence: "no variable or argument speaks for another place",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "169.254.170.23", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/tmp/token" }
  }
]

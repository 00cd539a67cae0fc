/** What a job of each vendor has: the markers of its place, and how it is given its token. */
import type { HttpRequest } from "../localAws/HttpMessage.ts"

/** How a request for a token is read and answered. */
export interface Endpoint {
  readonly method: "GET" | "POST"
  readonly path: string
  /** The variables that lead to it. */
  readonly variables: (endpoint: string, permission: string) => { readonly [name: string]: string }
  /** The header that must be there, with its value. */
  readonly header: (permission: string) => readonly [name: string, value: string]
  /** The query's parameters that must be there. */
  readonly query?: { readonly [name: string]: string }
  readonly audience: (request: HttpRequest) => string | undefined
  readonly tags?: (request: HttpRequest) => ReadonlyArray<string>
  readonly answer: (token: string) => string
  /** How the vendor refuses a job that may not have a token, where its variables are there all the same. */
  readonly forbidden?: { readonly status: number; readonly body: string }
}

export interface Job {
  readonly markers: { readonly [name: string]: string }
  readonly issuer: string
  readonly subject: string
  /** For whom a token is where the job does not say. */
  readonly audience: string
  /** Seconds that a token lives. */
  readonly life: number
  readonly endpoint?: Endpoint
  /** The variable that holds a token from the job's start. */
  readonly holds?: string
}

const fromQuery = ({ query }: HttpRequest): string | undefined => query.get("audience")?.at(-1)

const bodyOf = ({ body }: HttpRequest): { readonly [name: string]: unknown } => {
  try {
    return { ...JSON.parse(new TextDecoder().decode(body)) }
  } catch {
    return {}
  }
}

const texts = (value: unknown): ReadonlyArray<string> =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string")

const actions: Endpoint = {
  method: "GET",
  path: "/_apis/token",
  variables: (endpoint, permission) => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${endpoint}?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: permission
  }),
  header: (permission) => ["authorization", `Bearer ${permission}`],
  query: { "api-version": "2.0" },
  audience: fromQuery,
  answer: (value) => JSON.stringify({ value })
}

const buildkitePath = "/v3"
const buildkiteJob = "018e0000-0000-4000-8000-000000000001"

const ci = { CI: "true" }
const organisation = "00000000-0000-4000-8000-000000000001"

/** The names by which a test says whose job it is. */
export type JobName =
  | "github_action"
  | "forgejo"
  | "buildkite"
  | "azure_pipelines"
  | "circleci"
  | "codefresh"
  | "google_cloud_build"
  | "gitlab_ci"
  | "bitbucket_pipeline"
  | "semaphore"
  | "vercel"
  | "hcp_terraform"
  | "spacelift"

/** The jobs, by those names. */
export const jobs: { readonly [Name in JobName]: Job } = {
  github_action: {
    markers: { ...ci, GITHUB_ACTIONS: "true", GITHUB_SERVER_URL: "https://github.com" },
    issuer: "token.actions.githubusercontent.com",
    subject: "repo:acme/app:ref:refs/heads/main",
    audience: "https://github.com/acme",
    life: 300,
    endpoint: actions
  },
  forgejo: {
    markers: { ...ci, GITHUB_ACTIONS: "true", FORGEJO_ACTIONS: "true", GITHUB_SERVER_URL: "https://forgejo.test" },
    issuer: "forgejo.test/api/actions",
    subject: "repo:acme/app:ref:refs/heads/main",
    audience: "https://forgejo.test/acme",
    life: 3600,
    endpoint: actions
  },
  buildkite: {
    markers: { ...ci, BUILDKITE: "true" },
    issuer: "agent.buildkite.com",
    subject: "organization:acme:pipeline:app:ref:refs/heads/main:commit:9f31820:step:build",
    audience: "https://buildkite.com/acme",
    life: 300,
    endpoint: {
      method: "POST",
      path: `${buildkitePath}/jobs/${buildkiteJob}/oidc/tokens`,
      variables: (endpoint, permission) => ({
        BUILDKITE_AGENT_ENDPOINT: endpoint.slice(0, endpoint.indexOf("/jobs/")),
        BUILDKITE_JOB_ID: buildkiteJob,
        BUILDKITE_AGENT_ACCESS_TOKEN: permission
      }),
      header: (permission) => ["authorization", `Token ${permission}`],
      audience: (request) => texts(bodyOf(request).audience)[0],
      tags: (request) => texts(bodyOf(request).aws_session_tags),
      answer: (token) => JSON.stringify({ token }),
      forbidden: { status: 403, body: JSON.stringify({ message: "This job may not request OIDC tokens" }) }
    }
  },
  azure_pipelines: {
    markers: { TF_BUILD: "True", SYSTEM_COLLECTIONURI: "https://dev.azure.com/acme/" },
    issuer: "vstoken.dev.azure.com/00000000-0000-4000-8000-000000000002",
    subject: "sc://acme/app/aws",
    audience: "api://AzureADTokenExchange",
    life: 600,
    endpoint: {
      method: "POST",
      path: "/oidctoken",
      variables: (endpoint, permission) => ({ SYSTEM_OIDCREQUESTURI: endpoint, SYSTEM_ACCESSTOKEN: permission }),
      header: (permission) => ["authorization", `Bearer ${permission}`],
      query: { "api-version": "7.1" },
      audience: () => undefined,
      answer: (oidcToken) => JSON.stringify({ oidcToken })
    }
  },
  circleci: {
    markers: { ...ci, CIRCLECI: "true" },
    issuer: `oidc.circleci.com/org/${organisation}`,
    subject: `org/${organisation}/project/app/user/octocat`,
    audience: organisation,
    life: 3600,
    holds: "CIRCLE_OIDC_TOKEN_V2"
  },
  codefresh: {
    markers: { ...ci, CF_BUILD_ID: "65f0000000000000000000" },
    issuer: "oidc.codefresh.io",
    subject: "account:acme:pipeline:app",
    audience: "https://g.codefresh.io",
    life: 300,
    endpoint: {
      method: "GET",
      path: "/api/oidc/token",
      variables: (endpoint, permission) => ({ CF_OIDC_REQUEST_URL: endpoint, CF_OIDC_REQUEST_TOKEN: permission }),
      header: (permission) => ["authorization", permission],
      audience: fromQuery,
      answer: (id_token) => JSON.stringify({ id_token })
    }
  },
  google_cloud_build: {
    markers: { BUILDER_OUTPUT: "/builder/outputs" },
    issuer: "accounts.google.com",
    subject: "100000000000000000001",
    audience: "sts.amazonaws.com",
    life: 3600,
    endpoint: {
      method: "GET",
      path: "/computeMetadata/v1/instance/service-accounts/default/identity",
      variables: (endpoint) => ({ GCE_METADATA_HOST: new URL(endpoint).host }),
      header: () => ["metadata-flavor", "Google"],
      audience: fromQuery,
      answer: (token) => token,
      forbidden: { status: 404, body: "Not Found" }
    }
  },
  gitlab_ci: {
    markers: { ...ci, GITLAB_CI: "true", CI_SERVER_URL: "https://gitlab.com" },
    issuer: "gitlab.com",
    subject: "project_path:acme/app:ref_type:branch:ref:main",
    audience: "sts.amazonaws.com",
    life: 3600,
    holds: "AWS_ID_TOKEN"
  },
  bitbucket_pipeline: {
    markers: { ...ci, BITBUCKET_BUILD_NUMBER: "7", BITBUCKET_COMMIT: "9f31820" },
    issuer: "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
    subject: "{00000000-0000-4000-8000-000000000003}:{00000000-0000-4000-8000-000000000004}",
    audience: "ari:cloud:bitbucket::workspace/00000000-0000-4000-8000-000000000005",
    life: 3600,
    holds: "BITBUCKET_STEP_OIDC_TOKEN"
  },
  semaphore: {
    markers: { ...ci, SEMAPHORE: "true" },
    issuer: "acme.semaphoreci.com",
    subject: "org:acme:project:app:repo:app:ref_type:branch:ref:refs/heads/main",
    audience: "https://acme.semaphoreci.com",
    life: 3600,
    holds: "SEMAPHORE_OIDC_TOKEN"
  },
  vercel: {
    markers: { CI: "1", VERCEL: "1" },
    issuer: "oidc.vercel.com/acme",
    subject: "owner:acme:project:app:environment:production",
    audience: "https://vercel.com/acme",
    life: 3600,
    holds: "VERCEL_OIDC_TOKEN"
  },
  hcp_terraform: {
    markers: { TFC_RUN_ID: "run-1", TFC_WORKLOAD_IDENTITY_AUDIENCE: "aws.workload.identity" },
    issuer: "app.terraform.io",
    subject: "organization:acme:project:app:workspace:app:run_phase:apply",
    audience: "aws.workload.identity",
    life: 7200,
    holds: "TFC_WORKLOAD_IDENTITY_TOKEN"
  },
  spacelift: {
    markers: { TF_VAR_spacelift_run_id: "01HV0000000000000000000000" },
    issuer: "acme.app.spacelift.io",
    subject: "space:root:stack:app:run_type:TRACKED:scope:write",
    audience: "acme.app.spacelift.io",
    life: 3600,
    holds: "SPACELIFT_OIDC_TOKEN"
  }
}

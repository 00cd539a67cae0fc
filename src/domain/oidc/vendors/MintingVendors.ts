import { defaultAudience } from "../TokenPlace.ts"
import type { RequestWay, TokenVendor } from "./TokenVendor.ts"

const asked = { _tag: "Asked", otherwise: defaultAudience } as const

/** Source: actions/toolkit, oidc-utils.ts, for the request and its answer. */
const actionsRequest: Omit<RequestWay, "hosts" | "servers"> = {
  _tag: "Request",
  url: "{ACTIONS_ID_TOKEN_REQUEST_URL}",
  method: "GET",
  permission: { variable: "ACTIONS_ID_TOKEN_REQUEST_TOKEN", scheme: "Bearer" },
  audience: { in: "query", name: "audience" },
  answer: "value"
}

/** The vendors that mint a token whenever a job asks. */
export const mintingVendors: ReadonlyArray<TokenVendor> = [
  {
    by: "GitHub Actions",
    runtime: "github_action",
    ways: [{ ...actionsRequest, hosts: ["actions.githubusercontent.com", "ghe.com"], servers: ["GITHUB_SERVER_URL"] }],
    audience: asked,
    next:
      "Give the job the permission in the workflow's file (permissions: id-token: write, and contents: read beside it " +
      "for a checkout), and its caller, too, where the workflow is a reusable one. A pull request from a fork never gets it.",
    docs: "https://docs.github.com/actions/reference/security/oidc"
  },
  {
    by: "Forgejo Actions",
    runtime: "gitea_actions",
    ways: [{ ...actionsRequest, hosts: [], servers: ["GITHUB_SERVER_URL", "FORGEJO_SERVER_URL"] }],
    audience: asked,
    next: "Write enable-openid-connect: true into the workflow's file (Forgejo; no release of Gitea gives tokens).",
    docs: "https://forgejo.org/docs/next/user/actions/security-openid-connect"
  },
  {
    by: "Buildkite",
    runtime: "buildkite",
    ways: [
      {
        _tag: "Request",
        url: "{BUILDKITE_AGENT_ENDPOINT}/jobs/{BUILDKITE_JOB_ID}/oidc/tokens",
        method: "POST",
        permission: { variable: "BUILDKITE_AGENT_ACCESS_TOKEN", scheme: "Token" },
        audience: { in: "body", name: "audience" },
        tags: "aws_session_tags",
        answer: "token",
        hosts: ["buildkite.com"],
        servers: []
      },
      {
        _tag: "Command",
        words: ["buildkite-agent", "oidc", "request-token"],
        audience: ["--audience", "{audience}"],
        tags: "--aws-session-tag"
      }
    ],
    audience: asked,
    next:
      "Pass BUILDKITE_AGENT_ACCESS_TOKEN, BUILDKITE_AGENT_ENDPOINT and BUILDKITE_JOB_ID on to the program (into its " +
      "container), or let it find buildkite-agent; a cluster's rules can forbid tokens to a pipeline.",
    docs: "https://buildkite.com/docs/agent/v3/cli-oidc"
  },
  {
    by: "Azure Pipelines",
    runtime: "azure_pipelines",
    ways: [
      {
        _tag: "Request",
        url: "{SYSTEM_OIDCREQUESTURI}",
        method: "POST",
        permission: { variable: "SYSTEM_ACCESSTOKEN", scheme: "Bearer" },
        headers: { "x-tfs-fedauthredirect": "Suppress" },
        query: { "api-version": "7.1" },
        serviceConnection: "serviceConnectionId",
        answer: "oidcToken",
        hosts: ["dev.azure.com", "visualstudio.com"],
        servers: ["SYSTEM_COLLECTIONURI", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"]
      }
    ],
    audience: { _tag: "Fixed", audience: "api://AzureADTokenExchange" },
    next:
      "Map the access token into the step's own variables (env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)), name the " +
      "service connection in identityToken.serviceConnection, and let the pipeline use that connection.",
    docs: "https://learn.microsoft.com/azure/devops/release-notes/2024/sprint-240-update"
  },
  {
    by: "CircleCI",
    runtime: "circleci",
    ways: [
      {
        _tag: "Command",
        words: ["circleci", "run", "oidc", "get"],
        audience: ["--claims", '{"aud":{json}}']
      },
      { _tag: "Variable", names: ["CIRCLE_OIDC_TOKEN_V2", "CIRCLE_OIDC_TOKEN"] }
    ],
    // Without a word, the command's tokens and the variables' are for the organisation.
    audience: { _tag: "Asked" },
    next:
      "Let the program see CIRCLE_OIDC_TOKEN_V2, or run it where the circleci program is. A fork's build has a token only " +
      "where the project passes secrets to it, and CircleCI Server before 4.4 gives one only to a job with a context.",
    docs: "https://circleci.com/docs/openid-connect-tokens/"
  },
  {
    by: "Codefresh",
    runtime: "codefresh",
    ways: [
      {
        _tag: "Request",
        url: "{CF_OIDC_REQUEST_URL}",
        method: "GET",
        permission: { variable: "CF_OIDC_REQUEST_TOKEN", scheme: "" },
        audience: { in: "query", name: "audience" },
        answer: "id_token",
        hosts: ["codefresh.io"],
        servers: []
      }
    ],
    audience: asked,
    next: "Let the step see CF_OIDC_REQUEST_URL and CF_OIDC_REQUEST_TOKEN, or run the step obtain-oidc-id-token before and name its variable (ID_TOKEN) in identityToken.variable.",
    docs: "https://codefresh.io/docs/docs/integrations/oidc-pipelines/"
  },
  {
    by: "Google Cloud Build",
    runtime: "google_cloud_build",
    ways: [
      {
        _tag: "Request",
        url: "http://{GCE_METADATA_HOST|metadata.google.internal}/computeMetadata/v1/instance/service-accounts/default/identity",
        method: "GET",
        headers: { "metadata-flavor": "Google" },
        query: { format: "full" },
        audience: { in: "query", name: "audience" },
        hosts: ["metadata.google.internal", "169.254.169.254"],
        servers: [],
        metadata: true
      }
    ],
    audience: asked,
    next:
      "Let the build run as a service account of one's own (serviceAccount: in its file) that has " +
      "iam.serviceAccounts.getOpenIdToken: the default one gets no token.",
    docs: "https://cloud.google.com/build/docs/securing-builds/authorize-service-to-service-access"
  }
]

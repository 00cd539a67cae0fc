import { any, flag, present } from "../../runtime/Condition.ts"
import type { TokenVendor } from "./TokenVendor.ts"

/** The vendors that put a token into the job's variables when it starts, and give no other. */
export const fixedVendors: ReadonlyArray<TokenVendor> = [
  {
    by: "GitLab CI",
    runtime: "gitlab_ci",
    ways: [{ _tag: "Variable", names: ["AWS_ID_TOKEN"] }],
    audience: { _tag: "Theirs", where: "aud of id_tokens in .gitlab-ci.yml" },
    next:
      "Write the token into the job in .gitlab-ci.yml (id_tokens: AWS_ID_TOKEN: aud: sts.amazonaws.com); name the " +
      "variable in identityToken.variable where it has another name.",
    docs: "https://docs.gitlab.com/ci/secrets/id_token_authentication/"
  },
  {
    by: "Bitbucket Pipelines",
    runtime: "bitbucket_pipeline",
    ways: [{ _tag: "Variable", names: ["BITBUCKET_STEP_OIDC_TOKEN"] }],
    audience: { _tag: "Theirs", where: "the workspace, or the step's own oidc: audiences" },
    next: "Write oidc: true into the step in bitbucket-pipelines.yml.",
    docs: "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/"
  },
  {
    by: "Semaphore",
    runtime: "semaphore",
    ways: [{ _tag: "Variable", names: ["SEMAPHORE_OIDC_TOKEN"] }],
    audience: { _tag: "Theirs", where: "the organisation's address" },
    next: "Use a plan and an agent that have OpenID Connect, and pass SEMAPHORE_OIDC_TOKEN on to the program.",
    docs: "https://docs.semaphoreci.com/reference/openid"
  },
  {
    by: "Vercel",
    runtime: "vercel",
    // `vercel env pull` puts the token and VERCEL onto laptops; CI is there in builds only.
    when: flag("CI"),
    ways: [{ _tag: "Variable", names: ["VERCEL_OIDC_TOKEN"] }],
    audience: { _tag: "Theirs", where: "the team's address" },
    next: "Turn on OIDC federation in the project's settings (Security).",
    docs: "https://vercel.com/docs/oidc/reference"
  },
  {
    by: "HCP Terraform",
    when: any(
      present("TFC_RUN_ID"),
      present("TFC_WORKLOAD_IDENTITY_TOKEN"),
      present("TFC_WORKLOAD_IDENTITY_TOKEN_AWS")
    ),
    ways: [
      {
        _tag: "Variable",
        names: ["TFC_WORKLOAD_IDENTITY_TOKEN_AWS", "TFC_WORKLOAD_IDENTITY_TOKEN"],
        beside: {
          TFC_WORKLOAD_IDENTITY_TOKEN_AWS: "TFC_WORKLOAD_IDENTITY_AUDIENCE_AWS",
          TFC_WORKLOAD_IDENTITY_TOKEN: "TFC_WORKLOAD_IDENTITY_AUDIENCE"
        }
      }
    ],
    audience: { _tag: "Theirs", where: "the workspace's variable TFC_WORKLOAD_IDENTITY_AUDIENCE" },
    next:
      "Set the workspace's environment variable TFC_WORKLOAD_IDENTITY_AUDIENCE (or …_AUDIENCE_AWS, for the token with " +
      "the tag AWS); name the token's variable in identityToken.variable where it has another tag.",
    docs: "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/manual-generation"
  },
  {
    by: "Spacelift",
    when: any(present("SPACELIFT_OIDC_TOKEN"), present("TF_VAR_spacelift_run_id")),
    ways: [{ _tag: "Variable", names: ["SPACELIFT_OIDC_TOKEN"] }],
    audience: { _tag: "Theirs", where: "the account's host name" },
    next:
      "Use a plan that has OpenID Connect; where the variable does not reach the program, write " +
      "/mnt/workspace/spacelift.oidc into identityToken.file.",
    docs: "https://docs.spacelift.io/integrations/cloud-providers/oidc"
  }
]

/** What a flag of `boto-ses trust` says of a job: the parts of which the vendors make their issuers and subjects. */
export type JobPart =
  | "repo"
  | "repoId"
  | "organization"
  | "organizationId"
  | "project"
  | "pipeline"
  | "serviceConnection"
  | "serviceAccount"
  | "branch"
  | "tag"
  | "environment"

/** Which of a job's parts narrows its subject: `any` where nothing does. */
export type JobScope = "branch" | "tag" | "environment" | "any"

/**
 * How a vendor of CI names its jobs. In a text `{part}` stands for a part of the job; `{owner}` and `{name}` are the two
 * halves of `repo`. `*` and `?` are the wildcards of IAM's `StringLike`: they stand only where the vendor puts what
 * differs from job to job, and never before the end of owner and project.
 */
export interface CiVendor {
  /** As people call it. */
  readonly title: string
  /** The vendor's documentation of the subject. */
  readonly source: string
  /** The issuer; a vendor without one has a server of one's own, whose issuer has to be given. */
  readonly issuer?: string
  /** Issuers of this vendor's tokens. */
  readonly issuers: RegExp
  /** The audience, where it cannot be chosen. */
  readonly audience?: string
  readonly subjects: { readonly [Scope in JobScope]?: ReadonlyArray<string> }
  /** The subjects of pull requests, which anybody may open who can fork. */
  readonly pullRequests?: ReadonlyArray<string>
  /** What tells the subject of a pull request. */
  readonly isPullRequest?: RegExp
  /** Whether such a subject begins as that of its branch does, so that a `*` in the branch would match it. */
  readonly pullRequestsGoOn?: true
  /** How repositories are named that have ids in their subjects, in the place of `repo:{repo}`. */
  readonly withIds?: string
  /**
   * Whether a name may look like one with an id. Then another's repository can be named as this one is with its ids, and a
   * policy trusts only the form that the job's subject has.
   */
  readonly idsLookLikeNames?: true
  /** What differs from job to job in a subject: its groups. */
  readonly moving?: RegExp
  /** Characters that the vendor writes in another way within a part. */
  readonly encode?: readonly [from: string, to: string]
  /** What each part is called in the vendor's own words, where the flag's name does not tell. */
  readonly words?: { readonly [Part in JobPart]?: string }
}

/** The shape of a UUID in a pattern: as many characters, so that nothing else can hide in them. */
const uuid = "????????-????-????-????-????????????"

/** The names that `--ci` takes. */
export type CiVendorName =
  | "github"
  | "forgejo"
  | "gitlab"
  | "bitbucket"
  | "circleci"
  | "buildkite"
  | "azure"
  | "codefresh"
  | "google"

/** The vendors whose subjects are documented. */
export const ciVendors: { readonly [Name in CiVendorName]: CiVendor } = {
  github: {
    title: "GitHub Actions",
    // A colon in a part is written %3A. Immutable subjects: of repositories created, renamed or transferred since 2026-07-15.
    source: "https://docs.github.com/en/actions/reference/security/oidc",
    issuer: "https://token.actions.githubusercontent.com",
    issuers:
      /^https:\/\/(?:token\.actions\.(?:githubusercontent\.com|[\w-]+\.ghe\.com)(?:\/|$)|[^/]+\/_services\/token$)/,
    subjects: {
      branch: ["repo:{repo}:ref:refs/heads/{branch}"],
      tag: ["repo:{repo}:ref:refs/tags/{tag}"],
      environment: ["repo:{repo}:environment:{environment}"]
    },
    pullRequests: ["repo:{repo}:pull_request"],
    isPullRequest: /:pull_request$/,
    withIds: "repo:{owner}@{organizationId}/{name}@{repoId}",
    encode: [":", "%3A"]
  },
  forgejo: {
    title: "Forgejo Actions",
    source: "https://forgejo.org/docs/next/user/actions/security-openid-connect",
    issuers: /\/api\/actions$/,
    subjects: {
      branch: ["repo:{repo}:ref:refs/heads/{branch}"],
      tag: ["repo:{repo}:ref:refs/tags/{tag}"]
    },
    pullRequests: ["repo:{repo}:pull_request"],
    isPullRequest: /:pull_request$/,
    // Repositories of before keep their subjects, whatever they are renamed to.
    withIds: "repo:{owner}-{organizationId}/{name}-{repoId}",
    idsLookLikeNames: true
  },
  gitlab: {
    title: "GitLab CI",
    source: "https://docs.gitlab.com/ci/secrets/id_token_authentication",
    issuer: "https://gitlab.com",
    issuers: /^https:\/\/gitlab\./,
    subjects: {
      branch: ["project_path:{repo}:ref_type:branch:ref:{branch}"],
      tag: ["project_path:{repo}:ref_type:tag:ref:{tag}"]
    }
  },
  bitbucket: {
    title: "Bitbucket Pipelines",
    source:
      "https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/",
    issuer: "https://api.bitbucket.org/2.0/workspaces/{organization}/pipelines-config/identity/oidc",
    issuers: /^https:\/\/api\.bitbucket\.org\//,
    audience: "ari:cloud:bitbucket::workspace/{organizationId}",
    // The last UUID is the step's, another one in each run.
    subjects: { any: [`{{repoId}}:{${uuid}}`], environment: [`{{repoId}}:{{environment}}:{${uuid}}`] },
    moving: /^\{[\da-f-]{36}\}(?::\{[\da-f-]{36}\})?:\{([\da-f-]{36})\}$/i,
    words: {
      organization: "the workspace's name",
      organizationId: "the workspace's UUID",
      repoId: "the repository's UUID",
      environment: "the deployment environment's UUID"
    }
  },
  circleci: {
    title: "CircleCI",
    source: "https://circleci.com/docs/openid-connect-tokens/",
    issuer: "https://oidc.circleci.com/org/{organizationId}",
    issuers: /^https:\/\/oidc\.circleci\.com\/org\//,
    audience: "{organizationId}",
    // The user is who pushed; a branch is in the subject of CIRCLE_OIDC_TOKEN_V2 only.
    subjects: {
      any: [`org/{organizationId}/project/{project}/user/${uuid}`],
      branch: [`org/{organizationId}/project/{project}/user/${uuid}/vcs-origin/{repo}/vcs-ref/refs/heads/{branch}`],
      tag: [`org/{organizationId}/project/{project}/user/${uuid}/vcs-origin/{repo}/vcs-ref/refs/tags/{tag}`]
    },
    moving: /^org\/[\da-f-]{36}\/project\/[\da-f-]{36}\/user\/([\da-f-]{36})(?:\/|$)/i,
    words: {
      organizationId: "the organization's UUID",
      project: "the project's UUID",
      repo: "the repository, such as github.com/acme/app"
    }
  },
  buildkite: {
    title: "Buildkite",
    source: "https://buildkite.com/docs/pipelines/security/oidc/aws",
    issuer: "https://agent.buildkite.com",
    issuers: /^https:\/\/agent\.buildkite\.com$/,
    // Git allows no colon in the name of a branch.
    subjects: {
      branch: ["organization:{organization}:pipeline:{pipeline}:ref:refs/heads/{branch}:commit:*:step:*"],
      tag: ["organization:{organization}:pipeline:{pipeline}:ref:refs/tags/{tag}:commit:*:step:*"]
    },
    moving: /^organization:[^:]+:pipeline:[^:]+:ref:[^:]*:commit:([^:]*):step:(.*)$/s
  },
  azure: {
    title: "Azure Pipelines",
    source:
      "https://aws.amazon.com/blogs/modernizing-with-aws/how-to-federate-into-aws-from-azure-devops-using-openid-connect",
    issuer: "https://vstoken.dev.azure.com/{organizationId}",
    issuers: /^https:\/\/vstoken\.dev\.azure\.com\//,
    audience: "api://AzureADTokenExchange",
    subjects: { any: ["sc://{organization}/{project}/{serviceConnection}"] },
    words: { organizationId: "the organization's UUID", serviceConnection: "the service connection's name" }
  },
  codefresh: {
    title: "Codefresh",
    source: "https://codefresh.io/docs/docs/integrations/oidc-pipelines/",
    issuer: "https://oidc.codefresh.io",
    issuers: /^https:\/\/oidc\.codefresh\.io\/?$/,
    // Without a branch those of a schedule: of a push the subject names the person too, and of a run by hand.
    subjects: {
      any: ["account:{organizationId}:pipeline:{pipeline}"],
      branch: [
        "account:{organizationId}:pipeline:{pipeline}:scm_repo_url:{repo}:scm_user_name:*:scm_ref:{branch}",
        "account:{organizationId}:pipeline:{pipeline}:initiator:*:scm_repo_url:{repo}:scm_user_name:*:scm_ref:{branch}"
      ]
    },
    pullRequests: [
      "account:{organizationId}:pipeline:{pipeline}:scm_repo_url:{repo}:scm_user_name:*:scm_ref:*:scm_pull_request_target_branch:{branch}"
    ],
    isPullRequest: /:scm_pull_request_target_branch:/,
    pullRequestsGoOn: true,
    moving: /^account:[^:]+:pipeline:[^:]+(?::initiator:([^:]*))?:scm_repo_url:.*?:scm_user_name:([^:]*):scm_ref:/s,
    words: {
      organizationId: "the account's id",
      pipeline: "the pipeline's id",
      repo: "the repository's URL, as Codefresh shows it"
    }
  },
  google: {
    title: "Google Cloud Build",
    // The subject and `azp` are the service account's unique id; the audience is `oaud`.
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
    issuer: "https://accounts.google.com",
    issuers: /^https:\/\/accounts\.google\.com$/,
    subjects: { any: ["{serviceAccount}"] },
    words: { serviceAccount: "the unique id of the build's service account" }
  }
}

export const ciVendorNames: ReadonlyArray<CiVendorName> = Object.keys(ciVendors) as ReadonlyArray<CiVendorName>

/** The vendor of an issuer's tokens, where it is a known one. */
export const vendorOf = (issuer: string): CiVendor | undefined =>
  Object.values(ciVendors).find(({ issuers }) => issuers.test(issuer))

import { assert } from "@effect/vitest"
import type { CiVendorName } from "../../../src/domain/oidc/CiVendors.ts"
import { type Job, jobProblems, trustedJob } from "../../../src/domain/oidc/JobSubject.ts"
import { neededConditions, type Trusted } from "../../../src/domain/oidc/TrustPolicy.ts"
import { claimsOf } from "../../domain/oidc/tokens.ts"
import type { Claims } from "./judged.ts"

export const uuid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
const other = "ffffffff-4b5a-6978-8796-a5b4c3d2e1f0"
export const sts = "sts.amazonaws.com"

/** A policy, the subjects that it was made for, and those next to them. */
export interface Made {
  readonly trusted: Trusted
  readonly token: Claims
  readonly accepts: ReadonlyArray<string>
  readonly refuses: ReadonlyArray<string>
}

const made = (
  vendor: CiVendorName,
  parts: Job["parts"],
  accepts: ReadonlyArray<string>,
  refuses: ReadonlyArray<string>,
  more: Partial<Job> & { readonly aud?: string; readonly azp?: string } = {}
): Made => {
  const { aud = sts, azp, ...job } = more
  const described: Job = { vendor, parts, allowPullRequests: false, ...job }
  assert.deepStrictEqual(jobProblems(described), [])
  const trusted = trustedJob(described)
  return { trusted, token: { iss: trusted.issuer, aud, ...(azp === undefined ? {} : { azp }) }, accepts, refuses }
}

const fromToken = (
  token: Claims,
  sub: string,
  accepts: ReadonlyArray<string>,
  refuses: ReadonlyArray<string>
): Made => ({
  trusted: neededConditions(claimsOf({ ...token, sub })),
  token,
  accepts: [sub, ...accepts],
  refuses
})

const repo = "acme/app"
const ids = { organizationId: "123", repoId: "456" }
const head = "repo:acme/app:ref:refs/heads"
const newHead = "repo:acme@123/app@456:ref:refs/heads"
const pull = "repo:acme/app:pull_request"
const evil = ["repo:acme-evil/app:ref:refs/heads/main", "repo:acme/app-evil:ref:refs/heads/main", pull]
const strangers = [...evil, "repo:Acme/app:ref:refs/heads/main", "repo:evil/app@456:ref:refs/heads/main"]
const forgejo = { issuer: "https://git.example.com/api/actions" }
const path = "project_path:acme/team/app:ref_type"
const circle = `org/${uuid}/project/${uuid}/user`
const origin = "vcs-origin/github.com/acme/app/vcs-ref/refs"
const workspace = { organization: "acme", organizationId: uuid, repoId: `{${uuid}}` }
export const ari = `ari:cloud:bitbucket::workspace/${uuid}`
const kite = "organization:acme:pipeline:app:ref:refs"
const fresh = "account:5f:pipeline:64"
const url = "scm_repo_url:https://github.com/acme/app"
const github = { iss: "https://token.actions.githubusercontent.com", aud: sts, repository: repo }
const withIds = { ...github, repository_id: "456", repository_owner_id: "123" }

export const policies: ReadonlyArray<Made> = [
  made("github", { repo, branch: "main" }, [`${head}/main`], [`${head}/main2`, `${newHead}/main`, ...strangers]),
  made("github", { repo, branch: "main" }, [`${head}/main`], [`${head}/main`.toUpperCase(), "repo:acme/app:*"]),
  made(
    "github",
    { repo, branch: "release/*" },
    [`${head}/release/1`, `${head}/release/`],
    [`${head}/release`, ...strangers]
  ),
  made("github", { repo, branch: "v?" }, [`${head}/v1`], [`${head}/v`, `${head}/v12`, ...evil]),
  made("github", { repo, branch: "*" }, [`${head}/a/b`], ["repo:acme/app:ref:refs/tags/v1", ...evil.slice(0, 1), pull]),
  made("github", { repo, tag: "v1" }, ["repo:acme/app:ref:refs/tags/v1"], [`${head}/v1`, ...strangers]),
  made("github", { repo, tag: "v*" }, ["repo:acme/app:ref:refs/tags/v1.2"], [`${head}/v1`, ...strangers]),
  made(
    "github",
    { repo, environment: "prd" },
    ["repo:acme/app:environment:prd"],
    ["repo:acme/app:environment:prd2", ...strangers]
  ),
  made(
    "github",
    { repo, environment: "prd:eu" },
    ["repo:acme/app:environment:prd%3Aeu"],
    ["repo:acme/app:environment:prd:eu", pull]
  ),
  made(
    "github",
    { repo, branch: "main", ...ids },
    [`${head}/main`, `${newHead}/main`],
    [...strangers, `${newHead}/x`, "repo:acme@12/app@456:ref:refs/heads/main"]
  ),
  made(
    "github",
    { repo, environment: "*", ...ids },
    ["repo:acme@123/app@456:environment:x"],
    [`${newHead}/x`, "repo:acme@123/app@4567:environment:x"]
  ),
  made(
    "github",
    { repo, branch: "main" },
    [`${head}/main`, pull],
    [...evil.slice(0, 2), "repo:acme/app:pull_request2"],
    { allowPullRequests: true }
  ),
  made("github", { repo, branch: "main" }, [`${head}/main`], evil, {
    issuer: "https://ghe.example.com/_services/token"
  }),
  made("github", { repo, branch: "main" }, [`${head}/main`], evil, { audience: "acme", aud: "acme" }),
  fromToken(github, `${head}/main`, [], [`${newHead}/main`, `${head}/x`, ...strangers]),
  fromToken(withIds, `${head}/main`, [`${newHead}/main`], [`${newHead}/x`, ...strangers]),
  fromToken(withIds, `${newHead}/main`, [], [`${head}/main`, ...strangers]),
  fromToken(
    withIds,
    "repo:acme/app:environment:p*",
    ["repo:acme@123/app@456:environment:p*"],
    ["repo:acme/app:environment:prd"]
  ),
  made("forgejo", { repo, branch: "main" }, [`${head}/main`], strangers, forgejo),
  made("forgejo", { repo, tag: "v1" }, ["repo:acme/app:ref:refs/tags/v1"], strangers, forgejo),
  made(
    "forgejo",
    { repo, branch: "main", ...ids },
    ["repo:acme-123/app-456:ref:refs/heads/main"],
    [`${head}/main`, ...strangers],
    forgejo
  ),
  made(
    "gitlab",
    { repo: "acme/team/app", branch: "main" },
    [`${path}:branch:ref:main`],
    [`${path}:tag:ref:main`, `${path}:branch:ref:main2`, "project_path:acme/team:ref_type:branch:ref:main"]
  ),
  made(
    "gitlab",
    { repo: "acme/team/app", branch: "r/*" },
    [`${path}:branch:ref:r/1`],
    [`${path}:branch:ref:r`, "project_path:acme/team/app/x:ref_type:branch:ref:r/1"]
  ),
  made("gitlab", { repo: "acme/team/app", tag: "v*" }, [`${path}:tag:ref:v1`], [`${path}:branch:ref:v1`], {
    issuer: "https://git.example.com"
  }),
  fromToken(
    { iss: "https://gitlab.com", aud: "https://gitlab.com" },
    `${path}:branch:ref:main`,
    [],
    [`${path}:branch:ref:x`]
  ),
  made(
    "bitbucket",
    workspace,
    [`{${uuid}}:{${other}}`],
    [`{${other}}:{${uuid}}`, `{${uuid}}:x`, `{${uuid}}`, `{${uuid}}:{${uuid}}:{${uuid}}`],
    { aud: ari }
  ),
  made(
    "bitbucket",
    { ...workspace, environment: other },
    [`{${uuid}}:{${other}}:{${uuid}}`],
    [`{${uuid}}:{${uuid}}:{${uuid}}`, `{${uuid}}:{${other}}`],
    { aud: ari }
  ),
  fromToken(
    { iss: "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", aud: ari },
    `{${uuid}}:{${uuid}}`,
    [`{${uuid}}:{${other}}`],
    [`{${other}}:{${uuid}}`]
  ),
  made(
    "circleci",
    { organizationId: uuid, project: uuid },
    [`${circle}/${other}`],
    [
      `org/${other}/project/${uuid}/user/${uuid}`,
      `org/${uuid}/project/${other}/user/${uuid}`,
      `${circle}/${uuid}/${origin}/heads/main`
    ],
    { aud: uuid }
  ),
  made(
    "circleci",
    { organizationId: uuid, project: uuid, repo: "github.com/acme/app", branch: "main" },
    [`${circle}/${other}/${origin}/heads/main`],
    [
      `${circle}/${uuid}`,
      `${circle}/${uuid}/${origin}/heads/x`,
      // A branch may be called so.
      `${circle}/${uuid}/${origin}/heads/x/${origin}/heads/main`,
      `${circle}/${uuid}/vcs-origin/github.com/evil/app/vcs-ref/refs/heads/x/${origin}/heads/main`
    ],
    { aud: uuid }
  ),
  fromToken(
    { iss: `https://oidc.circleci.com/org/${uuid}`, aud: uuid },
    `${circle}/${uuid}/${origin}/heads/main`,
    [`${circle}/${other}/${origin}/heads/main`],
    [`${circle}/${other}/${origin}/heads/x`]
  ),
  made(
    "buildkite",
    { organization: "acme", pipeline: "app", branch: "main" },
    [`${kite}/heads/main:commit:0a:step:`, `${kite}/heads/main:commit:HEAD:step:deploy`],
    [
      `${kite}/heads/x:commit:0a:step:`,
      `${kite}/tags/main:commit:0a:step:`,
      "organization:acme:pipeline:app2:ref:refs/heads/main:commit:0a:step:"
    ]
  ),
  made(
    "buildkite",
    { organization: "acme", pipeline: "app", tag: "v*" },
    [`${kite}/tags/v1:commit:0a:step:`],
    [`${kite}/heads/v1:commit:0a:step:`]
  ),
  fromToken(
    { iss: "https://agent.buildkite.com", aud: sts },
    `${kite}/heads/main:commit:0a:step:`,
    [`${kite}/heads/main:commit:0b:step:x`],
    [`${kite}/heads/x:commit:0a:step:`]
  ),
  made(
    "azure",
    { organization: "acme", organizationId: uuid, project: "app", serviceConnection: "aws prd" },
    ["sc://acme/app/aws prd"],
    ["sc://acme/app/aws", "sc://acme/app2/aws prd", "sc://acme2/app/aws prd"],
    { aud: "api://AzureADTokenExchange" }
  ),
  fromToken(
    { iss: `https://vstoken.dev.azure.com/${uuid}`, aud: "api://AzureADTokenExchange" },
    "sc://acme/app/aws",
    [],
    ["sc://acme/app/aws2"]
  ),
  made(
    "codefresh",
    { organizationId: "5f", pipeline: "64" },
    [fresh],
    [`${fresh}:initiator:ann`, "account:5f:pipeline:65"]
  ),
  made(
    "codefresh",
    { organizationId: "5f", pipeline: "64", repo: "https://github.com/acme/app", branch: "main" },
    [`${fresh}:${url}:scm_user_name:ann:scm_ref:main`, `${fresh}:initiator:bob:${url}:scm_user_name:ann:scm_ref:main`],
    [
      `${fresh}:${url}:scm_user_name:ann:scm_ref:x`,
      `${fresh}:${url}:scm_user_name:ann:scm_ref:x:scm_pull_request_target_branch:main`,
      fresh
    ]
  ),
  made("google", { serviceAccount: "1234" }, ["1234"], ["12345", "123"], { azp: "1234" }),
  fromToken({ iss: "https://accounts.google.com", aud: sts, azp: "1234" }, "1234", [], ["12345"])
]

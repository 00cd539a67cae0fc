// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of IAM's policies look so.
import { assert, describe, it } from "@effect/vitest"
import { trustNeeded } from "../../../src/domain/oidc/DenialAdvice.ts"
import { type Job, jobProblems, trustedJob } from "../../../src/domain/oidc/JobSubject.ts"
import {
  conditionBlock,
  isPullRequest,
  neededConditions,
  providerArn,
  trustPolicy
} from "../../../src/domain/oidc/TrustPolicy.ts"
import { claimsOf, githubClaims, githubIssuer } from "./tokens.ts"

const key = "token.actions.githubusercontent.com"
const uuid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
const anyUuid = uuid.replace(/[^-]/g, "?")

const job = (vendor: Job["vendor"], parts: Job["parts"], more: Partial<Job> = {}): Job => ({
  vendor,
  parts,
  allowPullRequests: false,
  ...more
})

const blockOf = (asked: Job) => {
  assert.deepStrictEqual(jobProblems(asked), [])
  return conditionBlock(trustedJob(asked))
}

describe("a trust policy", () => {
  it("of a token trusts exactly its audience and subject, in both formats where the ids are known", () => {
    const trusted = neededConditions(githubClaims())
    assert.deepStrictEqual(trustPolicy(providerArn("aws-us-gov", "111111111111", trusted.issuer), trusted), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws-us-gov:iam::111111111111:oidc-provider/${key}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${key}:aud`]: "sts.amazonaws.com",
              [`${key}:sub`]: ["repo:acme/app:ref:refs/heads/main", "repo:acme@123/app@456:ref:refs/heads/main"]
            }
          }
        }
      ]
    })
  })

  it.each([
    ["the new format stands alone", { sub: "repo:acme@123/app@456:ref:refs/heads/main" }],
    ["a subject of one's own making has no other format", { sub: "repository_id:456" }],
    ["a repository that the token does not name is none of it", { repository: "evil/app" }],
    ["an id that is none is none", { repository_id: "4*" }]
  ])("%s", (_, more) => {
    const claims = githubClaims(more)
    assert.strictEqual(conditionBlock(neededConditions(claims)).StringEquals?.[`${key}:sub`], claims.subject)
  })

  it("allows sts:TagSession where the token carries tags", () => {
    const trusted = neededConditions(githubClaims({ "https://aws.amazon.com/tags": { principal_tags: { a: ["b"] } } }))
    assert.deepStrictEqual(trustPolicy("x", trusted).Statement[0]?.Action, [
      "sts:AssumeRoleWithWebIdentity",
      "sts:TagSession"
    ])
  })

  it("takes nothing in a claim for a wildcard or a variable", () => {
    const sub = "repo:acme/app:environment:prod*?${aws:username}"
    assert.deepStrictEqual(conditionBlock(neededConditions(githubClaims({ sub, repository: "" }))).StringEquals, {
      [`${key}:aud`]: "sts.amazonaws.com",
      [`${key}:sub`]: "repo:acme/app:environment:prod*?${$}{aws:username}"
    })
    const buildkite = claimsOf({
      iss: "https://agent.buildkite.com",
      aud: "sts.amazonaws.com",
      sub: "organization:acme:pipeline:app*:ref:refs/heads/main:commit:0123:step:${x}"
    })
    assert.deepStrictEqual(conditionBlock(neededConditions(buildkite)).StringLike, {
      "agent.buildkite.com:sub": "organization:acme:pipeline:app${*}:ref:refs/heads/main:commit:*:step:*"
    })
  })

  it.each([
    [
      "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
      `{${uuid}}:{${uuid}}`,
      `{${uuid}}:{${anyUuid}}`
    ],
    [
      `https://oidc.circleci.com/org/${uuid}`,
      `org/${uuid}/project/${uuid}/user/${uuid}/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main`,
      `org/${uuid}/project/${uuid}/user/${anyUuid}/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main`
    ],
    [
      "https://oidc.codefresh.io",
      "account:5f:pipeline:64:initiator:ann:scm_repo_url:https://github.com/acme/app:scm_user_name:ann:scm_ref:main",
      "account:5f:pipeline:64:initiator:*:scm_repo_url:https://github.com/acme/app:scm_user_name:*:scm_ref:main"
    ]
  ])("lets what differs from job to job differ: %s", (iss, sub, expected) => {
    const block = conditionBlock(neededConditions(claimsOf({ iss, sub, aud: "a" })))
    assert.deepStrictEqual(Object.values(block.StringLike ?? {}), [expected])
  })

  it("asks Google's azp as aud, and the audience as oaud", () => {
    const claims = claimsOf({ iss: "https://accounts.google.com", sub: "1", azp: "1", aud: "sts.amazonaws.com" })
    assert.deepStrictEqual(conditionBlock(neededConditions(claims)), {
      StringEquals: {
        "accounts.google.com:aud": "1",
        "accounts.google.com:oaud": "sts.amazonaws.com",
        "accounts.google.com:sub": "1"
      }
    })
  })

  it("knows the subjects of pull requests", () => {
    assert.isTrue(isPullRequest({ issuer: githubIssuer, subject: "repo:acme/app:pull_request" }))
    assert.isFalse(isPullRequest({ issuer: githubIssuer, subject: "repo:acme/app:ref:refs/heads/pull_request" }))
  })
})

describe("the subject of a job that flags describe", () => {
  it.each([
    [job("github", { repo: "acme/app", branch: "main" }), "repo:acme/app:ref:refs/heads/main"],
    [job("github", { repo: "acme/app", tag: "v1" }), "repo:acme/app:ref:refs/tags/v1"],
    [job("github", { repo: "acme/app", environment: "prd:eu" }), "repo:acme/app:environment:prd%3Aeu"],
    [
      job("github", { repo: "acme/app", branch: "main", organizationId: "123", repoId: "456" }),
      ["repo:acme/app:ref:refs/heads/main", "repo:acme@123/app@456:ref:refs/heads/main"]
    ],
    [
      job("github", { repo: "acme/app", branch: "main" }, { allowPullRequests: true }),
      ["repo:acme/app:ref:refs/heads/main", "repo:acme/app:pull_request"]
    ],
    [
      job("forgejo", { repo: "acme/app", branch: "main" }, { issuer: "https://git.example.com/api/actions" }),
      "repo:acme/app:ref:refs/heads/main"
    ],
    [
      job(
        "forgejo",
        { repo: "acme/app", branch: "main", organizationId: "1", repoId: "2" },
        { issuer: "https://git.example.com/api/actions" }
      ),
      "repo:acme-1/app-2:ref:refs/heads/main"
    ],
    [job("gitlab", { repo: "acme/team/app", branch: "main" }), "project_path:acme/team/app:ref_type:branch:ref:main"],
    [
      job("azure", { organization: "acme", organizationId: uuid, project: "app", serviceConnection: "aws" }),
      "sc://acme/app/aws"
    ],
    [job("google", { serviceAccount: "1234" }), "1234"],
    [job("codefresh", { organizationId: "5f", pipeline: "64" }), "account:5f:pipeline:64"]
  ])("%j", (asked, expected) => {
    const subjects = Object.entries(blockOf(asked).StringEquals ?? {}).find(([name]) => name.endsWith(":sub"))
    assert.deepStrictEqual(subjects?.[1], expected)
  })

  it.each([
    [job("github", { repo: "acme/app", branch: "release/*" }), "repo:acme/app:ref:refs/heads/release/*"],
    [job("bitbucket", { repoId: `{${uuid}}`, organization: "acme", organizationId: uuid }), `{${uuid}}:{${anyUuid}}`],
    [
      job("circleci", { organizationId: uuid, project: uuid, repo: "github.com/acme/app", branch: "main" }),
      `org/${uuid}/project/${uuid}/user/${anyUuid}/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main`
    ],
    [
      job("buildkite", { organization: "acme", pipeline: "app", tag: "v${*}" }),
      "organization:acme:pipeline:app:ref:refs/tags/v${$}{*}:commit:*:step:*"
    ]
  ])("has wildcards only where they are needed: %j", (asked, expected) => {
    const subjects = Object.entries(blockOf(asked).StringLike ?? {}).find(([name]) => name.endsWith(":sub"))
    assert.deepStrictEqual(subjects?.[1], expected)
  })

  it.each([
    [job("github", { repo: "acme*/app", branch: "main" }), "repo"],
    [job("github", { repo: "acme/*", branch: "main" }), "repo"],
    [job("github", { repo: "acme", branch: "main" }), "repo"],
    [job("github", { repo: "acme/app:x", branch: "main" }), "repo"],
    [job("github", { repo: "acme/app" }), "branch"],
    [job("github", { branch: "main" }), "repo"],
    [job("github", { repo: "acme/app", branch: "main", tag: "v1" }), "tag"],
    [job("github", { repo: "acme/app", branch: "a\nb" }), "branch"],
    [job("github", { repo: "acme/app", branch: "main:x" }), "branch"],
    [job("github", { repo: "acme/app", branch: "main", repoId: "1" }), "organizationId"],
    [job("github", { repo: "acme/app", branch: "main", pipeline: "x" }), "pipeline"],
    [job("github", { repo: "acme/app", branch: "main" }, { issuer: "http://example.com" }), "issuer"],
    [job("gitlab", { repo: "acme/app", environment: "prd" }), "environment"],
    [job("gitlab", { repo: "acme//app", branch: "main" }), "repo"],
    [job("gitlab", { repo: "acme/app", branch: "main" }, { allowPullRequests: true }), "allowPullRequests"],
    [job("gitlab", { repo: "acme/app", branch: "main" }, { audience: "a*" }), "audience"],
    [job("forgejo", { repo: "acme/app", branch: "main" }), "issuer"],
    [job("bitbucket", { repoId: uuid, organization: "acme" }), "organizationId"],
    [job("buildkite", { organization: "acme", pipeline: "app:x", branch: "main" }), "pipeline"],
    [job("github", { repo: "acme/app", branch: "refs/heads/main" }), "branch"],
    [job("gitlab", { repo: "acme/app", tag: "refs/tags/v1" }), "tag"],
    [
      job("codefresh", { organizationId: "5f", pipeline: "64", repo: "https://github.com/acme/app", branch: "v*" }),
      "branch"
    ]
  ])("is refused where it says too little, too much or too loosely: %j", (asked, part) => {
    assert.include(
      jobProblems(asked).map((problem) => problem.part),
      part
    )
  })
})

describe("the advice where a role refuses a token", () => {
  it("tells what the trust policy must say", () => {
    assert.strictEqual(
      trustNeeded(githubClaims(), "arn:aws:iam::111111111111:role/ci"),
      "If this job is to have the role, the trust policy of arn:aws:iam::111111111111:role/ci must trust " +
        `arn:aws:iam::111111111111:oidc-provider/${key} with StringEquals ${key}:aud "sts.amazonaws.com" and ` +
        `StringEquals ${key}:sub "repo:acme/app:ref:refs/heads/main" or "repo:acme@123/app@456:ref:refs/heads/main". ` +
        "boto-ses trust, run in the job, prints that policy (--provider: and the provider)."
    )
  })

  it("says first what the account's provider lacks, where AWS says that it is at fault", () => {
    const role = "arn:aws:iam::111111111111:role/ci"
    assert.match(
      trustNeeded(githubClaims(), role, "No OpenIDConnect provider found in your account for https://x"),
      /^The account has no such provider: register https:\/\/token\.actions\.githubusercontent\.com in IAM, with the audience "sts\.amazonaws\.com"\. If/
    )
    assert.match(
      trustNeeded(githubClaims({ aud: "acme" }), role, "Incorrect token audience"),
      new RegExp(`^It is arn:aws:iam::111111111111:oidc-provider/${key} that accepts other audiences: add "acme"`)
    )
  })

  it("says that a subject has ids, that there are tags, and that it is a pull request's", () => {
    const advice = trustNeeded(
      githubClaims({ sub: "repo:acme@123/app@456:pull_request", "https://aws.amazon.com/tags": {} }),
      "arn:aws:iam::111111111111:role/ci"
    )
    assert.match(advice, /2026-07-15/)
    assert.match(advice, /sts:TagSession/)
    assert.match(advice, /pull request's/)
  })

  it("lets no claim begin a line, move a cursor or fill the screen", () => {
    const sub = `repo:x\n::error::y\u001b[2J\u202e${"z".repeat(10_000)}`
    const advice = trustNeeded(githubClaims({ sub, iss: "https://e\n##[x]", aud: "\r\n" }), "no\nrole")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
    assert.notMatch(advice, /[\u0000-\u001f\u202e]|(?<!\S)::/)
    assert.isBelow(advice.length, 3000)
  })
})

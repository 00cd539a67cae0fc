// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of IAM's policies look so.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { AccountOptions, TrustPolicyDocument } from "../../../src/testing/localAws/Options.ts"
import { type Claims, github, job, jobWithIds, judged, providerOf } from "./judged.ts"

type Block = { readonly [operator: string]: { readonly [key: string]: unknown } }

const aud = `${github}:aud`
const sub = `${github}:sub`
const main = "repo:acme/app:ref:refs/heads/main"

const policy = (condition: Block, more: object = {}, version = "2012-10-17"): TrustPolicyDocument => ({
  Version: version,
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: providerOf(github) },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: condition,
      ...more
    }
  ]
})

/** What the policy asks of the subject beside the right audience. */
const equals = (subject: unknown) => policy({ StringEquals: { [aud]: "sts.amazonaws.com", [sub]: subject } })
const like = (subject: unknown) =>
  policy({ StringEquals: { [aud]: "sts.amazonaws.com" }, StringLike: { [sub]: subject } })
const audience = (value: unknown) => policy({ StringEquals: { [aud]: value, [sub]: main } })
const principal = (federated: unknown) =>
  policy({ StringEquals: { [aud]: "sts.amazonaws.com", [sub]: main } }, { Principal: { Federated: federated } })

interface Wrong {
  readonly policy: TrustPolicyDocument
  readonly claims?: Claims
  readonly account?: Partial<AccountOptions>
  readonly at: ReadonlyArray<string>
  readonly code?: string
  readonly hint?: RegExp
}

const token = { ...job, "https://aws.amazon.com/tags": { principal_tags: { team: ["web"] } } }
const registered: Partial<AccountOptions> = { oidcProviders: { [github]: {} } }
const invalid = "InvalidIdentityToken"

/** Policies that look right. */
const wrong: { readonly [what: string]: Wrong } = {
  "the audience of another tool": { policy: audience("sigstore"), account: registered, at: [aud] },
  "the audience with a scheme": { policy: audience("https://sts.amazonaws.com"), account: registered, at: [aud] },
  "the audience of a region": { policy: audience("sts.us-east-1.amazonaws.com"), account: registered, at: [aud] },
  "the audience in another case": {
    policy: audience("STS.amazonaws.com"),
    account: registered,
    at: [aud],
    hint: /case/
  },
  "the audience with a wildcard": { policy: audience("sts.*"), account: registered, at: [aud], hint: /StringLike/ },
  "the audience that the provider does not accept": {
    policy: equals(main),
    account: { oidcProviders: { [github]: { audiences: ["https://github.com/acme"] } } },
    at: ["aud"],
    code: invalid
  },
  "the token's default audience": {
    policy: equals(main),
    claims: { ...job, aud: "https://github.com/acme" },
    account: registered,
    at: ["aud"],
    code: invalid
  },
  "the old subject where the token has ids": { policy: equals(main), claims: jobWithIds, at: [sub] },
  "the old subject as a pattern where the token has ids": {
    policy: like("repo:acme/app:*"),
    claims: jobWithIds,
    at: [sub]
  },
  "the new subject where the token has none": { policy: equals(jobWithIds.sub), at: [sub] },
  "the ids of another owner": {
    policy: equals("repo:acme@124/app@456:ref:refs/heads/main"),
    claims: jobWithIds,
    at: [sub]
  },
  "the ids of another repository": {
    policy: equals("repo:acme@123/app@45:ref:refs/heads/main"),
    claims: jobWithIds,
    at: [sub]
  },
  "ids without names": { policy: equals("repo:123/456:ref:refs/heads/main"), claims: jobWithIds, at: [sub] },
  "another owner": { policy: equals("repo:acme-evil/app:ref:refs/heads/main"), at: [sub] },
  "another repository": { policy: equals("repo:acme/app2:ref:refs/heads/main"), at: [sub] },
  "another branch": { policy: equals("repo:acme/app:ref:refs/heads/master"), at: [sub] },
  "a branch without refs/heads": { policy: equals("repo:acme/app:ref:main"), at: [sub] },
  "a branch as an environment": { policy: equals("repo:acme/app:environment:main"), at: [sub] },
  "a branch where the job has an environment": {
    policy: equals(main),
    claims: { ...job, sub: "repo:acme/app:environment:prd" },
    at: [sub]
  },
  "an environment in another case": {
    policy: equals("repo:acme/app:environment:Prd"),
    claims: { ...job, sub: "repo:acme/app:environment:prd" },
    at: [sub],
    hint: /case/
  },
  "an environment with a colon that is not encoded": {
    policy: equals("repo:acme/app:environment:prd:eu"),
    claims: { ...job, sub: "repo:acme/app:environment:prd%3Aeu" },
    at: [sub]
  },
  "a branch where a tag runs": {
    policy: like("repo:acme/app:ref:refs/heads/*"),
    claims: { ...job, sub: "repo:acme/app:ref:refs/tags/v1" },
    at: [sub]
  },
  "a branch where a pull request runs": {
    policy: like("repo:acme/app:ref:*"),
    claims: { ...job, sub: "repo:acme/app:pull_request" },
    at: [sub]
  },
  "an owner in another case": { policy: equals("repo:Acme/app:ref:refs/heads/main"), at: [sub], hint: /case/ },
  "StringEquals with a star": { policy: equals("repo:acme/app:*"), at: [sub], hint: /StringLike/ },
  "StringEquals with a question mark": {
    policy: equals("repo:acme/app:ref:refs/heads/mai?"),
    at: [sub],
    hint: /StringLike/
  },
  "a pattern without its star": { policy: like("repo:acme/app"), at: [sub] },
  "a pattern that begins later": { policy: like("acme/app:*"), at: [sub] },
  "a question mark for nothing": { policy: like("repo:acme/app:ref:refs/heads/main?"), at: [sub] },
  "a star that means itself": { policy: like("repo:acme/app:${*}"), at: [sub] },
  "a variable that nothing gives": { policy: like("repo:${aws:PrincipalTag/team}/app:*"), at: [sub] },
  "a variable before there were any": {
    policy: policy({ StringLike: { [sub]: "repo:acme/${*}" } }, {}, "2008-10-17"),
    at: [sub]
  },
  "a pattern that another condition narrows": {
    policy: policy({ StringLike: { [sub]: "repo:acme/*" }, StringNotEquals: { [sub]: main } }),
    at: [sub]
  },
  "a key of the issuer with a trailing slash": {
    policy: policy({ StringEquals: { [`${github}/:sub`]: main } }),
    account: registered,
    at: [`${github}/:sub`]
  },
  "a key of the issuer with its scheme": {
    policy: policy({ StringEquals: { [`https://${sub}`]: main } }),
    account: registered,
    at: [`https://${sub}`]
  },
  "a claim that the token has not": {
    policy: policy({ StringEquals: { [`${github}:repository`]: "acme/app" } }),
    at: [`${github}:repository`]
  },
  "all of two that cannot both be": {
    policy: policy({ "ForAllValues:StringEquals": { [sub]: ["a", "b"] } }),
    at: [sub]
  },
  "two conditions at once": {
    policy: policy({ StringEquals: { [aud]: "x", [sub]: "y" } }),
    account: registered,
    at: [aud, sub]
  },
  "the provider of another account": {
    policy: principal(providerOf(github, "222222222222")),
    account: registered,
    at: ["Principal"]
  },
  "the provider of another partition": {
    policy: principal("arn:aws-cn:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"),
    account: registered,
    at: ["Principal"]
  },
  "the provider with a trailing slash": {
    policy: principal(providerOf(`${github}/`)),
    account: registered,
    at: ["Principal"]
  },
  "the provider with its scheme": {
    policy: principal(providerOf(`https://${github}`)),
    account: registered,
    at: ["Principal"]
  },
  "the provider's name alone": { policy: principal(github), account: registered, at: ["Principal"] },
  "the provider of another vendor": {
    policy: principal(providerOf("gitlab.com")),
    account: registered,
    at: ["Principal"]
  },
  "a provider that the account does not have": {
    policy: equals(main),
    account: { oidcProviders: { "gitlab.com": {} } },
    at: ["iss"],
    code: invalid
  },
  "a provider with a trailing slash that the account has": {
    policy: equals(main),
    account: { oidcProviders: { [`${github}/`]: {} } },
    at: ["iss"],
    code: invalid
  },
  "an issuer of http": {
    policy: equals(main),
    claims: { ...job, iss: `http://${github}` },
    at: ["iss"],
    code: invalid
  },
  "the action of other roles": {
    policy: policy({ StringEquals: { [sub]: main } }, { Action: "sts:AssumeRole" }),
    at: ["Action"]
  },
  "no sts:TagSession where the token carries tags": { policy: equals(main), claims: token, at: ["Action"] },
  "a statement that denies": {
    policy: {
      Version: "2012-10-17",
      Statement: [
        ...(equals(main).Statement as ReadonlyArray<object>),
        {
          Effect: "Deny",
          Principal: { Federated: providerOf(github) },
          Action: "sts:*",
          Condition: { StringLike: { [sub]: "*:ref:refs/heads/*" } }
        }
      ]
    },
    at: [sub],
    hint: /explicitly/
  },
  "Google's audience as aud": {
    policy: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Federated: "accounts.google.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "accounts.google.com:aud": "sts.amazonaws.com", "accounts.google.com:sub": "1" } }
      }
    },
    claims: { ...job, iss: "https://accounts.google.com", sub: "1", azp: "1" },
    at: ["accounts.google.com:aud"]
  }
}

describe("a trust policy that looks right", () => {
  it.effect.each(Object.entries(wrong))("%s", ([, { policy: trustPolicy, claims = job, account, at, code, hint }]) =>
    Effect.gen(function* () {
      const denial = yield* judged({ trustPolicy }, claims, account)
      assert.deepStrictEqual({ at: denial?.at, code: denial?.code }, { at, code: code ?? "AccessDenied" })
      assert.match(denial?.detail ?? "", hint ?? /./)
    })
  )

  it.effect("is right where these are mended", () =>
    Effect.gen(function* () {
      const right: ReadonlyArray<readonly [TrustPolicyDocument, Claims]> = [
        [equals(main), job],
        [equals(["repo:acme/app:pull_request", main]), job],
        [like("repo:acme/app:*"), job],
        [like("repo:acme@123/app@456:*"), jobWithIds],
        [policy({ StringEqualsIgnoreCase: { [sub.toUpperCase()]: main.toUpperCase() } }), job],
        [policy({ "ForAnyValue:StringEquals": { [`${github}:amr`]: "b" } }), { ...job, amr: ["a", "b"] }],
        [policy({ StringEqualsIfExists: { [`${github}:repository`]: "acme/app" } }), job],
        [policy({ Null: { [`${github}:repository`]: "true" } }), job],
        [policy({ StringNotLike: { [sub]: "*:pull_request" } }, { Action: ["sts:assumerole*"] }), job],
        [policy({ StringEquals: { "aws:RequestTag/team": "web" } }, { Action: "sts:*" }), token],
        [policy({ StringEquals: { "sts:RoleSessionName": "job" } }), job],
        [
          policy({ StringLike: { [sub]: "repo:acme/app:environment:${*}" } }),
          { ...job, sub: "repo:acme/app:environment:*" }
        ]
      ]
      for (const [trustPolicy, claims] of right) assert.isUndefined(yield* judged({ trustPolicy }, claims, registered))
    })
  )

  it.effect("is told where the local AWS cannot judge it", () =>
    Effect.gen(function* () {
      for (const [document, words] of [
        [policy({ IpAddress: { "aws:SourceIp": "192.0.2.0" } }), /IpAddress/],
        [policy({}, { Principal: "*" }), /Federated/],
        [policy({}, { Resource: "*" }), /Resource/],
        [policy({}, {}, "2020-01-01"), /Version/]
      ] as const) {
        const error = yield* Effect.flip(judged({ trustPolicy: document }, job))
        assert.match(error.message, words)
      }
    })
  )
})

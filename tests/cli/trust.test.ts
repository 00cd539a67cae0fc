import { readFileSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"
import { judged } from "../testing/localAws/judged.ts"
import { checkAnswer } from "./answerSchema.ts"
import { configuration, onLaptop } from "./harness.ts"

const github = "token.actions.githubusercontent.com"
const role = "arn:aws:iam::555555555555:role/ci/deploy"

/** A job of a vendor's with its token, which may take a role of prd. */
const inJob = Effect.fnUntraced(function* (options: LocalCi.Options) {
  const place = yield* onLaptop
  const { variables } = yield* Layer.build(LocalCi.layer(options)).pipe(
    Effect.flatMap((context) => Effect.provideContext(LocalCi.LocalCi, context)),
    Effect.provideService(LocalAws.LocalAws, place.aws)
  )
  const { prd, ...others } = configuration.workloads
  writeFileSync(
    place.config,
    JSON.stringify({ ...configuration, workloads: { ...others, prd: { ...prd, oidcRoleArn: role } } })
  )
  const trust = (...args: ReadonlyArray<string>) => place.cli(["trust", "prd", ...args], { env: variables })
  return { ...place, trust }
})

const flags = ["--ci", "github", "--repo", "acme/app", "--branch", "main"]

describe("trust", () => {
  it.live("prints the policy for a job that flags describe, anywhere and without a request", () =>
    Effect.gen(function* () {
      const { aws, cli } = yield* onLaptop
      const { exitCode, stdout, stderr } = yield* cli(["trust", "prd", ...flags])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(JSON.parse(stdout), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: `arn:aws:iam::555555555555:oidc-provider/${github}` },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                [`${github}:aud`]: "sts.amazonaws.com",
                [`${github}:sub`]: "repo:acme/app:ref:refs/heads/main"
              }
            }
          }
        ]
      })
      assert.match(stderr, /^note The subjects of repositories created, renamed or transferred/)
      const withIds = yield* cli([
        "trust",
        "prd",
        ...flags,
        "--organization-id",
        "123",
        "--repo-id",
        "456",
        "--provider"
      ])
      assert.strictEqual(withIds.stderr, "")
      const { provider, trustPolicy } = JSON.parse(withIds.stdout)
      assert.deepStrictEqual(provider, { Url: `https://${github}`, ClientIDList: ["sts.amazonaws.com"] })
      assert.deepStrictEqual(trustPolicy.Statement[0].Condition.StringEquals[`${github}:sub`], [
        "repo:acme/app:ref:refs/heads/main",
        "repo:acme@123/app@456:ref:refs/heads/main"
      ])
      assert.strictEqual(yield* aws.count(), 0)
    })
  )

  it.live("prints the policy for the token of the job, which that policy accepts", () =>
    Effect.gen(function* () {
      for (const vendor of ["github_action", "gitlab_ci", "buildkite", "bitbucket_pipeline"] as const) {
        const { aws, trust } = yield* inJob({ vendor })
        yield* aws.clear
        const { exitCode, stdout, stderr } = yield* trust("--json")
        assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })
        checkAnswer("trust", stdout)
        const { roleName, provider, trustPolicy } = JSON.parse(stdout)
        assert.strictEqual(roleName, "deploy")
        assert.strictEqual(provider.arn, `arn:aws:iam::555555555555:oidc-provider/${provider.url.slice(8)}`)
        assert.strictEqual(yield* aws.count({ service: "sts" }), 0)
        const [statement] = trustPolicy.Statement
        const sub: string = Object.entries({ ...statement.Condition.StringEquals, ...statement.Condition.StringLike })
          .filter(([key]) => key.endsWith(":sub"))
          .map(([, value]) => String(value).replaceAll("?", "0"))[0] as string
        const document = JSON.parse(JSON.stringify(trustPolicy).replaceAll("555555555555", "111111111111"))
        const token = { iss: provider.url, aud: provider.audience, sub, exp: 4_000_000_000 }
        assert.isUndefined(yield* judged({ trustPolicy: document }, token))
        assert.isDefined(yield* judged({ trustPolicy: document }, { ...token, sub: `x${sub}` }))
      }
    })
  )

  it.live("trusts a pull request only where that was asked for", () =>
    Effect.gen(function* () {
      const { trust } = yield* inJob({ vendor: "github_action", subject: "repo:acme/app:pull_request" })
      const refused = yield* trust()
      assert.deepStrictEqual({ exitCode: refused.exitCode, stdout: refused.stdout }, { exitCode: 2, stdout: "" })
      assert.include(refused.stderr, "--allow-pull-requests")
      assert.include((yield* trust("--allow-pull-requests")).stdout, "repo:acme/app:pull_request")
    })
  )

  it.live("allows session tags where the target's role is asked for with them", () =>
    Effect.gen(function* () {
      const { trust, cli, config } = yield* inJob({ vendor: "buildkite", claims: { pipeline_slug: "app" } })
      const action = (stdout: string) => JSON.parse(stdout).Statement[0].Action
      assert.strictEqual(action((yield* trust()).stdout), "sts:AssumeRoleWithWebIdentity")
      const rolePolicy = { tags: { pipeline_slug: "app" } }
      writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, "utf8")), rolePolicy }))
      const both = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
      assert.deepStrictEqual(action((yield* trust()).stdout), both)
      const described = ["--ci", "buildkite", "--organization", "acme", "--pipeline", "app", "--branch", "main"]
      assert.deepStrictEqual(action((yield* cli(["trust", "prd", ...described])).stdout), both)
    })
  )

  it.live("says in a job without a token what the vendor's file needs", () =>
    Effect.gen(function* () {
      const { trust } = yield* inJob({ vendor: "gitlab_ci", permission: false })
      const { exitCode, stderr } = yield* trust()
      assert.strictEqual(exitCode, 2)
      const line = stderr.replace(/\s+/g, " ")
      assert.include(line, "This job has no token that tells who it is: GitLab CI offers none.")
      assert.include(line, "id_tokens: AWS_ID_TOKEN")
      assert.include(line, "describe the job by --ci")
    })
  )

  it.live("passes on what the vendor says where it gives no token", () =>
    Effect.gen(function* () {
      const { trust } = yield* inJob({ vendor: "github_action", permissionLife: 0 })
      const { exitCode, stdout, stderr } = yield* trust()
      assert.strictEqual(stdout, "")
      assert.isAbove(exitCode, 2)
      assert.include(stderr, "GitHub Actions")
    })
  )

  it.live("refuses what says too little or too much, in the words of its flags", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      for (const [args, exitCode, words] of [
        [["prd"], 2, "No token tells here"],
        [["prd", "--repo", "acme/app"], 2, "--repo describes a job"],
        [["prd", "--issuer", "https://x"], 2, "--issuer describes a job"],
        [["prd", "--ci", "github", "--repo", "acme*", "--branch", "main"], 2, "--repo: expected"],
        [["prd", "--ci", "github", "--repo", "acme/app"], 2, "--branch: the subject of GitHub Actions names"],
        [
          ["prd", "--ci", "github", "--repo", "a/b", "--branch", "refs/heads/main"],
          2,
          "--branch: expected the name alone"
        ],
        [["prd", "--ci", "bitbucket", "--organization", "acme"], 2, "--repo-id: it is needed: the repository's UUID"],
        [
          ["prd", "--ci", "gitlab", "--repo", "a/b", "--branch", "m", "--allow-pull-requests"],
          2,
          "--allow-pull-requests:"
        ],
        [["prd", ...flags, "--json", "--format", "cdk"], 2, "two answers"],
        [["app", ...flags], 2, "Name the env"],
        [["pdr", ...flags], 3, "UnknownEnv"],
        [["prd", ...flags, "--format", "yaml"], 2, "yaml"]
      ] as const) {
        const ended = yield* cli(["trust", ...args])
        assert.deepStrictEqual(
          { exitCode: ended.exitCode, stdout: ended.stdout.includes("Statement") },
          { exitCode, stdout: false }
        )
        assert.include(ended.stderr.replace(/\s+/g, " "), words)
      }
    })
  )

  it.live("needs the account, and no more", () =>
    Effect.gen(function* () {
      const { cli, config } = yield* onLaptop
      writeFileSync(
        config,
        JSON.stringify({
          devops: {},
          workloads: { gov: { accountId: "777777777777", region: "us-gov-west-1" }, none: {} }
        })
      )
      assert.include((yield* cli(["trust", "gov", ...flags])).stdout, "arn:aws-us-gov:iam::777777777777:oidc-provider/")
      const { exitCode, stderr } = yield* cli(["trust", "none", ...flags])
      assert.strictEqual(exitCode, 2)
      assert.include(stderr, "NONE_OIDC_ROLE_ARN")
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import { addressOf } from "../../../../src/domain/oidc/vendors/TokenVendor.ts"
import { findVendor, tokenVariables, tokenVendors } from "../../../../src/domain/oidc/vendors/TokenVendors.ts"
import { ciVendors } from "../../../../src/domain/runtime/CiVendors.ts"

type Env = { readonly [name: string]: string }

const found = (env: Env) => {
  const { notes, place, vendor } = findVendor({ env: new Map(Object.entries(env)), argv: [] })
  return { by: vendor?.by, place, notes }
}

const github = { GITHUB_ACTIONS: "true" }
const permission = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://a.test", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" }
const codebuild = { CODEBUILD_BUILD_ARN: "arn:x", CODEBUILD_BUILD_ID: "b:1" }

const cases: ReadonlyArray<readonly [why: string, env: Env, by: string | undefined]> = [
  ["nothing", {}, undefined],
  ["a CI of no name", { CI: "true" }, undefined],
  ["GitHub", github, "GitHub Actions"],
  ["act on a laptop", { ...github, ...permission, ACT: "true" }, undefined],
  [
    "Forgejo, which sets GitHub's variables",
    { ...github, ...permission, FORGEJO_ACTIONS: "true", ACT: "true" },
    "Forgejo Actions"
  ],
  ["GitHub's runner in CodeBuild", { ...codebuild, ...github, ...permission }, "GitHub Actions"],
  ["GitLab's runner in CodeBuild", { ...codebuild, GITLAB_CI: "true" }, "GitLab CI"],
  ["CodeBuild alone", codebuild, undefined],
  ["Jenkins", { JENKINS_URL: "https://j.test", BUILD_ID: "1" }, undefined],
  [
    "Jenkins with a leaked variable of a vendor's",
    { JENKINS_URL: "https://j.test", BUILD_ID: "1", BUILDER_OUTPUT: "/b" },
    undefined
  ],
  ["Vercel's build", { VERCEL: "1", CI: "1" }, "Vercel"],
  ["a laptop with Vercel's variables", { VERCEL: "1", VERCEL_OIDC_TOKEN: "a.b.c" }, undefined],
  ["HCP Terraform", { TFC_RUN_ID: "run-1" }, "HCP Terraform"],
  ["Spacelift", { SPACELIFT_OIDC_TOKEN: "a.b.c" }, "Spacelift"],
  ["a laptop by declaration", { USER_RUNTIME_NAME: "local", ...github, ...permission }, undefined],
  ["Cloud Build by declaration", { USER_RUNTIME_NAME: "google_cloud_build", GITLAB_CI: "true" }, "Google Cloud Build"],
  ["a CI by declaration", { USER_RUNTIME_NAME: "ci", GITLAB_CI: "true" }, "GitLab CI"]
]

describe("findVendor", () => {
  for (const [why, env, by] of cases) {
    it(`finds ${by ?? "none"} for ${why}`, () => {
      assert.strictEqual(found(env).by, by)
    })
  }

  it("says which other markers are there", () => {
    assert.deepStrictEqual(found({ ...codebuild, ...github, ...permission }).notes, [
      "CODEBUILD_BUILD_ARN is set, which speaks for aws_codebuild, too: the token is that of GitHub Actions."
    ])
    assert.strictEqual(found({ JENKINS_URL: "https://j.test", BUILD_ID: "1" }).place, "jenkins")
  })
})

describe("the rows", () => {
  it("name runtimes that detection knows, a source, and what to do", () => {
    const names = new Set<string>(ciVendors.map(({ name }) => name))
    for (const { by, docs, next, runtime, when } of tokenVendors) {
      assert.isTrue(runtime === undefined ? when !== undefined : names.has(runtime), by)
      assert.match(docs, /^https:\/\//, by)
      assert.match(next, /\.$/, by)
    }
    assert.strictEqual(new Set(tokenVendors.map(({ by }) => by)).size, tokenVendors.length)
  })

  it("name every variable that they read", () => {
    for (const name of [
      "ACTIONS_ID_TOKEN_REQUEST_URL",
      "BUILDKITE_JOB_ID",
      "GCE_METADATA_HOST",
      "AWS_ID_TOKEN",
      "TFC_WORKLOAD_IDENTITY_AUDIENCE",
      "GITHUB_SERVER_URL",
      "USER_RUNTIME_NAME"
    ])
      assert.include(tokenVariables, name)
  })

  it("put variables into paths as parts of them", () => {
    const way = tokenVendors.find(({ by }) => by === "Buildkite")?.ways[0]
    if (way?._tag !== "Request") return assert.fail("expected a request")
    const env: Env = { BUILDKITE_AGENT_ENDPOINT: "https://agent.test/v3/", BUILDKITE_JOB_ID: "../../x?y" }
    assert.strictEqual(
      addressOf(way, (name) => env[name]),
      "https://agent.test/v3/jobs/..%2F..%2Fx%3Fy/oidc/tokens"
    )
    assert.strictEqual(
      addressOf(way, () => undefined),
      undefined
    )
  })
})

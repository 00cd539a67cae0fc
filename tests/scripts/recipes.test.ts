import { assert, describe, it } from "@effect/vitest"
import { recipeProblem, recipeVendors } from "../../scripts/lib/recipes.ts"
import { read } from "../../scripts/lib/repository.ts"
import { snippetsOf } from "../../scripts/lib/snippets.ts"

const recipe = (vendor: string): string =>
  snippetsOf("docs/ci.md", read("docs/ci.md")).find(({ language, marks }) => language === "yaml" && marks[0] === vendor)
    ?.code ?? ""

/** What a careless hand does to each recipe, and what of the problem's text must say so. */
const broken: ReadonlyArray<readonly [vendor: string, was: string, is: string, says: string]> = [
  ["github", "id-token: write", "id-token: read", "`id-token: write`"],
  ["github", "contents: read", "packages: read", "`contents: read`"],
  ["github", "runs-on:", "run-on:", "does not accept"],
  ["gitlab", "AWS_ID_TOKEN", "ID_TOKEN", "`AWS_ID_TOKEN`"],
  ["gitlab", "aud:", "audience:", "`aud` is sts.amazonaws.com"],
  ["gitlab", "rules:", "rule:", "does not accept"],
  ["bitbucket", "oidc: true", "oidc: false", "`oidc: true`"],
  ["bitbucket", "script:", "scripts:", "`oidc: true`"],
  ["bitbucket", "branches:", "branch:", "does not accept"],
  ["circleci", "context: [deploy]", "requires: []", "`context`"],
  ["circleci", "docker:", "dockers:", "does not accept"],
  ["buildkite", "branches: main", "plugins: [docker#v5.13.0: {}]", "the agent itself"],
  ["buildkite", "branches: main", "branches: { only: main }", "does not accept"],
  ["azure", "$(System.AccessToken)", "$SYSTEM_ACCESSTOKEN", "$(System.AccessToken)"],
  ["azure", "awsCredentials:", "credentials:", "names the service connection"],
  ["azure", "pool:", "pools:", "does not accept"],
  ["codebuild", "version: 0.2", "version: 0.1", "`version: 0.2`"],
  ["codebuild", "build:", "deploy:", "phases of CodeBuild's"],
  ["codebuild", "nodejs: 24", "node: 24", "`nodejs`"],
  ...recipeVendors.flatMap((vendor) => [
    [vendor, "node deploy.ts", "node build.ts", "does not run the program"] as const,
    [vendor, "node deploy.ts", "node deploy.ts\n- ]", "no YAML"] as const
  ])
]

describe("recipeProblem", () => {
  for (const vendor of recipeVendors) {
    it(`takes the recipe of docs/ci.md for ${vendor}`, () => {
      assert.isUndefined(recipeProblem(vendor, recipe(vendor)))
    })
  }

  for (const [vendor, was, is, says] of broken) {
    it(`finds ${JSON.stringify(is)} in that for ${vendor}`, () => {
      const text = recipe(vendor)
      assert.include(text, was)
      assert.include(recipeProblem(vendor, text.replace(was, is)), says)
    })
  }

  it("knows no other vendor", () => {
    assert.include(recipeProblem("jenkins", "node deploy.ts"), "names its CI vendor: github, gitlab")
  })
})

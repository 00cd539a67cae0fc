import { assert, describe, it } from "@effect/vitest"
import { files, read } from "../../scripts/lib/repository.ts"
import { workflowProblems } from "../../scripts/lib/workflows.ts"

const file = ".github/workflows/release.yml"

const expression = (code: string): string => `$\{{ ${code} }}`

/** What a careless hand does to the workflow that publishes, and what of the problems must say so. */
const broken: ReadonlyArray<readonly [was: string, is: string, says: string]> = [
  ["runs-on:", "run-on:", "run-on"],
  ["needs: ci", "needs: tests", "tests"],
  ["$GITHUB_REF_NAME", expression("githib.ref_name"), "githib"],
  ["$GITHUB_REF_NAME", expression("github.head_ref"), "takes what others wrote"],
  ["@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "name the commit"],
  [" # v7.0.1", "", "name the commit"],
  ["persist-credentials: false", "fetch-depth: 1", "persist-credentials: false"],
  ["    timeout-minutes: 15\n", "", "publish: needs timeout-minutes"],
  ["permissions: {}", "permissions: write-all", "a right to write"],
  ["permissions: {}", "permissions:\n  contents: write", "a right to write"],
  ["permissions: {}\n", "", "needs permissions"]
]

describe("workflowProblems", () => {
  for (const workflow of files(".github/workflows/*.yml")) {
    it(`takes ${workflow}`, async () => assert.deepStrictEqual(await workflowProblems(workflow, read(workflow)), []))
  }

  for (const [was, is, says] of broken) {
    it(`finds ${JSON.stringify(is)} in the place of ${JSON.stringify(was)}`, async () => {
      const text = read(file)
      assert.include(text, was)
      assert.include(
        (
          await workflowProblems(
            file,
            text.replace(was, () => is)
          )
        ).join("\n"),
        says
      )
    })
  }
})

/**
 * Checks GitHub's workflow files.
 *
 * Usage: node scripts/check/workflows.ts
 */
import { report } from "../lib/problems.ts"
import { files, read } from "../lib/repository.ts"
import { workflowProblems } from "../lib/workflows.ts"

const workflows = files(".github/workflows/*.{yml,yaml}")
const problems = await Promise.all(
  workflows.map(async (file) => (await workflowProblems(file, read(file))).map((what) => ({ where: file, what })))
)
report(problems.flat(), `${workflows.length} workflows are as they should be`)

/**
 * Checks that the work tree holds what is committed, and nothing beside it that
 * Git does not ignore: installing, building and testing must leave no trace.
 *
 * Usage: node scripts/check/tree.ts
 */
import { report } from "../lib/problems.ts"
import { run } from "../lib/run.ts"

const { exitCode, output } = await run("git", ["status", "--porcelain"])
const lines = output.split("\n").filter((line) => line !== "")
report(
  exitCode === 0
    ? lines.map((line) => ({
        where: line.slice(3),
        what: `differs from what is committed (${line.slice(0, 2).trim()})`
      }))
    : [{ where: "git status", what: output }],
  "the work tree is as committed"
)

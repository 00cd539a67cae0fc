import { assert, describe, it } from "@effect/vitest"
import { commandOutcome, suiteOutcome } from "../../scripts/lib/outcome.ts"
import type { Run } from "../../scripts/lib/run.ts"
import { warningsOf } from "../../scripts/lib/warnings.ts"

const ended = (exitCode: number, stdout = "", stderr = ""): Run => ({
  exitCode,
  stdout,
  stderr,
  output: stdout + stderr,
  milliseconds: 1
})

const suite = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }

describe("commandOutcome", () => {
  it("counts a command as one", () => {
    assert.deepStrictEqual(commandOutcome(ended(0, "fine\n")), { passed: 1, failed: 0, remarks: [] })
    assert.deepStrictEqual(commandOutcome(ended(1)), { passed: 0, failed: 1, remarks: [] })
  })

  it("takes over the counts of a command that ends with them", () => {
    assert.deepStrictEqual(commandOutcome(ended(0, "a\n5 passed, 0 failed\n")), { passed: 5, failed: 0, remarks: [] })
    assert.deepStrictEqual(commandOutcome(ended(1, "5 passed, 2 failed\n")), { passed: 5, failed: 2, remarks: [] })
  })

  it("counts a failure that the command does not count itself", () =>
    assert.deepStrictEqual(commandOutcome(ended(1, "5 passed, 0 failed\n")), { passed: 5, failed: 1, remarks: [] }))

  it("fails on a warning", () => {
    const { failed, remarks } = commandOutcome(ended(0, "fine\n", "(node:1) ExperimentalWarning: new\n"))
    assert.strictEqual(failed, 1)
    assert.lengthOf(remarks, 1)
  })
})

describe("suiteOutcome", () => {
  it("counts tests", () => assert.deepStrictEqual(suiteOutcome(ended(0), suite), { passed: 3, failed: 0, remarks: [] }))

  it("fails on a skipped test", () => {
    const { passed, failed, remarks } = suiteOutcome(ended(0), { ...suite, numPendingTests: 1, numTodoTests: 1 })
    assert.deepStrictEqual([passed, failed, remarks], [3, 2, ["2 tests were skipped"]])
  })

  it("fails on a file that did not load, on no tests and on no report", () => {
    assert.strictEqual(suiteOutcome(ended(1), suite).failed, 1)
    assert.strictEqual(suiteOutcome(ended(0), { ...suite, numPassedTests: 0 }).failed, 1)
    assert.strictEqual(suiteOutcome(ended(0), undefined).failed, 1)
  })
})

describe("warningsOf", () => {
  for (const line of [
    "(node:12) [DEP0001] DeprecationWarning: old",
    "npm warn deprecated a@1.0.0: no longer supported",
    "npm warn install-scripts   deno@2 (install: node install.cjs)",
    "Warning experimental",
    "\u001b[33mwarning\u001b[0m: unused",
    "stderr | tests/a.test.ts > a test",
    "[12:00:00.000] WARN (#1): careful"
  ]) {
    it(`${line} is one`, () => assert.lengthOf(warningsOf(`fine\n${line}\nfine`), 1))
  }

  for (const line of [
    "npm warn EBADENGINE   required: { node: '>=24' },",
    "✓ tests/a.test.ts > warns about a weak rule",
    "0 warnings"
  ]) {
    it(`${line} is none`, () => assert.lengthOf(warningsOf(line), 0))
  }
})

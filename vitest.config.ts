import { configDefaults, defineConfig, type ViteUserConfig } from "vitest/config"

/** Tests that start Node, Deno and Bun themselves: what runs the test is then of no matter, and Node does. */
const onEachRuntime = [
  "tests/aws/straight.test.ts",
  "tests/handover/children.test.ts",
  "tests/handover/child/Exec.test.ts",
  "tests/handover/exhausted.test.ts",
  "tests/platform/turns.test.ts",
  "tests/handover/killed.test.ts",
  "tests/sessionStore/host/mounted.test.ts",
  "tests/sessionStore/host/processes.test.ts",
  "tests/sessionStore/warm.test.ts",
  "tests/cli/doctorFailures.test.ts",
  "tests/cli/usage.test.ts",
  "tests/cli/unwritable.test.ts",
  "tests/cli/mounted.test.ts"
]

/** Tools of this repository, which Node runs. */
const tools = ["tests/bench/**", "tests/packed/**", "tests/scripts/**"]

/**
 * Pure functions of the language, among them the words of the command line: Deno's engine is Node's, and Bun's runs them in
 * the tests of all that is built on them.
 */
const pure = ["tests/domain/**", "tests/services/reading/Fuzz.test.ts", "tests/cli/hostileText.test.ts"]

const isNode = !("Deno" in globalThis) && !("Bun" in globalThis)

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: [
      ...configDefaults.exclude,
      "tests/conformance/**",
      ...(isNode ? [] : [...onEachRuntime, ...tools, ...pure])
    ],
    globalSetup: "tests/setup/programs.ts",
    // One process runs many files: what a test needs is its own, so that a module read once serves all.
    isolate: false,
    // By default one core is left to whoever watches; most of the tests wait for others.
    maxWorkers: "100%",
    testTimeout: 20_000
  }
})

export default config

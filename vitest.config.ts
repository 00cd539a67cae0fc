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

/** Pure functions of the language, which is V8's on Deno as on Node; Bun's is another one. */
const pure = ["tests/domain/**"]

const isDeno = "Deno" in globalThis
const isNode = !isDeno && !("Bun" in globalThis)
const elsewhere = [...onEachRuntime, ...tools, ...(isDeno ? pure : [])]

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "tests/conformance/**", ...(isNode ? [] : elsewhere)],
    globalSetup: "tests/setup/programs.ts",
    // By default one core is left to whoever watches; most of the tests wait for others.
    maxWorkers: "100%",
    testTimeout: 20_000
  }
})

export default config

import { configDefaults, defineConfig, type ViteUserConfig } from "vitest/config"

/** What takes too long for each change: the same judges with many more cases, other runtimes, other clients. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["tests/conformance/**/*.nightly.test.ts"],
    exclude: configDefaults.exclude,
    globalSetup: "tests/setup/programs.ts",
    isolate: false,
    maxWorkers: "100%",
    testTimeout: 600_000,
    hookTimeout: 600_000
  }
})

export default config

import { configDefaults, defineConfig, type ViteUserConfig } from "vitest/config"

/** Tests against peers that a machine may lack: moto_server, boto3 and the AWS CLI. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["tests/conformance/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "**/*.nightly.test.ts"],
    globalSetup: "tests/setup/programs.ts",
    isolate: false,
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})

export default config

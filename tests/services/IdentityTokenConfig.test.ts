import { assert, describe, it, layer } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import { layerAuto, layerFile } from "../../src/services/reading/Layers.ts"
import { assertSays, configOf, folderWith, platform } from "./reading/harness.ts"

const role = (account: string, name = "job") => `arn:aws:iam::${account}:role/${name}`
const devops = "111111111111"
const sbx = "222222222222"

const file = (more: object) => ({
  "boto-ses.config.json": JSON.stringify({ devops: { accountId: devops }, workloads: { sbx: {} }, ...more })
})

describe("the role and the token of a job", () => {
  it.effect("are read from options, in which a field may be a Config", () =>
    Effect.gen(function* () {
      const options = {
        devops: { oidcRoleArn: Config.String("JOB_ROLE") },
        workloads: { sbx: { oidcRoleArn: role(sbx) } },
        identityToken: { audience: Config.String("AUDIENCE"), variable: "TOKEN" }
      }
      const env = { JOB_ROLE: role(devops), AUDIENCE: "acme" }
      const { entries } = yield* configOf(EnvConfig.layer(options), { env })
      assert.strictEqual(entries.devops.oidcRoleArn, role(devops))
      assert.deepStrictEqual(entries.identityToken, { audience: "acme", variable: "TOKEN" })
      const missing = yield* configOf(EnvConfig.layer(options), { env: { JOB_ROLE: role(devops) } })
      assert.strictEqual(missing.entries.workloads.sbx?.missing?.[0]?.field, "identityToken.audience")
    })
  )

  it.effect("are read from variables, with a suffix too", () =>
    Effect.gen(function* () {
      for (const suffix of ["", "_ACME"]) {
        const env = {
          BOTO_SES_ENVS: "sbx",
          [`DEVOPS_OIDC_ROLE_ARN${suffix}`]: role(devops),
          [`SBX_OIDC_ROLE_ARN${suffix}`]: role(sbx),
          [`BOTO_SES_IDENTITY_TOKEN_FILE${suffix}`]: "/run/token",
          BOTO_SES_IDENTITY_TOKEN_AUDIENCE: "acme"
        }
        const { entries, sources } = yield* configOf(EnvConfig.layerConfig(suffix === "" ? {} : { suffix: "ACME" }), {
          env
        })
        assert.strictEqual(entries.workloads.sbx?.oidcRoleArn, role(sbx))
        assert.deepStrictEqual(entries.identityToken, { audience: "acme", file: "/run/token" })
        assert.include(sources.join(), "BOTO_SES_IDENTITY_TOKEN_FILE")
      }
    })
  )

  it.effect("tell their mistakes with the rest", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        configOf(
          EnvConfig.layer({
            devops: { accountId: devops, oidcRoleArn: role(sbx) },
            workloads: { sbx: { roleArn: role(sbx) } },
            identityToken: { variable: "A B", file: "/run/token", command: "get token" }
          })
        )
      )
      assertSays(error, "ConfigInvalid", [
        "identityToken.variable",
        "the name of an environment variable",
        "one of variable, file, command",
        "devops.oidcRoleArn",
        "a role of its own for devops"
      ])
    })
  )
})

layer(platform)("a configuration file", (it) => {
  it.effect("may name a command only where somebody named the file", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(file({ identityToken: { command: "vault token" } }))
      const error = yield* Effect.flip(configOf(layerFile(undefined), { working: folder, env: { HOME: folder } }))
      assertSays(error, "ConfigInvalid", ["identityToken.command", "BOTO_SES_IDENTITY_TOKEN_COMMAND"])
      const named = yield* configOf(layerFile(`${folder}/boto-ses.config.json`), { working: folder })
      assert.strictEqual(named.entries.identityToken?.command, "vault token")
    })
  )

  it.effect("has its token elsewhere where a variable says so, and no other role", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(
        file({
          devops: { oidcRoleArn: role(devops) },
          identityToken: { audience: "acme", variable: "TOKEN" }
        })
      )
      const path = `${folder}/boto-ses.config.json`
      const env = { BOTO_SES_IDENTITY_TOKEN_FILE: "/run/token" }
      const { entries } = yield* configOf(layerAuto({ path }), { env })
      assert.deepStrictEqual(entries.identityToken, { audience: "acme", file: "/run/token" })
      for (const other of [role(sbx), role(devops, "other")]) {
        const error = yield* Effect.flip(configOf(layerAuto({ path }), { env: { DEVOPS_OIDC_ROLE_ARN: other } }))
        assertSays(error, "ConfigConflict", ["DEVOPS_OIDC_ROLE_ARN"])
      }
    })
  )
})

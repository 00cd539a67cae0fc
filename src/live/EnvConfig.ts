import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type AutoOptions, EnvConfig, type VariableOptions } from "../services/EnvConfig.ts"
import type { RolePolicy } from "../services/RolePolicy.ts"
import { nodeServices } from "./NodeServices.ts"

export type { CommonFields, EntryFields } from "../domain/config/ConfigFile.ts"
export type { Entries, Entry } from "../domain/config/Entry.ts"
export type { CurrentEnvVariables } from "../domain/plan/CurrentEnv.ts"
export * from "../services/EnvConfig.ts"
export { layer } from "../services/reading/ReadOptions.ts"

/** Loaded on first use: most programs have their configuration in the program, and pay for no parser. */
const parts = Effect.promise(() => import("../services/reading/Layers.ts"))

/**
 * The configuration from environment variables, through the active `ConfigProvider`: for each env
 * `SBX_AWS_ACCOUNT_ID`, `SBX_IAM_ROLE_ARN`, `SBX_OIDC_ROLE_ARN`, `SBX_AWS_PROFILE`, `SBX_AWS_REGION` (`PRD_EU_…` for
 * `prd-eu`), the same with `DEVOPS_`, and `BOTO_SES_ENVS`, `BOTO_SES_REGION`, `BOTO_SES_STS_REGION`,
 * `BOTO_SES_DEFAULT_APP_ENV`, `BOTO_SES_GUARD_APP`, and of the job's own token `BOTO_SES_IDENTITY_TOKEN_AUDIENCE`,
 * `_VARIABLE`, `_FILE`, `_COMMAND`, `_SERVICE_CONNECTION`.
 *
 * **Details**: a variable that is not set, or empty, is an absent field. With a suffix the variables of the entries are
 * read with it only, the `BOTO_SES_…` ones with it first. Names come from the options or `BOTO_SES_ENVS`, never from
 * how variables look.
 *
 * **Example** (the envs that a CI job's variables name)
 *
 * ```ts
 * import { ConfigProvider, Effect, Layer } from "effect"
 * import { EnvConfig } from "effect-boto-ses"
 *
 * const env = { BOTO_SES_ENVS: "sbx,prd", PRD_AWS_ACCOUNT_ID: "333333333333" }
 * const variables = ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
 * const names = Effect.map(EnvConfig.EnvConfig, ({ entries }) => Object.keys(entries.workloads))
 * const found = await Effect.runPromise(Effect.provide(names, Layer.provide(EnvConfig.layerConfig(), variables)))
 * if (found.join() !== "sbx,prd") throw new Error(`expected sbx,prd, found ${found}`)
 * ```
 */
export const layerConfig = (options: VariableOptions = {}): Layer.Layer<EnvConfig, BotoSesError> =>
  Layer.effect(
    EnvConfig,
    Effect.flatMap(parts, ({ fromVariables }) => fromVariables(options))
  )

/**
 * The configuration from a file, whose `rolePolicy` is the `RolePolicy`.
 *
 * **Details**: the file given, else the one that `BOTO_SES_CONFIG` names, else `boto-ses.config.json`, `.yaml` or
 * `.toml` from the working folder upwards, no further than the repository's root; outside a repository no further than
 * the home folder; outside both in the working folder alone. The file and its folder must be the user's or root's, and
 * nobody else's to change. A file that is code (`.ts`, `.js`: its default export, in which a field may be a `Config`)
 * is run only where it was named.
 */
export const layerFile = (path?: string): Layer.Layer<EnvConfig | RolePolicy, BotoSesError> =>
  Layer.provide(Layer.unwrap(Effect.map(parts, ({ layerFile }) => layerFile(path))), nodeServices)

/**
 * The configuration from a file and from environment variables together, or from the one of them that is there.
 *
 * **Details**: field by field a variable comes before the file. But where they give one env different accounts or role
 * ARNs, that is `ConfigConflict`: neither wins. The envs are those of the file and of `BOTO_SES_ENVS`.
 */
export const layerAuto = (options: AutoOptions = {}): Layer.Layer<EnvConfig | RolePolicy, BotoSesError> =>
  Layer.provide(Layer.unwrap(Effect.map(parts, ({ layerAuto }) => layerAuto(options))), nodeServices)

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type AutoOptions, EnvConfig as Port } from "../services/EnvConfig.ts"
import type { RolePolicy } from "../services/RolePolicy.ts"
import { nodeServices } from "./NodeServices.ts"

/** The configuration from files, whose `rolePolicy` is the `RolePolicy`. */
export interface EnvConfigFileLayers {
  /**
   * The configuration from a file, whose `rolePolicy` is the `RolePolicy`.
   *
   * **Details**: the file given, else the one that `BOTO_SES_CONFIG` names, else `boto-ses.config.json`, `.yaml` or
   * `.toml` from the working folder upwards, no further than the repository's root; outside a repository no further than
   * the home folder; outside both in the working folder alone. The file and its folder must be the user's or root's, and
   * nobody else's to change. A file that is code (`.ts`, `.js`: its default export, in which a field may be a `Config`)
   * is run only where it was named.
   */
  readonly layerFile: (path?: string) => Layer.Layer<Port | RolePolicy, BotoSesError>
  /**
   * The configuration from a file and from environment variables together, or from the one of them that is there.
   *
   * **Details**: field by field a variable comes before the file. But where they give one env different accounts or role
   * ARNs, that is `ConfigConflict`: neither wins. The envs are those of the file and of `BOTO_SES_ENVS`.
   */
  readonly layerAuto: (options?: AutoOptions) => Layer.Layer<Port | RolePolicy, BotoSesError>
}

const parts = Effect.promise(() => import("../services/config/ConfigLayers.ts"))

/** The accounts, profiles, roles and regions of the devops and workload entries, with the layers that read files. */
export const EnvConfig: typeof Port & EnvConfigFileLayers = Object.assign(Port, {
  layerFile: (path?: string) =>
    Layer.provide(Layer.unwrap(Effect.map(parts, ({ layerFile }) => layerFile(path))), nodeServices),
  layerAuto: (options: AutoOptions = {}) =>
    Layer.provide(Layer.unwrap(Effect.map(parts, ({ layerAuto }) => layerAuto(options))), nodeServices)
})

export type EnvConfig = Port

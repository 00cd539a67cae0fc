import type * as Result from "effect/Result"
import type { EnvConfig } from "../../../services/EnvConfig.ts"
import type { Runtime } from "../../../services/Runtime.ts"
import type { ClockOffset } from "./clock.ts"
import type { SnapshotFolder } from "./folder.ts"
import type { Look } from "./look.ts"

/** All that was found out, before any of it is judged. A failure is whatever was thrown. */
export interface Findings {
  readonly runtime: Result.Result<Runtime, unknown>
  readonly config: Result.Result<EnvConfig, unknown>
  /** The failure of making the factory, where the runtime and the configuration are there. */
  readonly factoryFailure: unknown
  /** devops, each workload and app, where there is a factory. */
  readonly looks: ReadonlyArray<Look>
  /** Undefined where nothing tells which STS to ask. */
  readonly clock: Result.Result<ClockOffset | undefined, unknown>
  /** Whether the ambient credentials look like those that Cloud9 manages; undefined where this is not Cloud9. */
  readonly managed: boolean | undefined
  readonly folder: Result.Result<SnapshotFolder, unknown>
  readonly awsCli: Result.Result<string | undefined, unknown>
}

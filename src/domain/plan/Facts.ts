import type { Principal } from "../aws/Arn.ts"
import type { Entries } from "../config/Entry.ts"
import type { EnvRole } from "../config/Role.ts"
import type { RoleOptions } from "../config/RoleOptions.ts"
import type { Ask } from "../Purpose.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"
import type { Ambient, ExecMarker } from "./Ambient.ts"
import type { CurrentEnvVariables } from "./CurrentEnv.ts"
import type { Recognition } from "./Recogniser.ts"

/** Everything that a plan depends on, and nothing else. */
export interface Facts {
  readonly runtime: { readonly name: string; readonly group: RuntimeGroup; readonly evidence: string }
  readonly ask: Ask
  /** Options given in the call itself. */
  readonly call: RoleOptions
  readonly entries: Entries
  /** The role of each env, `devops` included. */
  readonly roles: ReadonlyMap<string, EnvRole>
  readonly currentEnv: CurrentEnvVariables
  /** The region known before any credentials are: of the call, the entry, the configuration or the environment. */
  readonly region: string | undefined
  readonly marker: ExecMarker | undefined
  /** Whether the parent process handed devops over. */
  readonly handover: boolean
  readonly ambient: Ambient
  /** Replaces the recogniser of the devops principal. */
  readonly recognise?: (principal: Principal) => Recognition
}

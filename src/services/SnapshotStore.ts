import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { ChildEnvironment } from "../domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { CredentialOrigin } from "./CredentialSource.ts"
import type { DevopsSession } from "./Session.ts"

/** How devops is shared. */
export interface ShareOptions {
  /** Whether the child gets fixed credentials: a store that could offer renewed ones does without. Default: false. */
  readonly static?: boolean
}

/** What marks a value as a store of this kind: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/SnapshotStore"

/** How devops is handed to a child process, and taken by it. */
export interface SnapshotStore {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /**
   * Makes devops available to a child process for as long as the scope is open; the answer is what the child's
   * environment needs in addition (BotoSesManager.temp_snapshot in the Python original).
   */
  readonly share: (
    session: DevopsSession,
    options?: ShareOptions
  ) => Effect.Effect<ChildEnvironment, BotoSesError, Scope.Scope>
  /** The devops that the parent process handed over, if it did (BotoSesManager.from_snapshot_file). Makes no request. */
  readonly load: Effect.Effect<Option.Option<CredentialOrigin>, BotoSesError>
}

/** The tag of the store by which devops is handed to a child process. */
export const SnapshotStore: Context.Service<SnapshotStore, SnapshotStore> = Context.Service<SnapshotStore>(
  "effect-boto-ses/SnapshotStore"
)

/** A store of one's own: `Layer.succeed(SnapshotStore.SnapshotStore, SnapshotStore.make({ … }))`. */
export const make = (operations: Omit<SnapshotStore, typeof TypeId>): SnapshotStore => ({
  [TypeId]: TypeId,
  ...operations
})

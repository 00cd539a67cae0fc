import { randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { handoverEnvironment, handoverVariables, readVariables, withConfigOfLayer } from "../HandoverVariables.ts"
import { handoverOrigin, snapshotOf } from "../Snapshot.ts"

/** What all stores of this process share, as all processes of a machine share its files. */
const snapshots = new Map<string, SourcedCredentials>()

const origin = handoverOrigin("memory")

/** Hands devops to programs in this very process, which see the variables of `share`. For tests. */
export const layerMemory: Layer.Layer<SnapshotStore> = Layer.effect(SnapshotStore)(
  Effect.map(withConfigOfLayer, (withConfig) =>
    make({
      share: Effect.fn("SnapshotStore.share")(function* (session) {
        const snapshot = yield* snapshotOf(session, "memory")
        const id = randomBytes(16).toString("hex")
        yield* Effect.acquireRelease(
          Effect.sync(() => snapshots.set(id, snapshot)),
          () => Effect.sync(() => snapshots.delete(id))
        )
        return handoverEnvironment({ [handoverVariables.memory]: id })
      }),
      load: withConfig(
        Effect.map(readVariables([handoverVariables.memory]), (env) => {
          const id = env[handoverVariables.memory]
          return id === undefined
            ? Option.none()
            : Option.some({
                origin,
                read: Effect.suspend(() => {
                  const snapshot = snapshots.get(id)
                  return snapshot === undefined
                    ? Effect.fail(new SourceUnusable({ origin, detail: "its parent no longer shares it." }))
                    : Effect.succeed(snapshot)
                })
              })
        })
      )
    })
  )
)

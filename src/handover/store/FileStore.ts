import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import { describeUnwritable } from "../../platform/DescribeUnwritable.ts"
import { writeWhole } from "../../platform/WholeFile.ts"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { readHandoverFile } from "../files/HandoverFile.ts"
import { makeHandoverFolder } from "../files/HandoverFolder.ts"
import { handoverEnvironment, handoverVariables, readPair, unusable, withConfigOfLayer } from "../HandoverVariables.ts"
import { handoverOrigin, snapshotExpiry, snapshotOf, snapshotUnreadable } from "../Snapshot.ts"
import { isSnapshotKey, openSnapshot, sealSnapshot } from "./SealedSnapshot.ts"

const origin = handoverOrigin("snapshot file")

const readSnapshot = Effect.fn("SnapshotStore.readFile")(
  function* (path: string, key: Redacted.Redacted<string>) {
    const content = yield* readHandoverFile(path)
    const opened = Effect.fromResult(openSnapshot(content, key, yield* Clock.currentTimeMillis, origin))
    return yield* Effect.mapError(opened, (problem) => `${path} ${problem}`)
  },
  Effect.mapError(snapshotUnreadable(origin))
)

/** The store of `layerFile`; its effects run with the services with which it is made. */
export const makeFileStore: Effect.Effect<SnapshotStore, never, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const withConfig = yield* withConfigOfLayer
    const files = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      withConfig(effect.pipe(Effect.provideService(FileSystem.FileSystem, fs), Effect.provideService(Path.Path, path)))

    const share: SnapshotStore["share"] = Effect.fn("SnapshotStore.shareFile")(function* (session) {
      const snapshot = yield* snapshotOf(session, "snapshot file")
      const expiresAt = snapshotExpiry(snapshot.credentials, yield* Clock.currentTimeMillis)
      const file = path.join(yield* makeHandoverFolder(expiresAt), "devops")
      const { content, key } = sealSnapshot(snapshot, expiresAt)
      yield* Effect.mapError(writeWhole(file, content, { mode: 0o600 }), (error) =>
        unusable(`its snapshot cannot be written: ${describeUnwritable(error)}`, error)
      )
      return handoverEnvironment({ [handoverVariables.snapshotFile]: file, [handoverVariables.snapshotKey]: key })
    }, files)

    const load = Effect.gen(function* () {
      const pair = yield* readPair(handoverVariables.snapshotFile, handoverVariables.snapshotKey)
      if (pair === undefined) return Option.none()
      const [file, text] = pair
      const key = Redacted.make(text, { label: "snapshotKey" })
      if (!isSnapshotKey(key)) {
        return yield* unusable(
          `${handoverVariables.snapshotKey} is not a key (32 bytes in base64url). Pass it to the child as the parent set it.`
        )
      }
      return Option.some({ origin, read: files(readSnapshot(file, key)) })
    })

    return make({ share, load: files(load) })
  }
)

/**
 * Hands devops to a child in an encrypted file of this user's, whose key only the child's environment has.
 *
 * **Details**: the file holds the present credentials and is not renewed. It is removed with its scope; what a kill
 * leaves cannot be read by anyone, and is swept by a later hand-over once its owner is gone.
 */
export const layerFile: Layer.Layer<SnapshotStore, never, FileSystem.FileSystem | Path.Path> =
  Layer.effect(SnapshotStore)(makeFileStore)

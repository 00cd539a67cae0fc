import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { makeFileStore } from "./FileStore.ts"
import { makeServerStore } from "./ServerStore.ts"

/**
 * Hands devops over by a server, which renews it; by an encrypted file where devops has no session token or the child
 * gets fixed credentials. Loads whichever the environment names.
 */
export const layerSnapshotStore: Layer.Layer<SnapshotStore, never, FileSystem.FileSystem | Path.Path> = Layer.effect(
  SnapshotStore
)(
  Effect.map(Effect.all([makeServerStore, makeFileStore]), ([server, file]) =>
    make({
      share: (session, options) =>
        options?.static === true
          ? file.share(session, options)
          : Effect.flatMap(session.credentials, ({ sessionToken }) =>
              (sessionToken === undefined ? file : server).share(session, options)
            ),
      load: Effect.flatMap(server.load, (found) => (Option.isSome(found) ? Effect.succeed(found) : file.load))
    })
  )
)

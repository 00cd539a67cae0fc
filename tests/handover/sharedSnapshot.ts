import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Scope from "effect/Scope"
import type { ChildEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import { layerFile } from "../../src/handover/store/FileStore.ts"
import { storeIn, testHome } from "./snapshotStoreSuite.ts"
import { stubDevops } from "./stubSession.ts"

export const fileOf = (child: ChildEnvironment): string => String(child.set.BOTO_SES_SNAPSHOT_FILE)

/** A hand-over by file that is under way. */
export interface Shared {
  readonly fs: FileSystem.FileSystem
  readonly env: Record<string, string>
  readonly home: string
  readonly child: ChildEnvironment
  readonly file: string
  readonly folder: string
}

export const shared = (expiresAt?: number): Effect.Effect<Shared, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { env, home } = yield* testHome
    const store = yield* storeIn(layerFile, env)
    const child = yield* store.share(stubDevops({ name: "a", expiresAt }))
    const file = fileOf(child)
    return { fs, env, home, child, file, folder: file.slice(0, file.lastIndexOf("/")) }
  }).pipe(Effect.provide(NodeFileSystem.layer))

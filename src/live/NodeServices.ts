import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"

/** Files and paths on Node, Deno and Bun alike: `node:fs` and `node:path`, which all three have. */
export const nodeServices: Layer.Layer<FileSystem.FileSystem | Path.Path> = Layer.unwrap(
  Effect.promise(async () => {
    const [files, paths] = await Promise.all([
      import("@effect/platform-node-shared/NodeFileSystem"),
      import("@effect/platform-node-shared/NodePath")
    ])
    return Layer.mergeAll(files.layer, paths.layer)
  })
)

import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import type * as Stdio from "effect/Stdio"
import type * as Terminal from "effect/Terminal"
import { nodeServices } from "../live/NodeServices.ts"

/** What the command line's parser may ask of a platform. */
export const nodeCliServices: Layer.Layer<
  FileSystem.FileSystem | Path.Path | Terminal.Terminal | Stdio.Stdio | ChildProcessSpawner
> = Layer.unwrap(
  Effect.promise(async () => {
    const [spawner, stdio, terminal] = await Promise.all([
      import("@effect/platform-node-shared/NodeChildProcessSpawner"),
      import("@effect/platform-node-shared/NodeStdio"),
      import("@effect/platform-node-shared/NodeTerminal")
    ])
    return Layer.mergeAll(spawner.layer, stdio.layer, terminal.layer)
  })
).pipe(Layer.provideMerge(nodeServices))

/**
 * Hands devops over by file without an exec, in the way that its argument says: `loop` again and again until it is
 * killed, `hold` once and for ever, `exit` once, and then the process ends with the scope open.
 */
import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { applyEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { environment } from "../../../src/handover/child/ChildVariables.ts"
import { layerFile } from "../../../src/handover/store/FileStore.ts"
import { SnapshotStore } from "../../../src/services/SnapshotStore.ts"
import { stubDevops, stubEnv } from "../stubSession.ts"

const [, , mode = "loop", name = "killed"] = process.argv
const platform = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)

const share = Effect.gen(function* () {
  const store = yield* SnapshotStore
  yield* environment(stubEnv("sbx", { name }))
  const child = yield* store.share(stubDevops({ name }))
  console.log(`shared ${JSON.stringify(applyEnvironment({}, child))}`)
  if (mode === "hold") yield* Effect.andThen(Effect.sleep("5 minutes"), Effect.void)
  if (mode === "exit") yield* Effect.sync(() => process.exit(5))
})

const program = mode === "loop" ? Effect.forever(Effect.scoped(share)) : Effect.scoped(share)

await Effect.runPromise(Effect.provide(program, Layer.provideMerge(layerFile, platform)))

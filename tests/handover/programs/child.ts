/** Prints what a program of ours finds in its environment, devops included. */

import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { describeOrigin } from "../../../src/domain/aws/Origin.ts"
import { decodeMarker } from "../../../src/domain/child/ExecMarker.ts"
import { layerSnapshotStore } from "../../../src/handover/store/AutoStore.ts"
import { SnapshotStore } from "../../../src/services/SnapshotStore.ts"
import type { Found } from "./job.ts"

const { env } = process
const program = Effect.gen(function* () {
  const store = yield* SnapshotStore
  const origin = yield* store.load
  if (Option.isNone(origin)) return { devops: "none", devopsSource: "none", region: undefined }
  const { credentials, origin: from, region } = yield* origin.value.read
  return { devops: credentials.accessKeyId, devopsSource: describeOrigin(from), region }
}).pipe(
  Effect.catch((error) =>
    Effect.succeed({
      devops: error._tag,
      devopsSource: "detail" in error ? error.detail : error.message,
      region: undefined
    })
  )
)
const found = await Effect.runPromise(
  Effect.provide(program, Layer.provide(layerSnapshotStore, Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)))
)
const variables = Object.fromEntries(Object.entries(env).filter(([name]) => /^(AWS|BOTO_SES)_/.test(name)))
const result = { ...found, variables: variables as Found["variables"], marker: decodeMarker(env) }
console.log(JSON.stringify(result satisfies Found))

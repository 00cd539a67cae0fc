/** Runs the command of a job by `exec`, as a program of a user's would, and ends with its exit code. */
import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { exec } from "../../../src/handover/child/Exec.ts"
import { layerSnapshotStore } from "../../../src/handover/store/AutoStore.ts"
import { layerFile } from "../../../src/handover/store/FileStore.ts"
import { layerServer } from "../../../src/handover/store/ServerStore.ts"
import { stubDevops, stubEnv } from "../stubSession.ts"
import { type Job, jobVariable } from "./job.ts"

const { [jobVariable]: text = "{}", ...inherited } = process.env
const job = JSON.parse(text) as Job
const session = job.target === "devops" ? stubDevops(job.session) : stubEnv(job.target, job.session)
const [command, ...args] = job.command
const store = { server: layerServer, file: layerFile, live: layerSnapshotStore }[job.store ?? "live"]

const program = exec(session, command, args, {
  inherited,
  static: job.static === true,
  ...(job.handover === undefined ? {} : { handover: stubDevops(job.handover) })
})

process.exit(
  await Effect.runPromise(
    Effect.provide(program, Layer.provideMerge(store, Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)))
  )
)

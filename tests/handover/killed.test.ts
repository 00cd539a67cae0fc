import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { layerFile } from "../../src/handover/store/FileStore.ts"
import { cleanEnv, commandOf, foundBy, type RuntimeName, runtimeNames, start, startJob } from "./processes.ts"
import { filesBelow, originIn, storeIn, testHome } from "./snapshotStoreSuite.ts"
import { secretOf, stubDevops, tokenOf } from "./stubSession.ts"

const homeWithTemporary = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const { home } = yield* testHome
  yield* fs.makeDirectory(`${home}/tmp`)
  return { home, env: { ...cleanEnv(home), TMPDIR: `${home}/tmp` } }
}).pipe(Effect.provide(NodeFileSystem.layer))

/** The files below a folder in which one of the texts stands, in any encoding that a person would try. */
const filesWith = (folder: string, texts: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const patterns = texts.flatMap((text) => [
      text,
      Buffer.from(text).toString("base64").slice(0, -4),
      Buffer.from(text).toString("hex")
    ])
    const found: Array<string> = []
    for (const file of yield* filesBelow(folder)) {
      const content = yield* Effect.option(fs.readFile(`${folder}/${file}`))
      const text = content._tag === "Some" ? Buffer.from(content.value).toString("latin1") : ""
      if (patterns.some((pattern) => text.includes(pattern))) found.push(file)
    }
    return found
  }).pipe(Effect.provide(NodeFileSystem.layer))

const leftIn = (home: string) => filesBelow(`${home}/.cache/boto-ses`)

const runtimeOf = (index: number): RuntimeName => runtimeNames[index % runtimeNames.length] ?? "node"

describe("a parent that is killed", () => {
  it.live(
    "leaves nothing readable and nothing partial, and a later run sweeps what it leaves",
    () =>
      Effect.gen(function* () {
        const kills = yield* Config.Int("BOTO_SES_TEST_KILLS").pipe(Config.withDefault(30))
        const { home, env } = yield* homeWithTemporary
        const secrets = [secretOf("killed"), tokenOf("killed")]
        let leftovers = 0
        for (let index = 0; index < kills; index++) {
          const sharer = yield* start([...commandOf(runtimeOf(index), "sharer"), "loop", "killed"], { env })
          yield* sharer.seen("shared")
          yield* Effect.sleep(`${yield* Random.nextIntBetween(0, 40)} millis`)
          sharer.process.kill("SIGKILL")
          yield* sharer.end
          leftovers += (yield* leftIn(home)).length
          assert.deepStrictEqual(yield* filesWith(home, secrets), [])
          for (const [, told] of sharer.stdout().matchAll(/^shared (.*)$/gm)) {
            const set = JSON.parse(told ?? "{}") as Record<string, string>
            const read = yield* Effect.result((yield* originIn(layerFile, env, { set, unset: [] })).read)
            if (read._tag === "Success") assert.strictEqual(read.success.credentials.accessKeyId, "ASIAKILLED")
            else assert.strictEqual(read.failure._tag, "SourceUnusable")
          }
        }
        // Each parent sweeps what the one before has left, and the last one's is there.
        assert.isAbove(leftovers, 0, "no kill came at a moment that mattered")
        yield* Effect.scoped(Effect.flatMap(storeIn(layerFile, env), (store) => store.share(stubDevops())))
        assert.deepStrictEqual(yield* leftIn(home), [])
      }),
    300_000
  )

  it.live(
    "gives up its lock, at the latest when its child ends",
    () =>
      Effect.gen(function* () {
        for (const runtime of runtimeNames) {
          const { home, env } = yield* homeWithTemporary
          const parent = yield* startJob(
            runtime,
            { target: "sbx", handover: { name: "dev" }, store: "file", command: commandOf("node", "signals") },
            env
          )
          yield* parent.seen("ready")
          const child = Number(/ready (\d+)/.exec(parent.stdout())?.[1])
          parent.process.kill("SIGKILL")
          yield* Effect.callback<void>((resume) => {
            parent.process.once("exit", () => resume(Effect.void))
          })
          const sweepNow = Effect.scoped(Effect.flatMap(storeIn(layerFile, env), (store) => store.share(stubDevops())))
          assert.isAbove((yield* leftIn(home)).length, 0)
          yield* sweepNow
          const early = yield* leftIn(home)
          process.kill(child, "SIGKILL")
          // Deno's child has inherited the lock.
          if (runtime !== "deno") assert.deepStrictEqual(early, [], runtime)
          yield* Effect.repeat(sweepNow, {
            until: () => Effect.map(leftIn(home), (left) => left.length === 0),
            schedule: Schedule.spaced("50 millis"),
            times: 100
          })
          assert.deepStrictEqual(yield* leftIn(home), [], runtime)
        }
      }),
    60_000
  )
})

describe("a parent that does not close its scopes", () => {
  const ends: ReadonlyArray<readonly ["SIGINT" | "SIGTERM" | "SIGHUP" | "exit", number | string]> = [
    ["SIGINT", "SIGINT"],
    ["SIGTERM", "SIGTERM"],
    ["SIGHUP", "SIGHUP"],
    ["exit", 5]
  ]
  for (const [end, expected] of ends) {
    it.live(
      `leaves nothing after ${end}, and ends by it`,
      () =>
        Effect.gen(function* () {
          for (const runtime of runtimeNames) {
            const { home, env } = yield* homeWithTemporary
            const sharer = yield* start([...commandOf(runtime, "sharer"), end === "exit" ? "exit" : "hold"], { env })
            yield* sharer.seen("shared")
            if (end !== "exit") {
              assert.isAbove((yield* leftIn(home)).length, 0)
              sharer.process.kill(end)
            }
            assert.strictEqual(yield* sharer.end, expected, runtime)
            assert.deepStrictEqual(yield* leftIn(home), [], runtime)
          }
        }),
      60_000
    )
  }
})

describe("jobs of one user at once", () => {
  it.live(
    "each hand over their own devops, and leave nothing",
    () =>
      Effect.gen(function* () {
        const jobs = yield* Config.Int("BOTO_SES_TEST_JOBS").pipe(Config.withDefault(50))
        const { home, env } = yield* homeWithTemporary
        const names = yield* Effect.forEach(
          Array.from({ length: jobs }, (_, index) => index),
          (index) =>
            Effect.gen(function* () {
              const name = `job${index}`
              const store = index % 2 === 0 ? "file" : "server"
              const command = commandOf("bun", "child")
              const job = yield* startJob("bun", { target: "sbx", handover: { name }, store, command }, env)
              const found = yield* foundBy(job)
              assert.strictEqual(found.devopsSource.includes("snapshot file"), store === "file")
              return found.devops
            }),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(
          names,
          Array.from({ length: jobs }, (_, index) => `ASIAJOB${index}`)
        )
        assert.deepStrictEqual(yield* leftIn(home), [])
      }),
    180_000
  )
})

import { chmodSync, chownSync, mkdirSync } from "node:fs"
import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { locateUserFolder, userFolder } from "../../../src/handover/files/UserFolder.ts"
import { platform, testHome } from "../snapshotStoreSuite.ts"

const inEnv = <A, E, R>(effect: Effect.Effect<A, E, R>, env: Record<string, string>) =>
  Effect.provideService(effect, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

const located = (env: Record<string, string>) => Effect.provide(inEnv(locateUserFolder, env), platform)

const uid = process.getuid?.() ?? -1
const isRoot = uid === 0

describe("the folder of a user's hand-overs", () => {
  it.live("is another private one where the home is none", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      for (const HOME of ["/dev/null", "/proc/self", "/sys", "/proc/1/fd/0"]) {
        assert.strictEqual(yield* located({ HOME, TMPDIR: home }), `${home}/boto-ses-${uid}`)
      }
      const made = yield* Effect.provide(inEnv(userFolder, { HOME: "/dev/null", TMPDIR: home }), platform)
      const fs = yield* FileSystem.FileSystem
      assert.strictEqual((yield* fs.stat(made)).mode & 0o777, 0o700)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is another one where the home can be changed by others, or is reached through what they can change", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      const open = `${home}/open`
      mkdirSync(`${open}/home`, { recursive: true })
      const fallback = `${home}/boto-ses-${uid}`
      for (const mode of [0o777, 0o775, 0o757]) {
        chmodSync(open, mode)
        if (isRoot) chownSync(open, 0, 4242)
        assert.strictEqual(yield* located({ HOME: `${open}/home`, TMPDIR: home }), fallback, mode.toString(8))
      }
      chmodSync(open, 0o1777)
      assert.strictEqual(yield* located({ HOME: `${open}/home`, TMPDIR: home }), `${open}/home/.cache/boto-ses`)
    })
  )

  it.live("is no relative one", () =>
    Effect.gen(function* () {
      const { message } = yield* Effect.flip(located({ HOME: "home" }))
      assert.include(message, "not an absolute path")
    })
  )
})

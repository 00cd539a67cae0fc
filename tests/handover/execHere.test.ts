import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type { ExecMarker } from "../../src/domain/child/ExecMarker.ts"
import { decodeMarker } from "../../src/domain/child/ExecMarker.ts"
import { type ExecOptions, exec } from "../../src/handover/child/Exec.ts"
import { layerSnapshotStore } from "../../src/handover/store/AutoStore.ts"
import type { Session } from "../../src/services/Session.ts"
import { filesBelow, platform, testHome } from "./snapshotStoreSuite.ts"
import { stubApp, stubDevops, stubEnv, stubRole } from "./stubSession.ts"

/** Runs a shell script by exec in this very process, with a home of its own. */
const shell = (session: Session, script: string, home: string, options: ExecOptions = {}) =>
  exec(session, "sh", ["-c", script], {
    stdio: "ignore",
    inherited: { PATH: process.env.PATH, HOME: home, BOTO_SES_EXEC_ENV: "outer" },
    ...options
  }).pipe(
    Effect.provide(Layer.provideMerge(layerSnapshotStore, platform)),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: { HOME: home } }))
  )

const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const

const listeners = () => [...signals.map((signal) => process.listenerCount(signal)), process.listenerCount("exit")]

const present = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.repeat(fs.exists(path), { until: (there) => there, schedule: Schedule.spaced("10 millis"), times: 500 })
  )

describe("exec in this process", () => {
  const markers: ReadonlyArray<readonly [string, Session, Omit<ExecMarker, "kind"> | undefined]> = [
    ["an env's", stubEnv("sbx"), { target: "sbx", env: "sbx", accountId: "222222222222", name: "sbx_role" }],
    ["devops'", stubDevops(), { target: "devops", env: undefined, accountId: "111111111111", name: "devops_role" }],
    [
      "an app's with an env",
      stubApp("prd"),
      { target: "app", env: "prd", accountId: "222222222222", name: "app_role" }
    ],
    [
      "an app's without one",
      stubApp(undefined),
      { target: "app", env: undefined, accountId: "222222222222", name: "app_role" }
    ],
    ["no role's", stubRole(), undefined]
  ]
  for (const [name, session, expected] of markers) {
    it.live(`marks the child with ${name} target`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { home } = yield* testHome
        assert.strictEqual(yield* shell(session, `env > "$HOME/env"`, home), 0)
        const lines = (yield* fs.readFileString(`${home}/env`)).split("\n").map((line) => line.split("=", 2))
        const variables = Object.fromEntries(lines) as Record<string, string>
        const marker = decodeMarker(variables)
        assert.deepStrictEqual(
          marker,
          expected === undefined ? undefined : { ...expected, kind: "assumed-role" as const }
        )
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  }

  it.live("listens to signals for as long as the command runs, and no longer", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      const fs = yield* FileSystem.FileSystem
      // For which the child gets files of its own, that must go with this process.
      yield* fs.makeDirectory(`${home}/.aws`)
      yield* fs.writeFileString(`${home}/.aws/credentials`, "[default]\naws_access_key_id = AKIAUSER\n")
      const before = listeners()
      const fiber = yield* Effect.forkChild(
        shell(stubEnv("sbx"), `touch "$HOME/up"; read x < "$HOME/none"; sleep 0.2`, home)
      )
      yield* present(`${home}/up`)
      assert.isTrue(listeners().every((count, index) => count > (before[index] ?? 0)))
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(listeners(), before)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("ends the child when it is interrupted, waits for its end, and leaves nothing", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      const fs = yield* FileSystem.FileSystem
      const before = listeners()
      const script = `trap 'sleep 0.1; echo $BOTO_SES_HANDOVER_URI > "$HOME/ended"; exit 0' TERM; touch "$HOME/up"; while :; do sleep 0.02; done`
      const fiber = yield* Effect.forkChild(shell(stubEnv("sbx"), script, home, { handover: stubDevops() }))
      yield* present(`${home}/up`)
      yield* Fiber.interrupt(fiber)
      assert.match(yield* fs.readFileString(`${home}/ended`), /^http:/)
      assert.deepStrictEqual(yield* filesBelow(`${home}/.cache/boto-ses`), [])
      assert.deepStrictEqual(listeners(), before)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("uses the working folder it is given", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      assert.strictEqual(
        yield* shell(stubEnv("sbx"), `test "$(pwd -P)" = "$(cd "$HOME" && pwd -P)"`, home, { cwd: home }),
        0
      )
    })
  )
})

/** Places where no session can be kept: every ask is answered, and one warning says so. */
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as PlatformError from "effect/PlatformError"
import * as Scope from "effect/Scope"
import { makeHostStore } from "../../../src/sessionStore/host/HostStore.ts"
import { askOf, idOf, key } from "../asks.ts"
import { type Host, onHost, warningsOf } from "./hosts.ts"
import { files, inEnv } from "./places.ts"

const isRoot = process.getuid?.() === 0

const other = askOf({ key: { ...key, parameters: { ...key.parameters, externalId: "x" } } })

/** Three asks in a process of its own, each of which is answered; the warnings. */
const threeAsks = ({ store, sts }: Pick<Host, "store" | "sts">) =>
  warningsOf(
    Effect.gen(function* () {
      const before = sts.requests()
      const one = yield* store()
      for (const ask of [askOf(), askOf(), other]) assert.isDefined(idOf(yield* one.session(ask, sts.obtain)))
      assert.strictEqual(sts.requests(), before + 3)
      yield* one.peek(askOf())
      yield* one.clear(key)
    })
  )

const makes: ReadonlyArray<readonly [string, (folder: string, home: string) => void, RegExp, boolean?]> = [
  ["a file", (folder) => writeFileSync(folder, ""), /sessions is not a folder/],
  ["a symbolic link", (folder) => symlinkSync("/tmp", folder), /sessions is a symbolic link/],
  ["below a folder that others can write to", (_, home) => chmodSync(`${home}/.cache`, 0o777), /mode 0777/],
  [
    "below a file",
    (_, home) => {
      rmSync(`${home}/.cache/boto-ses`, { recursive: true })
      writeFileSync(`${home}/.cache/boto-ses`, "")
    },
    /cannot be made/
  ],
  [
    "another user's",
    (folder) => void [mkdirSync(folder), chownSync(folder, 4242, 4242)],
    /belongs to another user/,
    true
  ],
  ["in the home of the user who called sudo", (_, home) => chownSync(home, 4242, 4242), /as under sudo/, true]
]

describe("a place of sessions that is", () => {
  for (const [name, make, words, needsRoot = false] of makes) {
    it.effect.skipIf(needsRoot && !isRoot)(
      `${name} leaves each ask its request, and is told once`,
      onHost((host) =>
        Effect.gen(function* () {
          mkdirSync(`${host.home}/.cache/boto-ses`, { recursive: true, mode: 0o700 })
          make(host.folder, host.home)
          const warnings = yield* threeAsks(host)
          assert.strictEqual(warnings.length, 1, warnings.join("\n"))
          assert.match(warnings[0] ?? "", words)
        })
      )
    )
  }

  it.effect(
    "no job's own leaves each ask its request, and is told only who asked for it",
    onHost(({ home, sts }) =>
      Effect.gen(function* () {
        const scope = yield* Scope.Scope
        const runtime = { name: "gitlab_ci", group: "ci" } as const
        const store = () =>
          makeHostStore({ runtime, asked: false }).pipe(
            inEnv({ HOME: home }),
            Effect.provide(files),
            Scope.provide(scope)
          )
        assert.deepStrictEqual(yield* threeAsks({ store, sts }), [])
        assert.deepStrictEqual(readdirSync(home), [])
      })
    )
  )

  it.effect(
    "full or gives no links is told once, and keeps what it can",
    onHost(({ home, folder, sts }) =>
      Effect.gen(function* () {
        const scope = yield* Scope.Scope
        const fs = yield* FileSystem.FileSystem.pipe(Effect.provide(files))
        const storeOn = (methods: ReadonlyArray<"open" | "link" | "rename">, code: string) => () => {
          const fail = () =>
            Effect.fail(
              PlatformError.systemError({
                _tag: "Unknown",
                module: "FileSystem",
                method: "x",
                cause: Object.assign(new Error(), { code })
              })
            )
          const broken = Object.fromEntries(methods.map((method) => [method, fail]))
          return makeHostStore({ runtime: { name: "local", group: "local" }, asked: false }).pipe(
            inEnv({ HOME: home }),
            Effect.provideService(FileSystem.FileSystem, { ...fs, ...broken }),
            Effect.provide(files),
            Scope.provide(scope)
          )
        }
        for (const [code, words] of [
          ["ENOSPC", /no space is left/],
          ["EROFS", /read-only/]
        ] as const) {
          const warnings = yield* threeAsks({ store: storeOn(["rename"], code), sts })
          assert.strictEqual(warnings.length, 1)
          assert.match(warnings[0] ?? "", words)
          assert.deepStrictEqual(
            readdirSync(folder).filter((name) => name !== "CACHEDIR.TAG"),
            []
          )
        }
        const linkless = storeOn(["link"], "EPERM")
        const warnings = yield* warningsOf(
          Effect.gen(function* () {
            const before = sts.requests()
            const [first, second] = [yield* linkless(), yield* linkless()]
            yield* first.session(askOf(), sts.obtain)
            assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), `ASIA${before + 1}`)
            assert.strictEqual(yield* second.clear(key), 1)
          })
        )
        assert.deepStrictEqual(warnings, [])
      })
    )
  )
})

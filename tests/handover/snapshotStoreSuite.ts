import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { applyEnvironment, type ChildEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import type { CredentialOrigin } from "../../src/services/CredentialSource.ts"
import { SnapshotStore } from "../../src/services/SnapshotStore.ts"
import { secretOf, stubDevops, tokenOf } from "./stubSession.ts"

export const platform: Layer.Layer<FileSystem.FileSystem | Path.Path> = Layer.mergeAll(
  NodeFileSystem.layer,
  NodePath.layer
)

/** A home folder of its own for a test, and the environment that names it. */
export const testHome: Effect.Effect<
  { readonly home: string; readonly env: Record<string, string> },
  never,
  Scope.Scope
> = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const home = yield* Effect.orDie(fs.makeTempDirectoryScoped({ prefix: "bs-" }))
  return { home, env: { HOME: home } }
}).pipe(Effect.provide(NodeFileSystem.layer))

export type StoreLayer = Layer.Layer<SnapshotStore, never, FileSystem.FileSystem | Path.Path>

/** The store as a process with these variables has it. */
export const storeIn = (
  layer: StoreLayer,
  env: Record<string, string>
): Effect.Effect<SnapshotStore, never, Scope.Scope> =>
  Effect.map(
    Layer.build(
      layer.pipe(Layer.provide(platform), Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
    ),
    (context) => Context.get(context, SnapshotStore)
  )

/** What a child with this environment loads. */
export const loadIn = (
  layer: StoreLayer,
  env: Record<string, string>,
  child: ChildEnvironment
): Effect.Effect<Option.Option<CredentialOrigin>, BotoSesError, Scope.Scope> =>
  Effect.flatMap(storeIn(layer, applyEnvironment(env, child)), (store) => store.load)

export const originIn = (
  layer: StoreLayer,
  env: Record<string, string>,
  child: ChildEnvironment
): Effect.Effect<CredentialOrigin, BotoSesError, Scope.Scope> =>
  Effect.map(loadIn(layer, env, child), Option.getOrThrow)

/** All files below a folder, the folders on the way included. */
export const filesBelow = (folder: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return yield* Effect.orElseSucceed(fs.readDirectory(folder, { recursive: true }), () => [])
  }).pipe(Effect.provide(NodeFileSystem.layer))

/** What is left of hand-overs: nothing but the folder they stood in. */
const leftBelow = (home: string) =>
  Effect.map(filesBelow(home), (files) => files.filter((file) => file !== ".cache" && file !== ".cache/boto-ses"))

/** What every backend of `SnapshotStore` does. */
/** A test whose log goes nowhere: a store may warn, and a suite prints nothing. */
const quietly = <A, E>(name: string, test: () => Effect.Effect<A, E, Scope.Scope>): void =>
  it.live(name, () => Effect.provide(test(), Logger.layer([])))

export const snapshotStoreSuite = (name: string, layer: StoreLayer): void => {
  describe(name, () => {
    const hour = 60 * 60 * 1000

    quietly("share gives a child what it needs to read devops", () =>
      Effect.gen(function* () {
        const { env } = yield* testHome
        const expiresAt = (Math.floor((yield* Clock.currentTimeMillis) / 1000) + 1800) * 1000
        const parent = yield* storeIn(layer, env)
        const child = yield* parent.share(stubDevops({ name: "a", expiresAt }))
        const origin = yield* originIn(layer, env, child)
        const { credentials, ...rest } = yield* origin.read
        assert.strictEqual(credentials.accessKeyId, "ASIAA")
        assert.strictEqual(Redacted.value(credentials.secretAccessKey), secretOf("a"))
        assert.strictEqual(credentials.sessionToken && Redacted.value(credentials.sessionToken), tokenOf("a"))
        assert.strictEqual(rest.region, "eu-west-1")
        assert.deepStrictEqual(rest.origin, origin.origin)
        assert.strictEqual(rest.origin._tag, "Handover")
        if (credentials.expiresAt !== undefined) assert.strictEqual(credentials.expiresAt, expiresAt)
      })
    )

    quietly("a child of a parent that hands nothing over loads none", () =>
      Effect.gen(function* () {
        const { env } = yield* testHome
        assert.deepStrictEqual(yield* loadIn(layer, env, { set: {}, unset: [] }), Option.none())
      })
    )

    quietly("two hand-overs at once are two", () =>
      Effect.gen(function* () {
        const { env } = yield* testHome
        const parent = yield* storeIn(layer, env)
        const scope = yield* Scope.make()
        const [first, second] = yield* Effect.all([
          Scope.provide(parent.share(stubDevops({ name: "first" })), scope),
          parent.share(stubDevops({ name: "second" }))
        ])
        const firstOrigin = yield* originIn(layer, env, first)
        const secondOrigin = yield* originIn(layer, env, second)
        assert.strictEqual((yield* firstOrigin.read).credentials.accessKeyId, "ASIAFIRST")
        yield* Scope.close(scope, Exit.void)
        assert.strictEqual((yield* secondOrigin.read).credentials.accessKeyId, "ASIASECOND")
        assert.strictEqual((yield* Effect.flip(firstOrigin.read))._tag, "SourceUnusable")
      })
    )

    quietly("an inner hand-over replaces the outer one", () =>
      Effect.gen(function* () {
        const { env } = yield* testHome
        const outerStore = yield* storeIn(layer, env)
        const outer = yield* outerStore.share(stubDevops({ name: "outer" }))
        const outerEnv = applyEnvironment(env, outer)
        const innerStore = yield* storeIn(layer, outerEnv)
        const inner = yield* innerStore.share(stubDevops({ name: "inner" }))
        const origin = yield* originIn(layer, outerEnv, inner)
        assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIAINNER")
      })
    )

    quietly("no secret is in clear where it is not meant to be, and a missing expiry is not made up to be long", () =>
      Effect.gen(function* () {
        const { env } = yield* testHome
        const parent = yield* storeIn(layer, env)
        const child = yield* parent.share(stubDevops({ name: "a" }))
        for (const shown of [JSON.stringify(child), String(child)]) {
          assert.notInclude(shown, secretOf("a"))
          assert.notInclude(shown, tokenOf("a"))
        }
        const origin = yield* originIn(layer, env, child)
        const { expiresAt } = (yield* origin.read).credentials
        const now = yield* Clock.currentTimeMillis
        if (expiresAt !== undefined) assert.isAtMost(expiresAt, now + hour)
      })
    )

    const ends: ReadonlyArray<readonly [string, Effect.Effect<void, BotoSesError | string>]> = [
      ["success", Effect.void],
      ["failure", Effect.fail("failed on purpose")],
      ["a defect", Effect.die(new Error("died on purpose"))],
      ["interruption", Effect.interrupt]
    ]
    for (const [end, outcome] of ends) {
      quietly(`nothing is left after ${end}`, () =>
        Effect.gen(function* () {
          const { env, home } = yield* testHome
          const parent = yield* storeIn(layer, env)
          const shared = yield* Deferred.make<ChildEnvironment>()
          const exit = yield* parent.share(stubDevops()).pipe(
            Effect.tap((child) => Deferred.succeed(shared, child)),
            Effect.andThen(outcome),
            Effect.scoped,
            Effect.exit
          )
          assert.strictEqual(Exit.isSuccess(exit), end === "success")
          assert.deepStrictEqual(yield* leftBelow(home), [])
          const origin = yield* originIn(layer, env, yield* Deferred.await(shared))
          const error = yield* Effect.flip(origin.read)
          assert.strictEqual(error._tag, "SourceUnusable")
        })
      )
    }

    quietly("a session that fails hands nothing over, and leaves nothing", () =>
      Effect.gen(function* () {
        const { env, home } = yield* testHome
        const parent = yield* storeIn(layer, env)
        const failed = stubDevops({ credentials: Effect.die(new Error("no credentials, on purpose")) })
        const exit = yield* Effect.exit(Effect.scoped(parent.share(failed)))
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
        assert.deepStrictEqual(yield* leftBelow(home), [])
      })
    )

    quietly("interruption in the midst of sharing leaves nothing", () =>
      Effect.gen(function* () {
        const { env, home } = yield* testHome
        const parent = yield* storeIn(layer, env)
        for (let turns = 0; turns < 40; turns += 2) {
          const fiber = yield* Effect.forkChild(Effect.scoped(Effect.andThen(parent.share(stubDevops()), Effect.never)))
          for (let turn = 0; turn < turns; turn++) yield* Effect.promise(() => new Promise(setImmediate))
          yield* Fiber.interrupt(fiber)
          assert.deepStrictEqual(yield* leftBelow(home), [])
        }
      })
    )
  })
}

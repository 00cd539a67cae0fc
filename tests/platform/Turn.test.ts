import {
  existsSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { createServer, type Server, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { bootId } from "../../src/platform/BootId.ts"
import { type Mine, type Theirs, takeTurn } from "../../src/platform/Turn.ts"
import { openTurnFolder } from "../../src/platform/TurnFolder.ts"

const folderOf = (under = tmpdir()) =>
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(under, "turn-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )

const folder = folderOf()

/** Where generation N of a turn stands. */
const generation = Effect.fnUntraced(function* (at: string, name: string, number: number) {
  const opened = openTurnFolder(at, name, (yield* bootId) ?? "")
  assert(opened !== undefined)
  return opened.pathOf(number)
})

const mine = Effect.fnUntraced(function* (at: string, name: string) {
  const turn = yield* takeTurn(at, name)
  assert(turn._tag === "Mine", turn._tag)
  return turn satisfies Mine
})

const theirs = Effect.fnUntraced(function* (at: string, name: string) {
  const turn = yield* takeTurn(at, name)
  assert(turn._tag === "Theirs", turn._tag)
  return turn satisfies Theirs
})

/** A server at a path that does what it is told with each connection. */
const serve = (path: string, talk: (socket: Socket) => void): Effect.Effect<Server, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      const server = createServer((socket) => {
        socket.on("error", () => {})
        socket.unref()
        talk(socket)
      })
      server.listen(path, () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  )

/** What an owner says first. */
const greet = (socket: Socket): void => {
  socket.write("\0\0\0\0\x16effect-boto-ses turn 1")
}

/** What a killed owner leaves: a socket on which nobody listens. */
const leaveDead = Effect.fnUntraced(function* (path: string) {
  yield* Effect.scoped(
    Effect.andThen(
      serve(`${path}-`, () => {}),
      Effect.sync(() => linkSync(`${path}-`, path))
    )
  )
  rmSync(`${path}-`, { force: true })
})

describe("a turn", () => {
  it.live("is one process's until its scope closes, and leaves nothing", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const scope = yield* Scope.make()
      const owner = yield* Scope.provide(mine(at, "a"), scope)
      owner.announce("before")
      const waiter = yield* theirs(at, "a")
      owner.announce("a person is asked")
      yield* Effect.scoped(mine(at, "b"))
      assert.strictEqual(readdirSync(at).length, 1)
      const late = yield* theirs(at, "a")
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual([yield* waiter.ended, yield* late.ended], [undefined, undefined])
      assert.deepStrictEqual([waiter.announced(), late.announced()], ["a person is asked", "a person is asked"])
      assert.deepStrictEqual(readdirSync(at), [])
      yield* Effect.scoped(mine(at, "a"))
      assert.deepStrictEqual(readdirSync(at), [])
    })
  )

  it.live("gives its outcome, whole, to all who wait", () =>
    Effect.gen(function* () {
      const at = yield* folder
      for (const [size, got] of [
        [64 * 1024, 64 * 1024],
        [0, 0],
        [64 * 1024 + 1, undefined]
      ] as const) {
        const outcome = Uint8Array.from({ length: size }, (_, index) => index % 251)
        const scope = yield* Scope.make()
        const owner = yield* Scope.provide(mine(at, "a"), scope)
        const waiters = yield* Effect.all(
          Array.from({ length: 100 }, () => theirs(at, "a")),
          { concurrency: "unbounded" }
        )
        owner.conclude(outcome)
        const waiting = yield* Effect.forkChild(
          Effect.all(
            waiters.map(({ ended }) => ended),
            { concurrency: "unbounded" }
          )
        )
        yield* Scope.close(scope, Exit.void)
        for (const each of yield* Fiber.join(waiting)) assert.deepStrictEqual(each, got === undefined ? got : outcome)
      }
    })
  )

  it.live("is never two fibers', whoever comes and goes", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const owners = new Map<string, number>()
      let had = 0
      const once = Effect.fnUntraced(function* (name: string) {
        const turn = yield* takeTurn(at, name)
        if (turn._tag === "Theirs") yield* turn.ended
        if (turn._tag !== "Mine") return false
        owners.set(name, (owners.get(name) ?? 0) + 1)
        assert.strictEqual(owners.get(name), 1)
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        owners.set(name, 0)
        had++
        return true
      })
      const names = ["a", "b", "c", "d"]
      yield* Effect.forEach(
        names.flatMap((name) => Array.from({ length: 8 }, () => name)),
        (name) => Effect.repeat(Effect.scoped(once(name)), { until: (done) => done }),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([had, readdirSync(at)], [32, []])
    })
  )

  it.live("follows a dead owner's, and removes what that left", () =>
    Effect.gen(function* () {
      const at = yield* folder
      for (const number of [1, 2, 7]) yield* leaveDead(yield* generation(at, "a", number))
      const scope = yield* Scope.make()
      yield* Scope.provide(mine(at, "a"), scope)
      assert.deepStrictEqual(
        readdirSync(at).map((name) => join(at, name)),
        [yield* generation(at, "a", 8)]
      )
      yield* theirs(at, "a")
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(readdirSync(at), [])
    })
  )

  it.live("is had past what is no socket in its place, and leaves that", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const elsewhere = join(yield* folder, "other")
      yield* serve(elsewhere, () => {})
      const places: ReadonlyArray<(path: string) => void> = [
        (path) => writeFileSync(path, "mine"),
        (path) => symlinkSync("nowhere", path),
        (path) => symlinkSync(elsewhere, path),
        (path) => mkdirSync(path)
      ]
      for (const [index, make] of places.entries()) {
        const path = yield* generation(at, String(index), 1)
        make(path)
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* mine(at, String(index))
            yield* theirs(at, String(index))
          })
        )
        assert.isTrue(readdirSync(at).some((name) => path.endsWith(name)))
      }
      assert.strictEqual(readdirSync(at).length, places.length)
      assert.strictEqual(readFileSync(yield* generation(at, "0", 1), "utf8"), "mine")
    })
  )

  it.live(
    "is had in two seconds from whoever listens in its place and is no owner",
    () =>
      Effect.gen(function* () {
        const at = yield* folder
        const forever = (socket: Socket): void => {
          const more = (): void => {
            while (socket.write(new Uint8Array(64 * 1024)));
          }
          socket.on("drain", more)
          more()
        }
        const servers: ReadonlyArray<(socket: Socket) => void> = [
          () => {},
          (socket) => socket.end(),
          (socket) => socket.destroy(),
          (socket) => socket.end("held"),
          (socket) => socket.write(new Uint8Array([0, 0, 0, 0, 22])),
          forever
        ]
        yield* Effect.forEach(
          servers,
          Effect.fnUntraced(function* (talk, index) {
            const name = String(index)
            const path = yield* generation(at, name, 1)
            yield* serve(path, talk)
            yield* mine(at, name)
            yield* theirs(at, name)
            // It may go on, so it stays.
            assert.isTrue(existsSync(path))
          }),
          { concurrency: "unbounded" }
        )
      }),
    // A busy machine gives owners more than their two seconds.
    60_000
  )

  it.live(
    "is given up for a claim that came after the first look, whatever its generation",
    () =>
      Effect.gen(function* () {
        const at = yield* folder
        const scope = yield* Scope.Scope
        /** Finds one that is silent, and meanwhile another thing happens to the turn. */
        const meanwhile = Effect.fnUntraced(function* (
          name: string,
          happens: Effect.Effect<unknown, never, Scope.Scope>
        ) {
          const isFirst = yield* Deferred.make<void>()
          yield* serve(yield* generation(at, name, 3), () => Deferred.doneUnsafe(isFirst, Effect.void))
          yield* Effect.forkScoped(Effect.andThen(Deferred.await(isFirst), Scope.provide(happens, scope)))
          return yield* takeTurn(at, name)
        })
        const [lower, higher, lost] = [
          yield* generation(at, "lower", 1),
          yield* generation(at, "higher", 9),
          yield* generation(at, "lost", 9)
        ]
        const own = yield* generation(at, "lost", 4)
        let removed = 0
        const [first, second, third] = yield* Effect.all(
          [
            meanwhile("lower", serve(lower, greet)),
            meanwhile("higher", serve(higher, greet)),
            meanwhile(
              "lost",
              serve(lost, (socket) => {
                removed += Number(existsSync(own))
                rmSync(own, { force: true })
                rmSync(lost, { force: true })
                socket.end()
              })
            )
          ],
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual([first._tag, second._tag, third._tag, removed], ["Theirs", "Theirs", "Mine", 1])
        yield* theirs(at, "lost")
      }),
    60_000
  )

  it.live("lets go of the owner whose end is no longer waited for", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const [connected, ended] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      yield* serve(yield* generation(at, "a", 1), (socket) => {
        greet(socket)
        Deferred.doneUnsafe(connected, Effect.void)
        socket.resume().on("close", () => Deferred.doneUnsafe(ended, Effect.void))
      })
      const waiting = yield* Effect.forkChild(Effect.scoped(Effect.flatMap(theirs(at, "a"), (turn) => turn.ended)))
      yield* Deferred.await(connected)
      yield* Fiber.interrupt(waiting)
      yield* Deferred.await(ended)
    })
  )

  it.live("sweeps what nobody can need any more", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const ages = { "1": 25 * 60, "2": 23 * 60, "0123456789ab.new": 2, "0123456789ac.new": 0 }
      const now = Date.now()
      for (const [name, minutes] of Object.entries(ages)) {
        const path = join(at, `0123456789abcdef.${name}`)
        yield* leaveDead(path)
        lutimesSync(path, (now - minutes * 60_000) / 1000, (now - minutes * 60_000) / 1000)
      }
      writeFileSync(join(at, "another's"), "")
      lutimesSync(join(at, "another's"), 0, 0)
      yield* Effect.scoped(mine(at, "a"))
      assert.deepStrictEqual(readdirSync(at).sort(), [
        "0123456789abcdef.0123456789ac.new",
        "0123456789abcdef.2",
        "another's"
      ])
    })
  )

  it.live("cannot be had where no socket can be, and can in a folder whose path is too long for one", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const barred = [join(at, "none"), "/proc/self", join(at, "file"), "/dev/null"]
      writeFileSync(join(at, "file"), "")
      for (const place of barred) assert.strictEqual((yield* takeTurn(place, "a"))._tag, "NoTurns", place)
      const deep = join(at, "x".repeat(200))
      mkdirSync(deep)
      const turn = yield* Effect.scoped(
        Effect.gen(function* () {
          const taken = yield* takeTurn(deep, "a")
          if (taken._tag === "Mine") yield* theirs(deep, "a")
          return taken
        })
      )
      assert.strictEqual(turn._tag, process.platform === "linux" ? "Mine" : "NoTurns")
      assert.deepStrictEqual(readdirSync(deep), [])
    })
  )
})

import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"

type Content = string | Uint8Array

/** Writes a file that was not there before (`AlreadyExists`), and waits for the disk. The umask narrows its mode. */
export const writeNew = (
  path: string,
  content: Content,
  mode: number
): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* fs.open(path, { flag: "wx", mode })
      yield* file.writeAll(typeof content === "string" ? new TextEncoder().encode(content) : content)
      yield* file.sync
    })
  )

const syncFolder = (folder: string): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.scoped(
    Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.flatMap(fs.open(folder, { flag: "r" }), (file) => file.sync))
  )

/** Writes beside `path`, and lets `put` give it its name; whatever happens, nothing is left beside. */
const writeAside: <E, R>(
  path: string,
  content: Content,
  mode: number,
  put: (aside: string) => Effect.Effect<void, E, R>
) => Effect.Effect<void, PlatformError | E, FileSystem.FileSystem | Path.Path | R> = Effect.fnUntraced(
  function* (path, content, mode, put) {
    const fs = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    const aside = `${path}.${globalThis.crypto.randomUUID()}.new`
    yield* writeNew(aside, content, mode).pipe(
      Effect.andThen(put(aside)),
      Effect.ensuring(Effect.ignore(fs.remove(aside, { force: true })))
    )
    // Not every system can sync a folder. The file is there and whole without; a crash may take its name.
    yield* Effect.ignore(syncFolder(paths.dirname(path)))
  }
)

/** A link, unlike a new name, never takes the place of a file; but not every file system has links. */
const putNew = (fs: FileSystem.FileSystem, aside: string, path: string): Effect.Effect<void, PlatformError> =>
  Effect.catch(fs.link(aside, path), (error) =>
    Effect.flatMap(Effect.isSuccess(fs.lstat(path)), (isThere) =>
      isThere ? Effect.fail(error) : fs.rename(aside, path)
    )
  )

/**
 * Puts a new file at `path`, whole or not at all: written aside, on the disk, then named.
 *
 * @param options.mode less what the user's umask takes away
 * @param options.replace whether a file that is there is replaced (the default), or is an error (`AlreadyExists`)
 */
export const writeWhole = (
  path: string,
  content: Content,
  { mode, replace = true }: { readonly mode: number; readonly replace?: boolean }
): Effect.Effect<void, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    writeAside(path, content, mode, (aside) => (replace ? fs.rename(aside, path) : putNew(fs, aside, path)))
  )

/** A symbolic link stands at `path`, and what it names is not there. */
export interface DanglingLink {
  readonly _tag: "DanglingLink"
  readonly path: string
}

/** Only root can give a file away; anyone else's stays with the one who wrote it. */
const makeLike = (
  fs: FileSystem.FileSystem,
  path: string,
  { uid, gid, mode }: FileSystem.File.Info
): Effect.Effect<void, PlatformError> =>
  Effect.andThen(
    Option.isSome(uid) && Option.isSome(gid) ? Effect.ignore(fs.chown(path, uid.value, gid.value)) : Effect.void,
    fs.chmod(path, mode & 0o777)
  )

/**
 * Puts a new text in place of a file's, whole or not at all: behind the symbolic link that leads to it, with the owner
 * and the mode that it has. A file that is not there comes into being, for this user alone.
 *
 * @param check asked when the text is written and before it takes the file's place: its failure leaves all as it was
 */
export const editWhole: <E, R>(
  path: string,
  content: Content,
  check: Effect.Effect<void, E, R>
) => Effect.Effect<void, PlatformError | DanglingLink | E, FileSystem.FileSystem | Path.Path | R> = Effect.fnUntraced(
  function* (path, content, check) {
    const fs = yield* FileSystem.FileSystem
    const isLink = yield* Effect.isSuccess(fs.readLink(path))
    const real = yield* Effect.catch(fs.realPath(path), () =>
      isLink ? Effect.fail<DanglingLink>({ _tag: "DanglingLink", path }) : Effect.succeed(path)
    )
    const before = yield* Effect.option(fs.stat(real))
    yield* writeAside(real, content, 0o600, (aside) =>
      (Option.isSome(before) ? makeLike(fs, aside, before.value) : Effect.void).pipe(
        Effect.andThen(check),
        Effect.andThen(fs.rename(aside, real))
      )
    )
  }
)

import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { type PlatformError, systemError } from "effect/PlatformError"
import { codeOf } from "./DescribeUnwritable.ts"

type Content = string | Uint8Array

/** How a file is made: with which mode, less the umask, and whether the disk is waited for. */
interface Making {
  readonly mode: number
  readonly sync: boolean
}

const makeFile = (
  path: string,
  content: Content,
  { mode, sync }: Making
): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* fs.open(path, { flag: "wx", mode })
      yield* file.writeAll(typeof content === "string" ? new TextEncoder().encode(content) : content)
      if (sync) yield* file.sync
    })
  )

/** Writes a file that was not there before (`AlreadyExists`), and waits for the disk. The umask narrows its mode. */
export const writeNew = (
  path: string,
  content: Content,
  mode: number
): Effect.Effect<void, PlatformError, FileSystem.FileSystem> => makeFile(path, content, { mode, sync: true })

const syncFolder = (folder: string): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.scoped(
    Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.flatMap(fs.open(folder, { flag: "r" }), (file) => file.sync))
  )

/** Bytes of a file's name. Source: Linux, limits.h (`NAME_MAX`); macOS and Windows have as many. */
const longestName = 255

/** A name beside `path` that nothing has: told by the file's own, where that leaves room. */
const nameBeside = (paths: Path.Path, path: string): string => {
  const end = `.${globalThis.process.getBuiltinModule("node:crypto").randomUUID()}.new`
  const isShort = Buffer.byteLength(paths.basename(path)) + end.length <= longestName
  return isShort ? `${path}${end}` : paths.join(paths.dirname(path), end)
}

/** Whether nothing may be put into a folder, though a file that is there may be written. */
const isClosed = (error: PlatformError): boolean =>
  error.reason._tag === "PermissionDenied" || codeOf(error) === "EROFS"

/**
 * Writes beside `path`, and lets `put` give it its name; whatever happens, nothing is left beside. What cannot be
 * written beside is for `otherwise`.
 */
const writeAside: <E, R>(
  path: string,
  content: Content,
  making: Making,
  put: (aside: string) => Effect.Effect<void, E, R>,
  otherwise?: (error: PlatformError) => Effect.Effect<void, PlatformError | E, R>
) => Effect.Effect<void, PlatformError | E, FileSystem.FileSystem | Path.Path | R> = Effect.fnUntraced(function* (
  path,
  content,
  making,
  put,
  otherwise = Effect.fail
) {
  const fs = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const aside = nameBeside(paths, path)
  yield* makeFile(aside, content, making).pipe(
    Effect.matchEffect({ onFailure: otherwise, onSuccess: () => put(aside) }),
    Effect.ensuring(Effect.ignore(fs.remove(aside, { force: true })))
  )
  // Not every system can sync a folder. The file is there and whole without; a crash may take its name.
  if (making.sync) yield* Effect.ignore(syncFolder(paths.dirname(path)))
})

/** A link, unlike a new name, never takes the place of a file; but not every file system has links. */
const putNew = (fs: FileSystem.FileSystem, aside: string, path: string): Effect.Effect<void, PlatformError> =>
  Effect.catch(fs.link(aside, path), (error) =>
    Effect.flatMap(Effect.isSuccess(fs.lstat(path)), (isThere) =>
      isThere ? Effect.fail(error) : fs.rename(aside, path)
    )
  )

/** What a rename takes the place of without a word, though it is no file: a device, a FIFO, a socket. */
const isSpecial = ({ type }: FileSystem.File.Info): boolean =>
  type !== "File" && type !== "Directory" && type !== "SymbolicLink"

/** A new name, unless it were to take the place of a device or the like. */
const putOver = (fs: FileSystem.FileSystem, aside: string, path: string): Effect.Effect<void, PlatformError> =>
  Effect.flatMap(Effect.option(fs.lstat(path)), (found) =>
    Option.exists(found, isSpecial)
      ? Effect.fail(
          systemError({
            _tag: "BadResource",
            module: "FileSystem",
            method: "rename",
            pathOrDescriptor: path,
            description: "no regular file"
          })
        )
      : fs.rename(aside, path)
  )

/**
 * Puts a new file at `path`, whole or not at all: written aside, on the disk, then named. A link that stands there is
 * replaced and not followed; a device, a FIFO or a socket is an error (`BadResource`).
 *
 * @param options.mode less what the user's umask takes away
 * @param options.replace whether a file that is there is replaced (the default), or is an error (`AlreadyExists`)
 * @param options.sync whether the disk is waited for (the default): else a crash of the machine may leave less than the
 * whole, which whoever reads it has to notice
 */
export const writeWhole = (
  path: string,
  content: Content,
  { mode, replace = true, sync = true }: { readonly mode: number; readonly replace?: boolean; readonly sync?: boolean }
): Effect.Effect<void, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    writeAside(path, content, { mode, sync }, (aside) => (replace ? putOver(fs, aside, path) : putNew(fs, aside, path)))
  )

/** A symbolic link stands at `path`, and what it names is not there. */
export interface DanglingLink {
  readonly _tag: "DanglingLink"
  readonly path: string
}

/** What stands at `path`, or behind the link there, is no file that could be edited: a device, a FIFO, a folder. */
export interface NotRegular {
  readonly _tag: "NotRegular"
  readonly path: string
  readonly type: FileSystem.File.Type
}

/** What of a file that is there lasts over an edit, and what a new one is like. */
export interface EditOptions<E, R> {
  /** Asked when the text is written and before it takes the file's place: its failure leaves all as it was. */
  readonly check?: Effect.Effect<void, E, R>
  /** The mode of a file that is new, less the umask. */
  readonly mode: number
  /** What of the mode that a file has is left to it; without, all of it. */
  readonly mask?: number
}

/** The file at `path` or behind its link, if there is one. Fails where an edit would take the place of something else. */
export const regularFile: (
  path: string
) => Effect.Effect<Option.Option<FileSystem.File.Info>, DanglingLink | NotRegular, FileSystem.FileSystem> =
  Effect.fnUntraced(function* (path) {
    const fs = yield* FileSystem.FileSystem
    const found = yield* Effect.option(fs.stat(path))
    if (Option.isNone(found)) {
      return (yield* Effect.isSuccess(fs.readLink(path)))
        ? yield* Effect.fail<DanglingLink>({ _tag: "DanglingLink", path })
        : found
    }
    const { type } = found.value
    return type === "File" ? found : yield* Effect.fail<NotRegular>({ _tag: "NotRegular", path, type })
  })

/** Whether the new file could be given the owner of the old one: nobody but root can give a file away. */
const isOwnedLike = (
  fs: FileSystem.FileSystem,
  path: string,
  { uid, gid }: FileSystem.File.Info
): Effect.Effect<boolean> =>
  Option.isSome(uid) && Option.isSome(gid)
    ? Effect.isSuccess(fs.chown(path, uid.value, gid.value))
    : Effect.succeed(true)

/** Writes into the file itself, which keeps its owner and all of its names; a crash in the midst leaves it torn. */
const overwrite: (fs: FileSystem.FileSystem, path: string, content: Content) => Effect.Effect<void, PlatformError> =
  Effect.fnUntraced(function* (fs, path, content) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
    const file = yield* fs.open(path, { flag: "r+" })
    yield* file.writeAll(bytes)
    yield* file.truncate(bytes.length)
    yield* file.sync
  }, Effect.scoped)

/**
 * Puts a new text in place of a file's: behind the symbolic link that leads to it, with the owner, the mode and the
 * names that it has. Whole or not at all, but for a file whose place no other can take: one that has several names, an
 * owner to whom nothing can be given or a folder that takes no new file, or that is mounted by itself, as a container's
 * may be. That is written in its place.
 */
export const editWhole: <E = never, R = never>(
  path: string,
  content: Content,
  options: EditOptions<E, R>
) => Effect.Effect<void, PlatformError | DanglingLink | NotRegular | E, FileSystem.FileSystem | Path.Path | R> =
  Effect.fnUntraced(function* (path, content, { check = Effect.void, mode, mask = 0o777 }) {
    const fs = yield* FileSystem.FileSystem
    const before = yield* regularFile(path)
    if (Option.isNone(before)) {
      return yield* writeAside(path, content, { mode, sync: true }, (aside) =>
        Effect.andThen(check, putNew(fs, aside, path))
      )
    }
    const real = yield* fs.realPath(path)
    const kept = before.value.mode & mask
    const names = Option.getOrElse(before.value.nlink, () => 1n)
    const inPlace = Effect.gen(function* () {
      if (kept !== (before.value.mode & 0o777)) yield* fs.chmod(real, kept)
      yield* overwrite(fs, real, content)
    })
    yield* writeAside(
      real,
      content,
      { mode: 0o600, sync: true },
      Effect.fnUntraced(function* (aside) {
        const isReplaced = names === 1n && (yield* isOwnedLike(fs, aside, before.value))
        if (isReplaced) yield* fs.chmod(aside, kept)
        yield* check
        if (!isReplaced) return yield* inPlace
        yield* Effect.catchIf(
          putOver(fs, aside, real),
          ({ reason }) => reason._tag === "Busy",
          () => inPlace
        )
      }),
      (error) => (isClosed(error) ? Effect.andThen(check, inPlace) : Effect.fail(error))
    )
  })

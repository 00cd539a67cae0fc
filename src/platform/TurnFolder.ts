/**
 * The names of turns in their folder. `HASH.N` is generation N of a turn, `HASH.RANDOM.new` the socket of a process that
 * is about to take one.
 */
import process from "node:process"
import * as Result from "effect/Result"

/** What has a generation's name. */
export interface Generation {
  readonly number: number
  readonly path: string
  /** Its path for a connection. */
  readonly address: string
  /** Tells it from all that had this name before; `undefined` for what is no socket. */
  readonly identity: string | undefined
}

export interface TurnFolder {
  /** All that is there, the highest first; `undefined` where the folder cannot be read. */
  readonly generations: () => ReadonlyArray<Generation> | undefined
  readonly pathOf: (generation: number) => string
  /** A new name under which to listen, and its path for that. */
  readonly pending: () => { readonly path: string; readonly address: string }
  /**
   * Removes what no process can need any more: what hung on since yesterday, and sockets that never got their names.
   *
   * @param latest the path of one just made: by the clock of the file system, which may be another machine's
   */
  readonly sweep: (latest: string) => void
  readonly close: () => void
}

/** The most bytes that the address of a Unix domain socket has on each system; macOS has the fewest. Source: unix(4). */
const longestAddress = 103

/** The longest name of ours in the folder. */
const longestName = 16 + 1 + 12 + ".new".length

/** A generation that nobody reaches: who finds it goes without. */
export const lastGeneration = 999_999_999

const anyName = /^[0-9a-f]{16}\.(?:[1-9]\d{0,8}|[0-9a-f]{12}\.new)$/

const [minute, day] = [60_000, 24 * 60 * 60_000]

const fs = () => process.getBuiltinModule("node:fs")

const attempt = <A>(act: () => A): A | undefined => Result.getOrUndefined(Result.try(act))

/** What tells a socket from others that had its name and its inode; `undefined` for what is no socket, or not there. */
export const socketIdentity = (path: string): string | undefined => {
  const info = attempt(() => fs().lstatSync(path))
  return info?.isSocket() === true ? `${info.dev}:${info.ino}:${info.mtimeMs}` : undefined
}

/** Removes a file, and says nothing where it cannot. */
export const removeFile = (path: string): void => {
  attempt(() => fs().rmSync(path, { force: true }))
}

/** Gives a socket a second name; the system's code where it cannot. */
export const linkFile = (from: string, to: string): string | undefined => {
  const linked = Result.try(() => fs().linkSync(from, to))
  return Result.isSuccess(linked) ? undefined : ((linked.failure as NodeJS.ErrnoException).code ?? "unknown")
}

/** A folder's path for sockets, and how to leave it. Linux names an open folder shortly, whatever its path. */
const reach = (folder: string): { readonly base: string; readonly close: () => void } | undefined => {
  if (Buffer.byteLength(folder) + 1 + longestName <= longestAddress) return { base: folder, close: () => {} }
  if (process.platform !== "linux") return undefined
  const opened = attempt(() => fs().openSync(folder, "r"))
  return opened === undefined
    ? undefined
    : { base: `/proc/self/fd/${opened}`, close: () => void attempt(() => fs().closeSync(opened)) }
}

/**
 * Opens the folder for the turns of one name; `undefined` where no socket can have so long a path.
 *
 * @param kernel what the name means something to: a folder may be shared further than a socket reaches.
 */
export const openTurnFolder = (folder: string, name: string, kernel: string): TurnFolder | undefined => {
  const crypto = process.getBuiltinModule("node:crypto")
  const { join } = process.getBuiltinModule("node:path")
  const hash = crypto
    .createHash("sha256")
    .update(JSON.stringify([kernel, name]))
    .digest("hex")
    .slice(0, 16)
  const place = reach(folder)
  if (place === undefined) return undefined
  const pathOf = (generation: number): string => join(folder, `${hash}.${generation}`)
  const names = (): ReadonlyArray<string> | undefined =>
    attempt(() => fs().readdirSync(folder))?.filter((each) => anyName.test(each))
  return {
    pathOf,
    generations: () =>
      names()
        ?.filter((each) => each.startsWith(hash) && !each.endsWith(".new"))
        .map((each) => ({
          number: Number(each.slice(hash.length + 1)),
          path: join(folder, each),
          address: `${place.base}/${each}`,
          identity: socketIdentity(join(folder, each))
        }))
        .sort((a, b) => b.number - a.number),
    pending: () => {
      const file = `${hash}.${crypto.randomBytes(6).toString("hex")}.new`
      return { path: join(folder, file), address: `${place.base}/${file}` }
    },
    sweep: (latest) => {
      const timeOf = (path: string): number => attempt(() => fs().lstatSync(path).mtimeMs) ?? Number.NaN
      const now = timeOf(latest)
      for (const each of names() ?? []) {
        const path = join(folder, each)
        const changed = timeOf(path)
        if (changed + (each.endsWith(".new") ? minute : day) < now) removeFile(path)
      }
    },
    close: place.close
  }
}

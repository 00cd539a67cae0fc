/**
 * The private folder of one hand-over, and the sweep of those whose owner was killed.
 *
 * Each hand-over has a folder of its own, so no job sees or removes another's. Its name is `ID-BOOT-EXPIRY`, its lock
 * beside it is `ID-BOOT.lock`. The lock is taken before the folder is made and given up after it is removed: a folder
 * of this boot whose lock is free is a leftover. Where nobody can tell whether the owner lives (another boot, no lock,
 * no greeting), the folder stays until it has expired.
 */
import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { bootId } from "../../platform/BootId.ts"
import { unusable } from "../HandoverVariables.ts"
import { holdLock, lockState } from "./Lock.ts"
import { removeAtExit } from "./RemoveAtExit.ts"
import { userFolder } from "./UserFolder.ts"

/** The boot id in a name where no lock could be taken. */
const noLock = "0"

const folderPattern = /^([0-9a-f]{16})-([0-9a-f]{1,8})-(\d+)$/
const lockPattern = /^[0-9a-f]{16}-([0-9a-f]{1,8})\.(?:lock|pending)$/

/** How long a lock that cannot be judged here is left alone: longer than any credentials of a role live. */
const oneDay = 24 * 60 * 60 * 1000

const sweepFolder = Effect.fnUntraced(function* (parent: string, name: string, boot: string | undefined, now: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const [, id, owner, expiry] = folderPattern.exec(name) ?? []
  if (id === undefined) return
  const state =
    owner !== noLock && owner === boot ? yield* lockState(path.join(parent, `${id}-${owner}.lock`)) : "unknown"
  const left = state === "free" || (state === "unknown" && Number(expiry) * 1000 <= now)
  if (left) yield* fs.remove(path.join(parent, name), { recursive: true, force: true })
})

const sweepLock = Effect.fnUntraced(function* (parent: string, name: string, boot: string | undefined, now: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(parent, name)
  const [, owner] = lockPattern.exec(name) ?? []
  if (owner === undefined) return
  // A lock that is only just being taken may look free too. Its owner then goes without, and waits for its expiry.
  const state = owner === boot ? yield* lockState(file) : "unknown"
  const changed = Option.getOrUndefined((yield* fs.lstat(file)).mtime)?.getTime() ?? now
  const left = state === "free" || (state === "unknown" && changed + oneDay <= now)
  if (left) yield* fs.remove(file, { force: true })
})

/** Removes what killed processes left. Folders go before locks, so that a sweep that is cut short loses none. */
const sweep = Effect.fnUntraced(function* (parent: string, boot: string | undefined) {
  const fs = yield* FileSystem.FileSystem
  const now = yield* Clock.currentTimeMillis
  const names = yield* Effect.orElseSucceed(fs.readDirectory(parent), (): Array<string> => [])
  for (const name of names) yield* Effect.ignore(sweepFolder(parent, name, boot, now))
  for (const name of names) yield* Effect.ignore(sweepLock(parent, name, boot, now))
})

/** The path is removed if the process ends before the scope closes, or before the answer is called. */
const removeIfCutShort = (path: string): Effect.Effect<() => void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => removeAtExit(path)),
    (forget) => Effect.sync(forget)
  )

/**
 * A new private folder (0700) for the files of one hand-over, removed with all that is in it when the scope closes, or
 * the process ends first.
 *
 * @param expiresAt milliseconds since the epoch: when what it holds is of no more use to anyone.
 */
export const makeHandoverFolder: (
  expiresAt: number
) => Effect.Effect<string, BotoSesError, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fn(
  "Handover.makeFolder"
)(function* (expiresAt) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const parent = yield* userFolder
  const boot = yield* bootId
  yield* sweep(parent, boot)
  const id = randomBytes(8).toString("hex")
  const lock = path.join(parent, `${id}-${boot ?? noLock}.lock`)
  const forgetLock = yield* removeIfCutShort(lock)
  const locked = boot !== undefined && (yield* holdLock(lock, path.join(parent, `${id}-${boot}.pending`)))
  if (!locked) forgetLock()
  const folder = path.join(parent, `${id}-${locked ? boot : noLock}-${Math.ceil(expiresAt / 1000)}`)
  yield* removeIfCutShort(folder)
  yield* Effect.acquireRelease(
    Effect.mapError(fs.makeDirectory(folder, { mode: 0o700 }), (error) =>
      unusable(`the folder ${folder} cannot be made: ${error.message}`, error)
    ),
    () =>
      Effect.catch(fs.remove(folder, { recursive: true, force: true }), (error) =>
        Effect.logWarning(`A hand-over folder could not be removed; a later run sweeps it: ${error.message}`)
      )
  )
  return folder
})

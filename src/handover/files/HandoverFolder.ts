import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { unusable } from "../HandoverVariables.ts"
import { kernelName } from "./Kernel.ts"
import { holdLock, lockState } from "./Lock.ts"
import { removeAtExit } from "./RemoveAtExit.ts"
import { handoverFolder } from "./UserFolder.ts"

/**
 * The private folder of one hand-over, and the sweep of those whose owner was killed.
 *
 * Each hand-over has a folder of its own, so no job sees or removes another's. Its name is `ID-KERNEL-EXPIRY`, its lock
 * beside it is `ID-KERNEL.lock`. The lock is taken before the folder is made and given up after it is removed: a folder
 * of this kernel whose lock is free is a leftover. Where nobody can tell whether the owner lives (another kernel, no
 * lock, no greeting), the folder stays until it has expired.
 */

/** The kernel part of a name where the lock could not be had. */
const noLock = "0"

const placePattern = /^([0-9a-f]{16})-([0-9a-f]{1,8})-(\d+)$/
const lockPattern = /^[0-9a-f]{16}-([0-9a-f]{1,8})\.(?:lock|pending)$/

/** How long a lock that this kernel cannot judge is left alone: longer than any credentials of a role live. */
const oneDay = 24 * 60 * 60 * 1000

const sweepPlace = Effect.fnUntraced(function* (folder: string, name: string, kernel: string | undefined, now: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const [, id, owner, expiry] = placePattern.exec(name) ?? []
  if (id === undefined) return
  const state =
    owner !== noLock && owner === kernel ? yield* lockState(path.join(folder, `${id}-${owner}.lock`)) : "unknown"
  const left = state === "free" || (state === "unknown" && Number(expiry) * 1000 <= now)
  if (left) yield* fs.remove(path.join(folder, name), { recursive: true, force: true })
})

const sweepLock = Effect.fnUntraced(function* (folder: string, name: string, kernel: string | undefined, now: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(folder, name)
  const [, owner] = lockPattern.exec(name) ?? []
  if (owner === undefined) return
  // A lock that is only just being taken may look free too. Its owner then goes without, and waits for its expiry.
  const state = owner === kernel ? yield* lockState(file) : "unknown"
  const changed = Option.getOrUndefined((yield* fs.lstat(file)).mtime)?.getTime() ?? now
  const left = state === "free" || (state === "unknown" && changed + oneDay <= now)
  if (left) yield* fs.remove(file, { force: true })
})

/** Removes what killed processes left. Folders go before locks, so that a sweep that is cut short loses none. */
const sweep = Effect.fnUntraced(function* (folder: string, kernel: string | undefined) {
  const fs = yield* FileSystem.FileSystem
  const now = yield* Clock.currentTimeMillis
  const names = yield* Effect.orElseSucceed(fs.readDirectory(folder), (): Array<string> => [])
  for (const name of names) yield* Effect.ignore(sweepPlace(folder, name, kernel, now))
  for (const name of names) yield* Effect.ignore(sweepLock(folder, name, kernel, now))
})

/**
 * A new private folder (0700) for the files of one hand-over, removed with all that is in it when the scope closes, or
 * the process ends first.
 *
 * @param expiresAt milliseconds since the epoch: when what it holds is of no more use to anyone.
 */
export const makePlace: (
  expiresAt: number
) => Effect.Effect<string, BotoSesError, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fn(
  "Handover.makePlace"
)(function* (expiresAt) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* handoverFolder
  const kernel = yield* kernelName
  yield* sweep(folder, kernel)
  const id = randomBytes(8).toString("hex")
  const lock = path.join(folder, `${id}-${kernel ?? noLock}.lock`)
  const forgetLock = yield* Effect.acquireRelease(
    Effect.sync(() => removeAtExit(lock)),
    (forget) => Effect.sync(forget)
  )
  const locked = kernel !== undefined && (yield* holdLock(lock, path.join(folder, `${id}-${kernel}.pending`)))
  if (!locked) forgetLock()
  const place = path.join(folder, `${id}-${locked ? kernel : noLock}-${Math.ceil(expiresAt / 1000)}`)
  yield* Effect.acquireRelease(
    Effect.sync(() => removeAtExit(place)),
    (forget) => Effect.sync(forget)
  )
  yield* Effect.acquireRelease(
    Effect.mapError(fs.makeDirectory(place, { mode: 0o700 }), (error) =>
      unusable(`the folder ${place} cannot be made: ${error.message}`, error)
    ),
    () =>
      Effect.catch(fs.remove(place, { recursive: true, force: true }), (error) =>
        Effect.logWarning(`A hand-over folder could not be removed; a later run sweeps it: ${error.message}`)
      )
  )
  return place
})

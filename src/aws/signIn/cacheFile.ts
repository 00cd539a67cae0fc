import { createHash } from "node:crypto"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Semaphore from "effect/Semaphore"

/** A file in which the AWS CLI keeps a sign-in, named by the hash of what it is for. */
export const cacheFile = (folder: string, algorithm: "sha1" | "sha256", of: string): string =>
  join(folder, `${createHash(algorithm).update(of).digest("hex")}.json`)

/**
 * Renewals of sign-ins are made one after the other: a refresh token may be good for one, and whoever waited finds the
 * renewed sign-in in the file.
 */
export const oneRenewal: Semaphore.Semaphore = Semaphore.makeUnsafe(1)

/**
 * Replaces a file by one that only its owner may read. A failure is passed over, as the AWS SDKs do: the sign-in is good
 * without the file.
 */
export const replaceFile: (
  path: string,
  content: { readonly [name: string]: unknown }
) => Effect.Effect<void, never, FileSystem.FileSystem> = Effect.fnUntraced(function* (path, content) {
  const fs = yield* FileSystem.FileSystem
  const aside = `${path}.${crypto.randomUUID()}`
  yield* fs.writeFileString(aside, JSON.stringify(content, null, 2), { flag: "wx", mode: 0o600 }).pipe(
    Effect.andThen(fs.rename(aside, path)),
    Effect.catch(() => Effect.ignore(fs.remove(aside, { force: true })))
  )
})

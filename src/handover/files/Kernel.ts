import { createHash } from "node:crypto"
import { hostname } from "node:os"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"

/** Linux's own name for one boot of one kernel, the same in all its containers. Source: random(4), proc(5). */
const bootIdFile = "/proc/sys/kernel/random/boot_id"

/**
 * A short name for the kernel that this process runs under; `undefined` where none can be told.
 *
 * A home folder may be shared further than a socket in it reaches: by NFS, or with a virtual machine. A lock is judged
 * only by processes under the kernel that holds it.
 */
export const kernelName: Effect.Effect<string | undefined, never, FileSystem.FileSystem> = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const name = yield* fs.readFileString(bootIdFile).pipe(
    Effect.catch(() =>
      Effect.orElseSucceed(
        Effect.try(() => hostname()),
        () => ""
      )
    )
  )
  return name.trim() === "" ? undefined : createHash("sha256").update(name.trim()).digest("hex").slice(0, 8)
})

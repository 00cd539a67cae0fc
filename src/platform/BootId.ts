import process from "node:process"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** Linux's own name for one boot of one kernel, the same in all its containers. Source: random(4), proc(5). */
const bootIdFile = "/proc/sys/kernel/random/boot_id"

/**
 * A short name for the kernel that this process runs under, from its boot until the next; `undefined` where none can be
 * told. Without Linux's own name the host's stands in.
 *
 * A home folder may be shared further than a socket in it reaches: by NFS, or with a virtual machine. So a socket is
 * judged only under the boot id of the process that listens on it.
 */
export const bootId: Effect.Effect<string | undefined> = Effect.sync(() => {
  const [fs, os] = [process.getBuiltinModule("node:fs"), process.getBuiltinModule("node:os")]
  const name = Result.getOrElse(
    Result.orElse(
      Result.try(() => fs.readFileSync(bootIdFile, "utf8")),
      () => Result.try(() => os.hostname())
    ),
    () => ""
  ).trim()
  if (name === "") return undefined
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(name).digest("hex").slice(0, 8)
})

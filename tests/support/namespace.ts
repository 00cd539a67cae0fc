import { execFileSync } from "node:child_process"

/**
 * How this user may mount in a namespace of its own, as arguments of `unshare`: root, or anybody where the system lets a
 * user become one; `undefined` where neither.
 */
export const namespace: ReadonlyArray<string> | undefined = [["-m"], ["-r", "-m"]].find((flags) => {
  try {
    execFileSync("unshare", [...flags, "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
})

/**
 * Removal of what no finalizer removes: a program may end by `process.exit`, or by a signal that nobody handles, with
 * its scopes still open.
 *
 * A signal that others listen to is theirs to answer: `exec` passes it to a child that may still need devops while it
 * cleans up. SIGKILL leaves everything to the next sweep.
 */
import { rmSync } from "node:fs"
import process from "node:process"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

// A process has one table of signal handlers, so there is one of these too.
const paths = new Set<string>()

const removeAll = (): void => {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // The process is ending; the next sweep takes what cannot be removed now.
    }
  }
  paths.clear()
}

const onSignal = (signal: NodeJS.Signals): void => {
  if (process.listenerCount(signal) > 1) return
  removeAll()
  uninstall()
  process.kill(process.pid, signal)
}

const install = (): void => {
  process.on("exit", removeAll)
  for (const signal of signals) process.on(signal, onSignal)
}

const uninstall = (): void => {
  process.removeListener("exit", removeAll)
  for (const signal of signals) process.removeListener(signal, onSignal)
}

/** Removes `path` when this process ends, in an orderly way or not, unless the answer is called before. */
export const removeAtExit = (path: string): (() => void) => {
  if (paths.size === 0) install()
  paths.add(path)
  return () => {
    if (paths.delete(path) && paths.size === 0) uninstall()
  }
}

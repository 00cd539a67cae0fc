import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

declare const Bun: { readonly gc: (force: boolean) => void } | undefined

const collect = (): (() => void) => {
  if (typeof Bun !== "undefined") return () => Bun?.gc(true)
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc") as () => void
}

/** Collects what nobody holds, and lets everybody hear of it who asked to. */
export const collectGarbage = async (): Promise<void> => {
  const gc = collect()
  // A weak reference that was made or read holds its value to the end of the turn.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
}

/** Bytes of the heap in use after a full collection, on Node, Deno and Bun. */
export const heapUsed = (): number => {
  collect()()
  return process.memoryUsage().heapUsed
}

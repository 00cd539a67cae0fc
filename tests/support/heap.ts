import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

declare const Bun: { readonly gc: (force: boolean) => void } | undefined

const collect = (): (() => void) => {
  if (typeof Bun !== "undefined") return () => Bun?.gc(true)
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc") as () => void
}

/** Bytes of the heap in use after a full collection, on Node, Deno and Bun. */
export const heapUsed = (): number => {
  collect()()
  return process.memoryUsage().heapUsed
}

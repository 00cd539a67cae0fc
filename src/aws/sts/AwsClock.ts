import { isLoopback } from "../../platform/Network.ts"
import { machineTime } from "../RealTime.ts"

/** How far AWS's clock is from the machine's, as its answers tell. */
export interface AwsClock {
  /** Milliseconds by which AWS is ahead; negative where this machine is. */
  readonly ahead: () => number
  /** Takes another process's word for it, until an answer of our own says it. */
  readonly learn: (milliseconds: number) => void
  readonly hear: (
    request: { readonly protocol: string; readonly hostname: string },
    answer: { readonly headers: { readonly [name: string]: string } }
  ) => void
}

/** An answer's date has whole seconds, and was on its way for a while: less than this is no wrong clock. */
const noise = 5_000

/**
 * By the `Date` of the answers that came over TLS or from this machine itself: another's word for the time would let
 * whoever stands in between keep dead credentials in use.
 */
export const makeAwsClock = (): AwsClock => {
  let ahead = 0
  let isHeard = false
  return {
    ahead: () => ahead,
    learn: (milliseconds) => {
      if (!isHeard) ahead = milliseconds
    },
    hear: ({ protocol, hostname }, { headers }) => {
      if (protocol !== "https:" && !isLoopback(hostname)) return
      const stated = Object.entries(headers).find(([name]) => name.toLowerCase() === "date")?.[1]
      const measured = stated === undefined ? Number.NaN : Date.parse(stated) - machineTime()
      if (Number.isNaN(measured)) return
      isHeard = true
      ahead = Math.abs(measured) < noise ? 0 : measured
    }
  }
}

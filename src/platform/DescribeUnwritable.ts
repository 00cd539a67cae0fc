import type { PlatformError } from "effect/PlatformError"
import { missingFlag } from "./Denied.ts"

/** What the system says of a place, in words; which of them it was is in none of Effect's tags. */
const places: { readonly [code: string]: string } = {
  EDQUOT: "the user's share of its disk is used up (EDQUOT)",
  EFBIG: "it may not become so long (EFBIG)",
  ENAMETOOLONG: "its name is too long (ENAMETOOLONG)",
  ENOSPC: "no space is left on its disk (ENOSPC)",
  EROFS: "its file system is read-only (EROFS)"
}

/** The system's own code of an error, such as `ENOSPC`. */
export const codeOf = ({ reason: { cause } }: PlatformError): string | undefined =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

/** Why a file cannot be written, in words that go on from "cannot be written:". */
export const describeUnwritable = (error: PlatformError): string => {
  const flag = missingFlag(error)
  return flag === undefined ? (places[codeOf(error) ?? ""] ?? error.message) : `Deno needs ${flag} for that`
}

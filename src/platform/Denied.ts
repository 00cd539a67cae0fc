/** What Deno does not let a program do, and the flag that would let it. */
import { denoFlag, notCapable } from "../domain/text/DenoFlag.ts"

/**
 * The flag whose absence made the error, such as `--allow-read=/home/alice/.aws/config`; `undefined` where the error is of
 * another kind. Errors of files and requests carry Deno's own as their cause.
 */
export const missingFlag = (error: unknown): string | undefined => {
  let at = error
  for (let depth = 0; depth < 5 && typeof at === "object" && at !== null; depth++) {
    if (at instanceof Error && at.name === notCapable) return denoFlag(at.message)
    const reason: unknown = Reflect.get(at, "reason")
    at = Reflect.get(at, "cause") ?? (typeof reason === "object" ? reason : undefined)
  }
  return undefined
}

/** What to do about it, as a sentence; `undefined` where a flag of Deno's is not the matter. */
export const grantFlag = (error: unknown): string | undefined => {
  const flag = missingFlag(error)
  if (flag === undefined) return undefined
  const [all] = flag.split("=")
  return all === "--allow-env" && flag !== all
    ? `Run Deno with ${flag}, or with --allow-env for every variable that is asked for.`
    : `Run Deno with ${flag}.`
}

/** The flag that Deno asks for, in the words of its refusal. Source: Deno's manual, "Security and permissions". */
const asked = /^Requires (env|ffi|import|net|read|run|sys|write) access(?: to "([^"]*)")?/

/** What its look-up of a host says, which no other runtime does. */
const noHost = /^getaddrinfo EPERM ([\w.-]+)$/

/** A value that a shell and Deno's list of values take as it stands. */
const isPlain = (value: string): boolean => /^[\w./:@%+-]+$/.test(value)

/** What Deno asks for by a name that its flag does not take. */
const unnamed = new Set(["ca"])

/**
 * The flag with its value, such as `--allow-read=/home/alice/.aws/config`; without one where it has none that can be
 * written so. `undefined` where the words are no refusal of Deno's.
 */
export const denoFlag = (words: string): string | undefined => {
  const [, host] = noHost.exec(words) ?? []
  if (host !== undefined) return `--allow-net=${host}`
  const [, kind, value = ""] = asked.exec(words) ?? []
  if (kind === undefined) return undefined
  return isPlain(value) && !unnamed.has(value) ? `--allow-${kind}=${value}` : `--allow-${kind}`
}

/** The name of Deno's error where a permission is missing. */
export const notCapable = "NotCapable"

/** What helps where Deno did not let a request out; `undefined` for any other failure. */
export const denoAdvice = (code: unknown, detail: string): string | undefined => {
  const flag = code === notCapable || code === "EPERM" ? denoFlag(detail) : undefined
  return flag === undefined ? undefined : `Run Deno with ${flag}.`
}

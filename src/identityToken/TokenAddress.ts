import * as Result from "effect/Result"
import type { RequestWay } from "../domain/oidc/vendors/TokenVendor.ts"
import { isLoopback } from "../platform/Network.ts"

/** A server's name of one label, such as `git`, has nothing below it: it might be `com`. */
const isBelow = (host: string, parent: string): boolean =>
  host === parent || (parent.includes(".") && host.endsWith(`.${parent}`))

/** This machine, by a name that no server of names is asked for: `evil.localhost` is, on many systems. */
const isThisMachine = (host: string): boolean => isLoopback(host) && !/.\.localhost\.?$/.test(host)

const hostOf = (address: string | undefined): string | undefined =>
  address !== undefined && URL.canParse(address) ? new URL(address).hostname : undefined

/**
 * The address that a job's permission is sent to, or why it may not be, in words that go on from what names it: another
 * host would get the permission. It is the vendor's, the server's own, or this machine; over http only the last, and the
 * machine's own metadata server.
 */
export const tokenAddress = (
  { hosts, metadata, servers }: RequestWay,
  address: string,
  valueOf: (name: string) => string | undefined
): Result.Result<URL, string> => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return Result.fail("is no http or https address")
  const own = servers.map((name) => hostOf(valueOf(name))).filter((host) => host !== undefined && host !== "")
  if (isThisMachine(url.hostname)) return Result.succeed(url)
  if (![...hosts, ...own].some((host) => isBelow(url.hostname, host ?? ""))) {
    const known = [...hosts, ...servers.map((name) => `the host of ${name}`)].join(", ")
    return Result.fail(
      `names ${url.host}, and the job's permission is sent only to ${known} and this machine (loopback)`
    )
  }
  return url.protocol === "https:" || metadata === true
    ? Result.succeed(url)
    : Result.fail(
        `names ${url.host} over http, and the job's permission is sent over http only within this machine (loopback)`
      )
}

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { clientSettings } from "../../../aws/ClientSettings.ts"
import { type Partition, partitionOfRegion } from "../../../domain/aws/Partition.ts"
import { CliProblem } from "../../CliProblem.ts"

/** Milliseconds between AWS's clock and this machine's; negative where this machine's is ahead. */
export type ClockOffset = number

/** Source: the SDKs' `partitions.json`. */
const suffixes: { readonly [Name in Partition]: string } = {
  aws: "amazonaws.com",
  "aws-cn": "amazonaws.com.cn",
  "aws-us-gov": "amazonaws.com",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-e": "cloud.adc-e.uk",
  "aws-iso-f": "csp.hci.ic.gov",
  "aws-eusc": "amazonaws.eu"
}

/** The date of an HTTP header has no parts of a second; on average so many milliseconds are cut off. */
const cutOff = 500

const unreachable = (url: string, detail: string): CliProblem =>
  new CliProblem({
    title: "StsUnavailable",
    found: `STS gives no answer at ${url}: ${detail}.`,
    next: "Check the network, the proxy and AWS_ENDPOINT_URL.",
    exitCode: 7
  })

/**
 * How far this machine's clock is off, by the `Date` of an answer of STS: in the middle of the exchange. The request is
 * not signed, so that neither wrong credentials nor the clock itself is in its way; its answer is a refusal.
 *
 * `undefined` where nothing tells which STS to ask.
 */
export const clockOffset: (region: string | undefined) => Effect.Effect<ClockOffset | undefined, CliProblem> =
  Effect.fnUntraced(function* (region) {
    const settings = yield* Effect.mapError(clientSettings("sts"), ({ message }) => unreachable("AWS", message))
    const prefix = settings.useFipsEndpoint ? "sts-fips" : "sts"
    const url =
      settings.endpoint ??
      (region === undefined ? undefined : `https://${prefix}.${region}.${suffixes[partitionOfRegion(region)]}`)
    if (url === undefined) return undefined
    const before = yield* Clock.currentTimeMillis
    const date = yield* Effect.tryPromise({
      try: async (signal) => {
        const answer = await fetch(new URL("/?Action=GetCallerIdentity&Version=2011-06-15", url), { signal })
        await answer.arrayBuffer()
        return answer.headers.get("date")
      },
      catch: (error) => unreachable(url, innermost(error))
    })
    const after = yield* Clock.currentTimeMillis
    const told = Date.parse(date ?? "")
    if (Number.isNaN(told)) return yield* unreachable(url, "what answers there tells no date")
    return told + cutOff - (before + after) / 2
  })

/** `fetch failed` says nothing; what lies beneath it does. */
const innermost = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined
    ? innermost(error.cause)
    : error instanceof Error
      ? error.message || error.name
      : String(error)

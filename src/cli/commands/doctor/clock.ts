import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { clientSettings } from "../../../aws/ClientSettings.ts"
import { serverDate } from "../../../aws/sts/ServerDate.ts"
import { isRegion, type Partition, partitionOfRegion } from "../../../domain/aws/Partition.ts"
import { isNoAws, trustAdvice } from "../../../domain/aws/Trust.ts"
import { type ConfigProblem, renderFound } from "../../../domain/config/ConfigProblem.ts"
import type { Entries } from "../../../domain/config/Entry.ts"
import { type VariableUnreadable, variable } from "../../../platform/Variables.ts"
import { CliProblem } from "../../CliProblem.ts"
import { failed, ok, waiting, warning } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/** Milliseconds between AWS's clock and this machine's; negative where this machine's is ahead. */
type ClockOffset = number

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

const unreachable = (url: string, detail: string, code?: unknown): CliProblem =>
  new CliProblem({
    title: "StsUnavailable",
    found: isNoAws(code) ? `No AWS answers at ${url}: ${detail}.` : `STS gives no answer at ${url}: ${detail}.`,
    next: trustAdvice(code) ?? "Check the network, the proxy and AWS_ENDPOINT_URL.",
    exitCode: 7
  })

/** A variable or a setting says where STS is, and it is no address. */
const misstated = (problem: ConfigProblem): CliProblem =>
  new CliProblem({ title: "ConfigInvalid", found: renderFound(problem), next: problem.next, exitCode: 3 })

/**
 * How far this machine's clock is off, by the `Date` of an answer of STS: in the middle of the exchange. The request is
 * not signed, so that neither wrong credentials nor the clock itself is in its way; its answer is a refusal.
 *
 * `undefined` where nothing tells which STS to ask.
 */
const clockOffset: (region: string | undefined) => Effect.Effect<ClockOffset | undefined, CliProblem> =
  Effect.fnUntraced(function* (region) {
    const settings = yield* Effect.mapError(clientSettings("sts"), ({ message }) => unreachable("AWS", message))
    const prefix = settings.variantFor(undefined).useFipsEndpoint ? "sts-fips" : "sts"
    const stated = settings.endpointFor(undefined)
    if (stated?.problem !== undefined) return yield* misstated(stated.problem)
    const url =
      stated?.url ??
      (region === undefined ? undefined : `https://${prefix}.${region}.${suffixes[partitionOfRegion(region)]}`)
    if (url === undefined) return undefined
    const before = yield* Clock.currentTimeMillis
    const date = yield* Effect.mapError(
      serverDate(settings, new URL("/?Action=GetCallerIdentity&Version=2011-06-15", url)),
      (error) => unreachable(url, error.message || error.name, "code" in error ? error.code : undefined)
    )
    const after = yield* Clock.currentTimeMillis
    const told = Date.parse(date ?? "")
    if (Number.isNaN(told)) return yield* unreachable(url, "what answers there tells no date")
    return told + cutOff - (before + after) / 2
  })

/** Some region of the place; which one does not matter to a clock. What is no region would be another host's name. */
const anyRegion = Effect.fnUntraced(function* (entries: Entries | undefined) {
  const { stsRegion, region, devops, workloads = {} } = entries ?? {}
  const configured = [stsRegion, region, ...[devops, ...Object.values(workloads)].map((entry) => entry?.region)]
  const stated = [...configured, yield* variable("AWS_REGION"), yield* variable("AWS_DEFAULT_REGION")]
  return stated.find((name) => name !== undefined && isRegion(name))
})

const durationText = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

/** Milliseconds. A second is what the measure itself is good for; a minute is no clock that is kept by the network. */
const exact = 2_000
const tolerable = 60_000

/** AWS refuses a request that is dated further off. Source: IAM User Guide, "Troubleshoot AWS Signature Version 4". */
const refused = 5 * 60_000

const next = "Set this machine's clock, and let it follow the network's time (NTP)."

const offsetRow = (offset: ClockOffset): PlaceRow => {
  const size = Math.abs(offset)
  if (size <= exact) return ok("clock", "as that of STS")
  const off = `${durationText(size)} ${offset > 0 ? "behind" : "ahead of"} that of STS`
  if (size <= tolerable) return ok("clock", off)
  const found = `This machine's clock is ${off}`
  return size <= refused
    ? warning("clock", `${found}; at 5 min AWS refuses requests.`, next)
    : failed("clock", { code: "ClockSkew", found: `${found}: AWS refuses requests dated so.`, next, exitCode: 5 })
}

/** Whether this machine's clock is that of AWS. */
export const clockRow: (entries: Entries | undefined) => Effect.Effect<PlaceRow, CliProblem | VariableUnreadable> =
  Effect.fnUntraced(function* (entries) {
    const offset = yield* clockOffset(yield* anyRegion(entries))
    return offset === undefined ? waiting("clock", "a region, to ask its STS for the time") : offsetRow(offset)
  })

import { evidenceFor, type Surroundings, valueOf, variablesOf } from "../../runtime/Condition.ts"
import { rules } from "../../runtime/Rules.ts"
import { detectionVariables, runtimeVariable } from "../../runtime/RuntimeDetection.ts"
import { groupOf, isRuntimeName } from "../../runtime/RuntimeName.ts"
import { fixedVendors } from "./FixedVendors.ts"
import { mintingVendors } from "./MintingVendors.ts"
import { addressOf, secretVariablesOf, type TokenVendor, variablesOfVendor } from "./TokenVendor.ts"

/** Every vendor that tells who a job is. A new one is added here and nowhere else. */
export const tokenVendors: ReadonlyArray<TokenVendor> = [...mintingVendors, ...fixedVendors]

/** Every variable by which a vendor is found and its token is had, and no other. */
export const tokenVariables: ReadonlyArray<string> = [
  ...new Set([
    ...detectionVariables,
    ...tokenVendors.flatMap((vendor) => [
      ...variablesOfVendor(vendor),
      ...(vendor.when === undefined ? [] : variablesOf(vendor.when))
    ])
  ])
]

/** Every variable in which a permission or a token may be. */
export const secretVariables: ReadonlyArray<string> = [...new Set(tokenVendors.flatMap(secretVariablesOf))]

/** The vendor that is asked for a token. */
export interface FoundVendor {
  readonly vendor: TokenVendor | undefined
  /** The place that was looked at, where no vendor is known for it. */
  readonly place: string
  /** Which other markers are there too. */
  readonly notes: ReadonlyArray<string>
}

interface Candidate {
  readonly name: string
  readonly evidence: string
  readonly vendor: TokenVendor | undefined
}

const holds = (vendor: TokenVendor, surroundings: Surroundings): boolean =>
  vendor.when === undefined || evidenceFor(vendor.when, surroundings) !== undefined

const vendorOf = (runtime: string): TokenVendor | undefined => tokenVendors.find((vendor) => vendor.runtime === runtime)

/** CodeBuild is a machine for the runners of others, too, and has no token of its own. */
const host = "aws_codebuild"

/** The CI vendors that the surroundings speak for, in the order of the rules, up to what says that it is a laptop. */
const candidates = (surroundings: Surroundings): ReadonlyArray<Candidate> => {
  const found: Array<Candidate> = []
  for (const { name, when } of rules) {
    const evidence = evidenceFor(when, surroundings)
    if (evidence === undefined || found.some((other) => other.name === name)) continue
    if (name === "local") return found
    const vendor = vendorOf(name)
    const own = vendor !== undefined && holds(vendor, surroundings) ? vendor : undefined
    if (groupOf(name) === "ci" && name !== "ci") found.push({ name, evidence, vendor: own })
  }
  const others = tokenVendors.flatMap((vendor): ReadonlyArray<Candidate> => {
    if (vendor.runtime !== undefined || vendor.when === undefined) return []
    const evidence = evidenceFor(vendor.when, surroundings)
    return evidence === undefined ? [] : [{ name: vendor.by, evidence, vendor }]
  })
  return [...found, ...others]
}

/** Whether the job holds a permission to ask the vendor for tokens. */
const mayAsk = ({ vendor }: Candidate, { env }: Surroundings): boolean =>
  vendor?.ways.some(
    (way) =>
      way._tag === "Request" &&
      way.permission !== undefined &&
      valueOf(env, way.permission.variable) !== undefined &&
      addressOf(way, (name) => valueOf(env, name)) !== undefined
  ) ?? false

const noteOf = ({ name, evidence }: Candidate, taken: TokenVendor): string =>
  `${evidence}, which speaks for ${name}, too: the token is that of ${taken.by}.`

/**
 * The vendor whose token a job takes: that of `USER_RUNTIME_NAME`, else the first that detection names. Where more than
 * one is there, as in a runner that CodeBuild hosts, it is the one which gave the job a permission to ask for tokens.
 */
export const findVendor = (surroundings: Surroundings): FoundVendor => {
  const forced = valueOf(surroundings.env, runtimeVariable)
  if (forced !== undefined && forced !== "ci") {
    const vendor = vendorOf(forced)
    return { vendor, place: isRuntimeName(forced) ? forced : "this place", notes: [] }
  }
  const all = candidates(surroundings)
  const named = all.filter(({ name }) => name !== host)
  const taken = named.find((candidate) => mayAsk(candidate, surroundings)) ?? named[0]
  const { vendor } = taken ?? { vendor: undefined }
  return {
    vendor,
    place: (taken ?? all[0])?.name ?? "this place",
    notes: vendor === undefined ? [] : all.filter((other) => other !== taken).map((other) => noteOf(other, vendor))
  }
}

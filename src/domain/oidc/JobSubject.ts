import { type CiVendor, type CiVendorName, ciVendors, type JobPart, type JobScope } from "./CiVendors.ts"
import { type ClaimValue, exactly, joined, pattern } from "./ClaimValue.ts"
import { defaultAudience } from "./TokenPlace.ts"
import { isBuiltIn, isIssuer, type Trusted } from "./TrustPolicy.ts"

/** A job, as somebody describes it who has no token of it. */
export interface Job {
  readonly vendor: CiVendorName
  readonly parts: { readonly [Part in JobPart]?: string }
  /** The issuer, where the vendor's server is one's own. */
  readonly issuer?: string
  readonly audience?: string
  readonly allowPullRequests: boolean
}

/** Why a job cannot be named: the part that is at fault, or that is missing. */
export interface JobProblem {
  readonly part: JobPart | "issuer" | "audience" | "allowPullRequests"
  readonly detail: string
}

/** The parts of which a text is made. */
const partsIn = (text: string): ReadonlyArray<JobPart> =>
  Array.from(text.matchAll(/\{(\w+)\}/g), ([, part = ""]) =>
    part === "owner" || part === "name" ? "repo" : part
  ) as ReadonlyArray<JobPart>

const scopes: ReadonlyArray<JobScope> = ["branch", "tag", "environment"]

/** A branch, a tag or an environment may be one of many; whose project it is may not. */
const mayVary: ReadonlySet<string> = new Set(scopes)

const scopeOf = ({ parts }: Job): JobScope => scopes.find((scope) => parts[scope as JobPart] !== undefined) ?? "any"

const templatesOf = (vendor: CiVendor, job: Job): ReadonlyArray<string> => [
  ...(vendor.subjects[scopeOf(job)] ?? []),
  ...(job.allowPullRequests ? (vendor.pullRequests ?? []) : [])
]

/** Whether the ids of the repository are given, which a vendor may write beside its names. */
const isIdentified = (vendor: CiVendor, { parts }: Job): boolean =>
  vendor.withIds !== undefined && parts.organizationId !== undefined && parts.repoId !== undefined

const withoutBraces = (text: string): string => /^\{([\da-f-]{36})\}$/i.exec(text)?.[1] ?? text

/** A part as the vendor writes it. */
const valueOf = (vendor: CiVendor, job: Job, part: string): ClaimValue => {
  const [owner = "", name = ""] = (job.parts.repo ?? "").split("/")
  if (part === "owner") return exactly(owner)
  if (part === "name") return exactly(name)
  const given = withoutBraces(job.parts[part as JobPart] ?? "")
  const text = vendor.encode === undefined ? given : given.replaceAll(...vendor.encode)
  return mayVary.has(part) ? pattern(text) : exactly(text)
}

/** A text of the vendor's with the parts of a job in it. */
const filled = (template: string, vendor: CiVendor, job: Job): ClaimValue =>
  joined(
    template.split(/\{(\w+)\}/).map((piece, place) => (place % 2 === 0 ? pattern(piece) : valueOf(vendor, job, piece)))
  )

const plain = (template: string, vendor: CiVendor, job: Job): string => filled(template, vendor, job).join("")

/** What may stand in a part: one line, in which nothing hides and nothing is a wildcard that must not be one. */
const flaw = (part: string, value: string): string | undefined => {
  if (value === "" || value.length > 512 || /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u.test(value)) return "a text on one line"
  if (!mayVary.has(part) && /[*?]/.test(value)) return "a text without wildcards: they may stand only after the project"
  const ref = part === "branch" ? "refs/heads/" : part === "tag" ? "refs/tags/" : undefined
  if (ref !== undefined && value.startsWith("refs/")) return `the name alone, without ${ref}`
  const isName = part === "repo" || part === "organization" || part === "project"
  if (isName && (/(?:^|\/)(?:\/|$)/.test(value.replace(/^https:\/\//, "")) || /\s$|^\s/.test(value)))
    return "a name without empty parts"
  return undefined
}

const colonFree: ReadonlySet<string> = new Set([
  "organization",
  "organizationId",
  "repoId",
  "pipeline",
  "branch",
  "tag"
])

/**
 * Whether a part's wildcard would reach beyond the part, into what tells the subject of a pull request: a `*` of IAM's takes
 * colons too.
 */
const reachesPullRequests = (vendor: CiVendor, { allowPullRequests }: Job, part: string, value: string): boolean =>
  mayVary.has(part) && value.includes("*") && !allowPullRequests && vendor.pullRequestsGoOn === true

/** What is wrong with the description of a job; none where the policy can be made. */
export const jobProblems = (job: Job): ReadonlyArray<JobProblem> => {
  const vendor: CiVendor = ciVendors[job.vendor]
  const given = Object.entries(job.parts).filter(([, value]) => value !== undefined) as ReadonlyArray<[JobPart, string]>
  const narrowing = given.filter(([part]) => mayVary.has(part)).map(([part]) => part)
  const [first, second] = narrowing
  if (second !== undefined) return [{ part: second, detail: `it cannot be given together with ${first}` }]
  const scope = scopeOf(job)
  const known = Object.keys(vendor.subjects)
  if (!known.includes(scope)) {
    return scope === "any"
      ? [{ part: known[0] as JobPart, detail: `the subject of ${vendor.title} names one of: ${known.join(", ")}` }]
      : [{ part: scope as JobPart, detail: `the subject of ${vendor.title} does not name it` }]
  }
  if (job.allowPullRequests && vendor.pullRequests === undefined) {
    return [{ part: "allowPullRequests", detail: `${vendor.title} has no subject of pull requests` }]
  }
  if (vendor.issuer === undefined && job.issuer === undefined) {
    return [{ part: "issuer", detail: `${vendor.title} has a server of your own: its URL is needed` }]
  }
  const texts = [...templatesOf(vendor, job), job.issuer ?? vendor.issuer ?? "", job.audience ?? vendor.audience ?? ""]
  const needed = Array.from(new Set(texts.flatMap(partsIn)))
  const useful = new Set<string>([...needed, ...(vendor.withIds === undefined ? [] : ["organizationId", "repoId"])])
  const ids = ["organizationId", "repoId"] as const
  const half = vendor.withIds === undefined ? [] : ids.filter((id) => job.parts[id] === undefined)
  return [
    ...needed
      .filter((part) => job.parts[part] === undefined)
      .map((part) => ({
        part,
        detail: `it is needed${vendor.words?.[part] === undefined ? "" : `: ${vendor.words[part]}`}`
      })),
    ...(half.length === 1 ? half.map((part) => ({ part, detail: "the ids of owner and repository go together" })) : []),
    ...given.flatMap(([part, value]) => {
      if (!useful.has(part)) return [{ part, detail: `the subject of ${vendor.title} does not name it` }]
      const expected =
        flaw(part, value) ??
        (reachesPullRequests(vendor, job, part, value)
          ? "a name without *, which would let pull requests in (they may be allowed)"
          : undefined) ??
        (colonFree.has(part) && value.includes(":") ? "a name without a colon" : undefined) ??
        (part === "repo" && vendor.withIds !== undefined && !/^[^/:@\s]+\/[^/:@\s]+$/.test(value)
          ? "OWNER/NAME"
          : undefined) ??
        (vendor.withIds !== undefined && (part === "organizationId" || part === "repoId") && !/^\d{1,20}$/.test(value)
          ? "a number"
          : undefined)
      return expected === undefined ? [] : [{ part, detail: `expected ${expected}` }]
    }),
    ...(job.issuer !== undefined && !isIssuer(job.issuer)
      ? [{ part: "issuer" as const, detail: "expected an https:// URL without a query" }]
      : []),
    ...(job.audience !== undefined && flaw("audience", job.audience) !== undefined
      ? [{ part: "audience" as const, detail: `expected ${flaw("audience", job.audience)}` }]
      : [])
  ]
}

/** Whom a role must trust for a job, whose description has no problems. */
export const trustedJob = (job: Job): Trusted => {
  const vendor: CiVendor = ciVendors[job.vendor]
  const issuer = job.issuer ?? plain(vendor.issuer ?? "", vendor, job)
  const audience = job.audience ?? plain(vendor.audience ?? defaultAudience, vendor, job)
  const named = templatesOf(vendor, job)
  const identified =
    vendor.withIds === undefined || !isIdentified(vendor, job)
      ? []
      : named.map((text) => text.replace("repo:{repo}", vendor.withIds ?? ""))
  const isEither = vendor.idsLookLikeNames === true && identified.length > 0
  const subjects = (isEither ? identified : [...named, ...identified]).map((text) => filled(text, vendor, job))
  const isGoogle = isBuiltIn(issuer)
  return {
    issuer,
    audience: isGoogle ? (job.parts.serviceAccount ?? "") : audience,
    conditions: [
      { claim: "aud", values: [isGoogle ? exactly(job.parts.serviceAccount ?? "") : exactly(audience)] },
      ...(isGoogle ? [{ claim: "oaud", values: [exactly(audience)] }] : []),
      { claim: "sub", values: subjects }
    ],
    tags: false
  }
}

/** Whether a job's repository may have ids in its subject, which its description does not tell. */
export const mayHaveIds = (job: Job): boolean => {
  const vendor: CiVendor = ciVendors[job.vendor]
  return vendor.withIds !== undefined && !isIdentified(vendor, job)
}

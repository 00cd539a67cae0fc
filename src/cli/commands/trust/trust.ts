import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { makeRoleArn, parseRoleArn, type RoleArn } from "../../../domain/aws/Arn.ts"
import { partitionOfRegion } from "../../../domain/aws/Partition.ts"
import { type Entries, entryOf } from "../../../domain/config/Entry.ts"
import { variablePrefix } from "../../../domain/config/EnvName.ts"
import type { RoleOptions } from "../../../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { type CiVendorName, ciVendors, type JobPart } from "../../../domain/oidc/CiVendors.ts"
import { type Job, jobProblems, mayHaveIds, trustedJob } from "../../../domain/oidc/JobSubject.ts"
import {
  isBuiltIn,
  isIssuer,
  isPullRequest,
  neededConditions,
  providerArn,
  type Trusted,
  trustPolicy
} from "../../../domain/oidc/TrustPolicy.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import { RolePolicy } from "../../../services/RolePolicy.ts"
import { Runtime } from "../../../services/Runtime.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import type { CommandContext } from "../../CommandContext.ts"
import { checkTarget } from "../../CurrentFactory.ts"
import { type Globals, Json } from "../../Globals.ts"
import { Screen } from "../../terminal/Screen.ts"
import { wrap } from "../../terminal/TextLayout.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { claimsAtHand } from "./claimsAtHand.ts"
import { documentLines, type Format, isDynamic } from "./documents.ts"
import { flagOf } from "./flags.ts"
import { Trust } from "./schema.ts"

/** What `trust` was called with. */
export interface TrustInput {
  readonly target: string
  readonly ci: Option.Option<CiVendorName>
  readonly parts: { readonly [Part in JobPart]: Option.Option<string> }
  readonly issuer: Option.Option<string>
  readonly audience: Option.Option<string>
  readonly allowPullRequests: boolean
  readonly provider: boolean
  readonly format: Option.Option<Format>
}

/** The role whose trust is asked for: the one of the entry, or one of its account. */
const roleOf = (entries: Entries, target: string): RoleArn | undefined => {
  const entry = entryOf(entries, target)
  const stated = entry?.oidcRoleArn ?? entry?.roleArn
  if (stated !== undefined) return parseRoleArn(stated)
  const region = entry?.region ?? entries.region
  return entry?.accountId === undefined
    ? undefined
    : makeRoleArn(region === undefined ? "aws" : partitionOfRegion(region), entry.accountId, `${target}-ci`)
}

const given = (input: TrustInput): Job["parts"] =>
  Object.fromEntries(
    Object.entries(input.parts).flatMap(([part, value]) => (Option.isSome(value) ? [[part, value.value]] : []))
  )

const described = (input: TrustInput, vendor: CiVendorName, audience: string | undefined): Job => ({
  vendor,
  parts: given(input),
  ...(Option.isSome(input.issuer) ? { issuer: input.issuer.value } : {}),
  ...(audience === undefined ? {} : { audience }),
  allowPullRequests: input.allowPullRequests
})

const idsNote =
  "The subjects of repositories created, renamed or transferred since 2026-07-15 have ids in them: give " +
  "--organization-id and --repo-id too, or run this in a job."

/** Whom to trust, by what the flags say of a job. */
const byFlags = Effect.fnUntraced(function* (job: Job, asksTags: boolean) {
  const problems = jobProblems(job)
  if (problems.length > 0) {
    return yield* usageProblem(
      problems.map(({ part, detail }) => `--${flagOf(part)}: ${detail}.`),
      `What the subject of ${ciVendors[job.vendor].title} is made of: ${ciVendors[job.vendor].source}`
    )
  }
  const trusted = { ...trustedJob(job), tags: asksTags && job.vendor === "buildkite" }
  return { trusted, notes: job.vendor === "github" && mayHaveIds(job) ? [idsNote] : [] }
})

/** Whom to trust, by the token of the job that this runs in. */
const byToken = Effect.fnUntraced(function* (
  input: TrustInput,
  role: RoleArn,
  audience: string | undefined,
  asksTags: boolean
) {
  const found = yield* claimsAtHand(input.target, role.arn, audience)
  if (found._tag === "NotOffered") {
    const { group } = yield* Runtime
    return yield* group === "ci"
      ? usageProblem(
          `This job has no token that tells who it is: ${found.by} offers none.`,
          `${found.next} Or describe the job by --ci and the flags of its vendor.`
        )
      : usageProblem(
          "No token tells here who the job is, and no --ci does.",
          "Run it in the job, or describe the job: --ci github --repo owner/name --branch main"
        )
  }
  const { claims, tags } = found
  if (claims === undefined || !isIssuer(claims.issuer) || claims.subject === "" || claims.audience === "") {
    return yield* usageProblem("The token names no issuer that IAM takes, or no subject or audience.")
  }
  if (isPullRequest(claims) && !input.allowPullRequests) {
    return yield* usageProblem(
      "The token is that of a pull request, which anybody may open who can fork.",
      "Run it in a job of the branch, or add --allow-pull-requests."
    )
  }
  const trusted = neededConditions(claims)
  return { trusted: { ...trusted, tags: trusted.tags || (asksTags && tags) }, notes: [] }
})

const subjectFlags = (input: TrustInput): ReadonlyArray<string> => [
  ...Object.keys(given(input)).map((part) => flagOf(part as JobPart)),
  ...(Option.isSome(input.issuer) ? ["issuer"] : [])
]

const trustedBy = (
  input: TrustInput,
  role: RoleArn,
  configured: string | undefined,
  asksTags: boolean
): Effect.Effect<
  { readonly trusted: Trusted; readonly notes: ReadonlyArray<string> },
  BotoSesError | CliProblem,
  CommandContext
> => {
  const audience = Option.getOrElse(input.audience, () => configured)
  if (Option.isSome(input.ci)) return byFlags(described(input, input.ci.value, audience), asksTags)
  const [stray] = subjectFlags(input)
  return stray === undefined
    ? byToken(input, role, Option.getOrUndefined(input.audience), asksTags)
    : usageProblem(`--${stray} describes a job, and no --ci says whose.`, "Add --ci, such as --ci github.")
}

/** Seconds that IAM allows a role's sessions by itself, and at most. */
const usual = 3600
const longest = 43_200

/** How long the role's sessions must be allowed to last, where its policy asks for more than IAM allows by itself. */
const maxSessionDuration = ({ durationSeconds = usual }: RoleOptions): number | undefined => {
  const seconds = durationSeconds === "max" ? longest : durationSeconds
  return seconds > usual ? seconds : undefined
}

const builtInNote = "IAM knows Google by itself: there is no provider to register."

/** Prints the trust policy of a target's role. */
export const trust: (
  input: TrustInput
) => Effect.Effect<void, BotoSesError | CliProblem, CommandContext | Globals | Screen> = Effect.fnUntraced(
  function* (input) {
    const { target } = input
    yield* checkTarget(target)
    const { entries } = yield* EnvConfig
    if (entryOf(entries, target) === undefined) {
      return yield* usageProblem(`${target} is no role's name: it stands for an env.`, "Name the env, or devops.")
    }
    const role = roleOf(entries, target)
    if (role === undefined) {
      return yield* usageProblem(
        `The configuration names neither the account of ${target} nor its role.`,
        `Set accountId or oidcRoleArn of ${target} (${variablePrefix(target)}_OIDC_ROLE_ARN).`
      )
    }
    const json = yield* Json
    if (json && Option.isSome(input.format)) {
      return yield* usageProblem("--json and --format are two answers.", "Leave one of them out.")
    }
    // A role that its policy asks session tags for is taken by a token that carries them.
    const { options } = yield* (yield* RolePolicy).role(target)
    const asksTags = options.tags !== undefined
    const { trusted, notes } = yield* trustedBy(input, role, entries.identityToken?.audience, asksTags)
    const arn = providerArn(role.partition, role.accountId, trusted.issuer)
    const url = isBuiltIn(trusted.issuer) ? undefined : trusted.issuer
    const { audience } = trusted
    const policy = trustPolicy(arn, trusted)
    const written = {
      roleName: role.name,
      path: role.arn.slice(role.arn.indexOf("/"), -role.name.length),
      maxSessionDuration: maxSessionDuration(options),
      provider: input.provider && url !== undefined ? { arn, url, audience } : undefined,
      policy
    }
    const all = [...notes, ...(input.provider && url === undefined ? [builtInNote] : [])]
    if (json) {
      return yield* writeJson(Trust, {
        target,
        roleName: role.name,
        provider: { arn, url: url ?? null, audience },
        trustPolicy: policy,
        notes: all
      })
    }
    const format = Option.getOrElse(input.format, () => "json" as const)
    if ((format === "cloudformation" || format === "cdk") && isDynamic(written)) {
      return yield* usageProblem(
        "A claim has the form of a dynamic reference ({{resolve:…}}), in whose place CloudFormation puts something else.",
        "Look at the token, and use another format."
      )
    }
    const { out, err } = yield* Screen
    yield* out.data(documentLines(format, written))
    for (const note of all) yield* err.lines(wrap(`${err.paint("dim", "note")} ${note}`, err.columns))
  }
)

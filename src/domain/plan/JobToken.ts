import { parseRoleArn, type RoleArn, RoleArnText } from "../aws/Arn.ts"
import { partitionOfRegion } from "../aws/Partition.ts"
import { type Entry, entryOf } from "../config/Entry.ts"
import { givenOptions, mergeOptions, type RoleOptionName, type RoleOptions } from "../config/RoleOptions.ts"
import { AccountMismatch } from "../errors/Ambient.ts"
import { ConfigInvalid, OptionNotApplicable, RoleUnknown } from "../errors/Config.ts"
import { IdentityTokenAbsent } from "../errors/IdentityToken.ts"
import type { Reason } from "../errors/Reason.ts"
import { PartitionMismatch } from "../errors/Sts.ts"
import type { TokenOffered } from "../oidc/TokenPlace.ts"
import { describeAsk } from "../Purpose.ts"
import { describeValue } from "../text/Describe.ts"
import type { AssumeRoleWithWebIdentity, Facts, Refuse } from "./Plan.ts"
import { refuse } from "./SourcePlans.ts"

/** What the configuration says of the role that a job takes by its own token for an env, where this is a job. */
const tokenRoleText = (facts: Facts, env: string): string | undefined =>
  facts.runtime.group === "ci" ? entryOf(facts.entries, env)?.oidcRoleArn : undefined

/** Whether the session of an env is had by the job's own token, and by nothing else. */
export const takesToken = (facts: Facts, env: string): boolean => tokenRoleText(facts, env) !== undefined

/**
 * What AssumeRoleWithWebIdentity takes; tags go along only in the token itself.
 *
 * Source: STS API Reference, AssumeRoleWithWebIdentity.
 */
const applicable = (token: TokenOffered): ReadonlyArray<RoleOptionName> => [
  ...(["durationSeconds", "roleSessionName", "policy", "policyArns"] as const),
  ...(token.carriesTags ? (["tags", "transitiveTagKeys"] as const) : [])
]

const pick = (options: RoleOptions, names: ReadonlyArray<RoleOptionName>): RoleOptions =>
  Object.fromEntries(givenOptions(options).flatMap((name) => (names.includes(name) ? [[name, options[name]]] : [])))

/** Seconds that AWS gives where nothing is asked for, and at most. */
const usual = 3600
const longest = 43_200

/** A moment as text; `undefined` for a number that is none, which another's layer may give. */
const timeOf = (milliseconds: number): string | undefined => {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/\.\d{3}Z$/, "Z")
}

const tokenNotes = (token: TokenOffered, { durationSeconds = usual }: RoleOptions): ReadonlyArray<string> => {
  if (token.renewable) return token.notes
  const seconds = durationSeconds === "max" ? longest : durationSeconds
  const end = timeOf(token.expiresAt ?? Number.NaN)
  const until =
    token.expiresAt === undefined || end === undefined
      ? "when it ends is not known"
      : `it ends at ${end}, so that sessions last until ${timeOf(token.expiresAt + seconds * 1000) ?? end} at most`
  return [...token.notes, `the token cannot be minted anew: ${until}`]
}

const mismatch = (facts: Facts, entry: Entry, role: RoleArn, target: string): Reason | undefined => {
  const stated = entry.accountId ?? parseRoleArn(entry.roleArn ?? "")?.accountId
  if (stated !== undefined && stated !== role.accountId) {
    const source = `its oidcRoleArn (role ${role.name})`
    return new AccountMismatch({ target, expected: stated, actual: role.accountId, source })
  }
  const partition = facts.region === undefined ? undefined : partitionOfRegion(facts.region)
  return partition === undefined || partition === role.partition
    ? undefined
    : new PartitionMismatch({ target, role: role.partition, source: `its region ${facts.region} is in ${partition}` })
}

/**
 * The session of an env for the job's own token; `undefined` where the configuration names no role for it. It never falls
 * through to other credentials, not even where a configuration that nobody has checked names what is no role.
 */
export const byToken = (facts: Facts, env: string): AssumeRoleWithWebIdentity | Refuse | undefined => {
  const text = tokenRoleText(facts, env)
  if (text === undefined) return undefined
  const role = parseRoleArn(text)
  if (role === undefined) {
    const problem = {
      path: "oidcRoleArn",
      expected: RoleArnText.expected,
      found: describeValue(text),
      next: "Correct it."
    }
    return refuse(env, new ConfigInvalid({ source: `the entry of ${env}`, problems: [problem] }))
  }
  const target = describeAsk(facts.ask)
  const entry = entryOf(facts.entries, env) ?? {}
  const policy = facts.roles.get(env)
  const wrong = mismatch(facts, entry, role, target)
  if (wrong !== undefined) return refuse(env, wrong)
  const token = facts.identityToken ?? { _tag: "NotOffered", by: facts.runtime.name, next: "" }
  if (token._tag === "NotOffered") {
    return refuse(env, new IdentityTokenAbsent({ target, role: role.arn, by: token.by, advice: token.next }))
  }
  if (policy === undefined) return refuse(env, new RoleUnknown({ env }))
  const names = applicable(token)
  const why = `the job has a token of ${token.by}, and the role of ${env} is had by it`
  const lost = givenOptions(facts.call).filter((name) => !names.includes(name))
  if (lost.length > 0) return refuse(env, new OptionNotApplicable({ target, options: lost, why }))
  const { roleSessionName = policy.roleSessionName, ...options } = pick(mergeOptions(policy.options, facts.call), names)
  return {
    _tag: "AssumeRoleWithWebIdentity",
    env,
    role,
    roleSessionName,
    options,
    by: token.by,
    why,
    guard: { accountId: role.accountId },
    notApplied: givenOptions(policy.options).filter((name) => !names.includes(name)),
    notes: tokenNotes(token, options)
  }
}

import type { Principal } from "../aws/Arn.ts"
import { entryOf } from "../config/Entry.ts"
import { isRoleSession, type RoleSpec, roleSpec } from "../config/Role.ts"
import { limitingOptions } from "../config/RoleOptions.ts"
import { AmbientAbsent, AmbientUnusable, DevopsNotRecognised } from "../errors/Ambient.ts"
import type { Reason } from "../errors/Reason.ts"
import { describeAsk } from "../Purpose.ts"
import type { Ambient, Facts } from "./Plan.ts"
import { recogniseDevops, statedDevopsRole } from "./Recogniser.ts"

/** What the ambient identity is to the ask. The principal is absent where the match is only supposed. */
export type AmbientMatch =
  | { readonly _tag: "Target"; readonly principal?: Principal }
  | { readonly _tag: "Devops"; readonly principal?: Principal; readonly rule: string; readonly weak: boolean }
  | { readonly _tag: "Other"; readonly principal?: Principal; readonly rule: string; readonly advice?: string }
  | Extract<Ambient, { readonly _tag: "Absent" | "Unusable" }>

/** Whether anything asks that the session of `env` be able to do less than its role. */
export const limitsAsked = (facts: Facts, env: string | undefined): boolean => {
  const policy = env === undefined ? undefined : facts.roles.get(env)?.options
  return limitingOptions.some((name) => facts.call[name] !== undefined || policy?.[name] !== undefined)
}

/** The role that the ambient identity may already be, so that nothing need be assumed. */
const targetRole = (facts: Facts, env: string): RoleSpec | undefined => {
  const entry = entryOf(facts.entries, env)
  const role = facts.roles.get(env)
  return env === "devops" || entry === undefined || role === undefined || limitsAsked(facts, env)
    ? undefined
    : roleSpec(entry, role)
}

/** What an ambient identity that has been asked for is to the ask. */
export const matchAmbient = (
  facts: Facts,
  env: string,
  ambient: Exclude<Ambient, { readonly _tag: "Unknown" }>
): AmbientMatch => {
  if (ambient._tag !== "Known") return ambient
  const { principal } = ambient
  const role = targetRole(facts, env)
  if (role !== undefined && isRoleSession(principal, role, false)) return { _tag: "Target", principal }
  const { entries, roles } = facts
  const { recognised, ...verdict } =
    facts.recognise?.(principal) ??
    facts.verdictOf?.(principal) ??
    recogniseDevops({ principal, entries, roles, group: facts.runtime.group })
  return recognised ? { _tag: "Devops", principal, weak: false, ...verdict } : { _tag: "Other", principal, ...verdict }
}

/** Whether a session of the role can only be the identity that the marker names, which is a branch of its own. */
const isClaimed = ({ marker }: Facts, role: { readonly accountId?: string | undefined; readonly name: string }) =>
  marker?.kind === "assumed-role" && marker.accountId === role.accountId && marker.name === role.name

/** What an unknown ambient identity may turn out to be; a marker in the facts is one that speaks of the ask. */
export const possibleMatches = (
  facts: Facts,
  env: string
): ReadonlyArray<{ readonly when: string; readonly match: AmbientMatch }> => {
  const other: AmbientMatch = { _tag: "Other", rule: "it is another identity" }
  const devops: AmbientMatch = { _tag: "Devops", rule: "it is the principal of devops", weak: false }
  const role = targetRole(facts, env)
  const devopsRole = facts.recognise === undefined ? statedDevopsRole(facts) : undefined
  return [
    ...(role?.accountId === undefined || isClaimed(facts, role)
      ? []
      : [{ when: `the ambient identity already is the role of ${env}`, match: { _tag: "Target" } as const }]),
    ...(devopsRole !== undefined && isClaimed(facts, devopsRole)
      ? []
      : [{ when: "the ambient identity is devops", match: devops }]),
    ...(facts.handover
      ? [{ when: "anything else", match: other }]
      : [
          { when: "the ambient identity is another", match: other },
          { when: "there are no ambient credentials", match: { _tag: "Absent", tried: [] } as const }
        ])
  ]
}

/** Why the ambient credentials are not those of devops. */
export const whyNotDevops = (facts: Facts, match: Exclude<AmbientMatch, { readonly _tag: "Devops" }>): Reason => {
  const target = describeAsk(facts.ask)
  const { name: runtime, evidence } = facts.runtime
  switch (match._tag) {
    case "Absent":
      return new AmbientAbsent({ target, runtime, evidence, tried: match.tried })
    case "Unusable":
      return new AmbientUnusable({ target, source: match.source, detail: match.detail })
    case "Target":
    case "Other":
      return new DevopsNotRecognised({
        principal: match.principal?.arn ?? "another identity",
        rule: match._tag === "Target" ? "it is the role of the workload itself" : match.rule,
        runtime,
        ...(match._tag === "Other" && match.advice !== undefined ? { advice: match.advice } : {})
      })
  }
}

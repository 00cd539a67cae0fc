import { maskAccountIds } from "../aws/AccountId.ts"
import type { Principal } from "../aws/Arn.ts"
import { entryOf } from "../config/Entry.ts"
import { isRoleSession, type RoleSpec, roleSpec } from "../config/Role.ts"
import { limitingOptions } from "../config/RoleOptions.ts"
import { AmbientAbsent, AmbientUnusable, DevopsNotRecognised } from "../errors/Ambient.ts"
import type { Reason } from "../errors/Reason.ts"
import { describeAsk } from "../Purpose.ts"
import type { Ambient } from "./Ambient.ts"
import type { Facts } from "./Facts.ts"
import { recogniseDevops, statedDevopsRole } from "./Recogniser.ts"

/** What the ambient identity is to the ask. The principal is absent where the case is only supposed. */
export type AmbientCase =
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

/** The case of a settled ambient identity. */
export const caseOf = (
  facts: Facts,
  env: string,
  ambient: Exclude<Ambient, { readonly _tag: "Unknown" }>
): AmbientCase => {
  if (ambient._tag !== "Known") return ambient
  const { principal } = ambient
  const role = targetRole(facts, env)
  if (role !== undefined && isRoleSession(principal, role, false)) return { _tag: "Target", principal }
  const input = { principal, entries: facts.entries, roles: facts.roles, group: facts.runtime.group }
  const { recognised, ...verdict } = facts.recognise?.(principal) ?? recogniseDevops(input)
  return recognised ? { _tag: "Devops", principal, weak: false, ...verdict } : { _tag: "Other", principal, ...verdict }
}

/** Whether a session of the role can only be the identity that the marker names, which is a case of its own. */
const isClaimed = ({ marker }: Facts, role: { readonly accountId?: string | undefined; readonly name: string }) =>
  marker?.kind === "assumed-role" && marker.accountId === role.accountId && marker.name === role.name

/** The cases that an unknown ambient identity may turn out to be; a marker in the facts is one that speaks of the ask. */
export const possibleCases = (
  facts: Facts,
  env: string
): ReadonlyArray<{ readonly when: string; readonly found: AmbientCase }> => {
  const other: AmbientCase = { _tag: "Other", rule: "it is another identity" }
  const devops: AmbientCase = { _tag: "Devops", rule: "it is the principal of devops", weak: false }
  const role = targetRole(facts, env)
  const devopsRole = facts.recognise === undefined ? statedDevopsRole(facts) : undefined
  return [
    ...(role?.accountId === undefined || isClaimed(facts, role)
      ? []
      : [{ when: `the ambient identity already is the role of ${env}`, found: { _tag: "Target" } as const }]),
    ...(devopsRole !== undefined && isClaimed(facts, devopsRole)
      ? []
      : [{ when: "the ambient identity is devops", found: devops }]),
    ...(facts.handover
      ? [{ when: "anything else", found: other }]
      : [
          { when: "the ambient identity is another", found: other },
          { when: "there are no ambient credentials", found: { _tag: "Absent", tried: [] } as const }
        ])
  ]
}

/** Why devops cannot be had from the ambient credentials. */
export const ambientRefusal = (facts: Facts, found: Exclude<AmbientCase, { readonly _tag: "Devops" }>): Reason => {
  const target = describeAsk(facts.ask)
  const { name: runtime, evidence } = facts.runtime
  switch (found._tag) {
    case "Absent":
      return new AmbientAbsent({ target, runtime, evidence, tried: found.tried })
    case "Unusable":
      return new AmbientUnusable({ target, source: found.source, detail: found.detail })
    case "Target":
    case "Other":
      return new DevopsNotRecognised({
        principal: maskAccountIds(found.principal?.arn ?? "another identity"),
        rule: found._tag === "Target" ? "it is the role of the workload itself" : found.rule,
        runtime,
        ...(found._tag === "Other" && found.advice !== undefined ? { advice: found.advice } : {})
      })
  }
}

import { assert } from "@effect/vitest"
import type { Entries } from "../../../src/domain/config/Entry.ts"
import type { Reason } from "../../../src/domain/errors/Reason.ts"
import { plan } from "../../../src/domain/plan/Decide.ts"
import type { Ambient, Facts, Performable, Refuse } from "../../../src/domain/plan/Plan.ts"
import { groupOf, type RuntimeName } from "../../../src/domain/runtime/RuntimeName.ts"
import { accounts, base, entries, summaries, user } from "./fixture.ts"

export const decided = (facts: Partial<Facts>): Performable | Refuse => {
  const found = plan({ ...base, ...facts })
  return found._tag === "NeedsAmbientIdentity" ? assert.fail("the plan is not settled") : found
}

export const refusal = <Tag extends Reason["_tag"]>(
  facts: Partial<Facts>,
  tag: Tag
): Extract<Reason, { _tag: Tag }> => {
  const found = decided(facts)
  if (found._tag !== "Refuse") return assert.fail(`${found._tag} is no refusal`)
  assert.strictEqual(found.reason._tag, tag)
  return found.reason as Extract<Reason, { _tag: Tag }>
}

export const performable = (facts: Partial<Facts>): Performable => {
  const found = decided(facts)
  return found._tag === "Refuse" ? assert.fail(`refused: ${found.reason.message}`) : found
}

export const one = (facts: Partial<Facts>): string => summaries(plan({ ...base, ...facts })).join(" | ")

export const at = (name: RuntimeName): Pick<Facts, "runtime"> => ({
  runtime: { name, group: groupOf(name), evidence: "of the test" }
})
export const as = (principal: Extract<Ambient, { _tag: "Known" }>["principal"]): Pick<Facts, "ambient"> => ({
  ambient: { _tag: "Known", principal }
})
export const env = (name: string): Pick<Facts, "ask"> => ({ ask: { purpose: "env", env: name } })
export const app: Pick<Facts, "ask"> = { ask: { purpose: "app" } }
export const devopsUser = as(user(accounts.devops))
export const withEntries = (over: Partial<Entries>): Pick<Facts, "entries"> => ({ entries: { ...entries, ...over } })

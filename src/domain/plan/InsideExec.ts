import * as Result from "effect/Result"
import type { Principal } from "../aws/Arn.ts"
import type { ExecMarker } from "../child/ExecMarker.ts"
import { entryOf } from "../config/Entry.ts"
import { AccountMismatch } from "../errors/Ambient.ts"
import type { Reason } from "../errors/Reason.ts"
import { askOf, describeAsk } from "../Purpose.ts"
import type { Branch, Decision, Facts, Plan } from "./Plan.ts"
import { accountOf, guardOf, refuse, refuseIncomplete, useAmbient } from "./SourcePlans.ts"

/**
 * The env whose session the marker of our own `exec` speaks of, if it speaks of this ask; `null` for an app of no env.
 *
 * The target is decisive: the marker of another target gives no devops, and that of an env no other env.
 */
export const markedEnv = ({ marker, ask, runtime, entries }: Facts): string | null | undefined => {
  if (marker === undefined || runtime.group === "app") return undefined
  const given = askOf(marker.target)
  if (given.purpose === "devops" || ask.purpose === "devops") {
    return given.purpose === ask.purpose ? "devops" : undefined
  }
  const named = given.purpose === "env" ? given.env : marker.env
  // The parent's configuration may be another than ours: a name that we do not know is none of ours.
  const env = named === undefined || entryOf(entries, named) === undefined ? undefined : named
  if (ask.purpose === "app") return env ?? null
  return ask.env === env ? env : undefined
}

/** Whether the ambient identity is the one the marker claims. */
const isNamed = (principal: Principal, marker: ExecMarker): boolean =>
  principal.accountId === marker.accountId && principal.kind === marker.kind && principal.name === marker.name

/** The plan of an ambient identity that the marker names rightly. */
export const inherited = (facts: Facts, marker: ExecMarker, env: string | undefined): Decision =>
  (env === undefined ? undefined : refuseIncomplete(facts, env)) ??
  useAmbient(facts, {
    env,
    why: `the parent is exec ${marker.target}, and the ambient identity is the one it gave`,
    guard: (env === undefined ? undefined : guardOf(facts, env)) ?? { accountId: marker.accountId }
  })

/**
 * The same for an app where the marker names no env that our configuration knows. What it claims is then held to the
 * env that the table gives the app: the session is that env's, or nobody's.
 */
export const inheritedApp = (
  facts: Facts,
  marker: ExecMarker,
  ofTable: Result.Result<string | undefined, Reason>
): Decision => {
  if (Result.isFailure(ofTable)) return refuse(undefined, ofTable.failure)
  const env = ofTable.success
  if (env === undefined) return inherited(facts, marker, undefined)
  const incomplete = refuseIncomplete(facts, env)
  if (incomplete !== undefined) return incomplete
  const expected = accountOf(facts, env)
  if (expected === marker.accountId) return inherited(facts, marker, env)
  return refuse(
    env,
    new AccountMismatch({
      target: describeAsk(facts.ask),
      expected: expected ?? "",
      actual: marker.accountId,
      source: `the session of exec ${marker.target}`
    })
  )
}

/** The table's plan, with a note that the marker is not believed. */
const ignoring = (decision: Decision, marker: ExecMarker): Decision => ({
  ...decision,
  notes: [
    ...decision.notes,
    `the marker of exec ${marker.target} is ignored: the ambient identity is not the one it names`
  ]
})

/** The plan of an ask that the marker speaks of: `believed` where the ambient identity is the one named, else the table's. */
export const planInsideExec = (facts: Facts, marker: ExecMarker, believed: Decision, table: Plan): Plan => {
  const otherwise: ReadonlyArray<Branch> =
    table._tag === "NeedsAmbientIdentity" ? table.branches : [{ when: "it is another", plan: table }]
  const { ambient } = facts
  if (ambient._tag === "Unknown") {
    return {
      _tag: "NeedsAmbientIdentity",
      branches: [
        { when: `the ambient identity is the one of exec ${marker.target}`, plan: believed },
        ...otherwise.map(({ when, plan }): Branch => ({ when, plan: ignoring(plan, marker) }))
      ]
    }
  }
  if (ambient._tag === "Known" && isNamed(ambient.principal, marker)) return believed
  return table._tag === "NeedsAmbientIdentity" ? table : ignoring(table, marker)
}

import { entryOf } from "../config/Entry.ts"
import { askOf } from "../Purpose.ts"
import { type ExecMarker, matchesMarker } from "./Ambient.ts"
import { expectedOf, missing, type Settled, useAmbient } from "./DirectPlans.ts"
import type { Facts } from "./Facts.ts"
import type { Branch, Plan } from "./Plan.ts"

/**
 * The env whose session the marker of our own `exec` speaks of, if it speaks of this ask; `null` for an app of no env.
 *
 * The target is decisive: devops is never had from the marker of another target, nor another env from that of an env.
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

/** The plan of an ambient identity that the marker names rightly. */
const inherited = (facts: Facts, marker: ExecMarker, env: string | undefined): Settled => {
  const entry = env === undefined ? undefined : entryOf(facts.entries, env)
  const absent = env === undefined || entry === undefined ? undefined : missing(env, entry)
  return (
    absent ??
    useAmbient(
      facts,
      env,
      `the parent is exec ${marker.target}, and the ambient identity is the one it gave`,
      (env === undefined ? undefined : expectedOf(facts, env)) ?? marker.accountId
    )
  )
}

/** The table's plan, with a note that the marker is not believed. */
const ignoring = (settled: Settled, marker: ExecMarker): Settled => ({
  ...settled,
  notes: [
    ...settled.notes,
    `the marker of exec ${marker.target} is ignored: the ambient identity is not the one it names`
  ]
})

/** The plan of an ask that the marker speaks of: the ambient identity where it is the one named, else the table's. */
export const underExec = (facts: Facts, marker: ExecMarker, env: string | undefined, table: Plan): Plan => {
  const otherwise: ReadonlyArray<Branch> =
    table._tag === "NeedsAmbientIdentity" ? table.branches : [{ when: "it is another", plan: table }]
  const { ambient } = facts
  if (ambient._tag === "Unknown") {
    return {
      _tag: "NeedsAmbientIdentity",
      branches: [
        { when: `the ambient identity is the one of exec ${marker.target}`, plan: inherited(facts, marker, env) },
        ...otherwise.map(({ when, plan }): Branch => ({ when, plan: ignoring(plan, marker) }))
      ]
    }
  }
  if (ambient._tag === "Known" && matchesMarker(ambient.principal, marker)) return inherited(facts, marker, env)
  return table._tag === "NeedsAmbientIdentity" ? table : ignoring(table, marker)
}

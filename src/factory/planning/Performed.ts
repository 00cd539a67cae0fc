import * as Effect from "effect/Effect"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { askOf, describeAsk } from "../../domain/Purpose.ts"
import { type Performable, type SourcePlan, sourceOf } from "../../domain/plan/Plan.ts"
import { guarded } from "../credentials/AccountGuard.ts"
import type { CredentialCell, Lease } from "../credentials/CredentialCell.ts"
import type { Cells } from "../credentials/CredentialCells.ts"
import type { Place } from "../FactoryContext.ts"

/** A plan carried out: where the credentials come from, and the guard before them. */
export interface Performed {
  readonly cell: CredentialCell
  readonly lease: Effect.Effect<Lease, BotoSesError>
}

/** The env's session as code, for errors; the app's where there is no env. */
const targetOfEnv = (env: string | undefined): string => (env === undefined ? "app" : describeAsk(askOf(env)))

/** Carries out a plan on the cells given; the source of a role is taken from `sources`, which outlives them. */
export const perform = (place: Place, cells: Cells, sources: Cells, plan: Performable): Performed => {
  const ofSource = (source: SourcePlan, from: Cells): Performed => {
    const cell = from.source(source)
    return { cell, lease: guarded(cell, source.guard, targetOfEnv(source.env)) }
  }
  if (plan._tag !== "AssumeRole") return ofSource(plan, cells)
  const from = ofSource(plan.from, sources)
  const target = targetOfEnv(plan.env)
  const cell = cells.assumed({
    from: from.cell,
    source: from.lease,
    account: plan.from.guard?.accountId,
    roleArn: plan.role.arn,
    roleSessionName: plan.roleSessionName,
    options: plan.options,
    target,
    ifRefused: plan.ifRefused,
    region: ({ region }) =>
      place.stsRegion({
        entry: place.entries.devops.region,
        source: region,
        handedOver: plan.from._tag === "UseHandover"
      })
  })
  return { cell, lease: guarded(cell, plan.guard, target) }
}

/** The region of the session that a plan yields. A session assumed from devops has devops's, where it has none itself. */
export const regionOf = (
  place: Place,
  plan: Performable,
  target: string,
  call: string | undefined,
  lease: Lease
): Effect.Effect<string, BotoSesError> => {
  const handedOver = sourceOf(plan)._tag === "UseHandover"
  const entry = plan.env === undefined ? undefined : place.entryRegion(plan.env)
  if (plan._tag !== "AssumeRole") return place.region(target, { call, entry, source: lease.region }, handedOver)
  const assuming = Effect.orElseSucceed(
    place.region(target, { entry: place.entries.devops.region, source: lease.region }, handedOver),
    () => undefined
  )
  return Effect.flatMap(assuming, (region) => place.region(target, { call, entry, source: region }))
}

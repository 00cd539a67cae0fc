import * as Effect from "effect/Effect"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { askOf, describeAsk } from "../../domain/Purpose.ts"
import { type AssumeRole, type Performable, type SourcePlan, sourceOf } from "../../domain/plan/Plan.ts"
import { guarded } from "../credentials/AccountGuard.ts"
import type { CredentialCell } from "../credentials/CredentialCell.ts"
import type { CredentialCells } from "../credentials/CredentialCells.ts"
import type { HeldCredentials } from "../credentials/HeldCredentials.ts"
import type { RoleAssumption } from "../credentials/RoleAssumption.ts"
import type { FactoryContext } from "../FactoryContext.ts"

/** A plan carried out: where the credentials come from, and the guard before them. */
export interface Performed {
  readonly cell: CredentialCell
  readonly credentials: Effect.Effect<HeldCredentials, BotoSesError>
}

/** The env's session as code, for errors; the app's where there is no env. */
const targetOfEnv = (env: string | undefined): string => (env === undefined ? "app" : describeAsk(askOf(env)))

const performSource = (plan: SourcePlan, cells: CredentialCells): Performed => {
  const target = targetOfEnv(plan.env)
  const cell = cells.source(plan, target)
  return { cell, credentials: guarded(cell, plan.guard, target) }
}

/** The role of a plan, assumed from a source of the cells given. */
export const assumptionOf = (factory: FactoryContext, sources: CredentialCells, plan: AssumeRole): RoleAssumption => {
  const from = performSource(plan.from, sources)
  return {
    from: from.cell,
    source: from.credentials,
    account: plan.from.guard?.accountId,
    roleArn: plan.role.arn,
    roleSessionName: plan.roleSessionName,
    options: plan.options,
    target: targetOfEnv(plan.env),
    ifRefused: plan.ifRefused,
    region: ({ region }) =>
      factory.stsRegion({
        entry: factory.entries.devops.region,
        source: region,
        handedOver: plan.from._tag === "UseHandover"
      })
  }
}

/** Carries out a plan on the cells given; the source of a role is taken from `sources`, which outlives them. */
export const perform = (
  factory: FactoryContext,
  cells: CredentialCells,
  sources: CredentialCells,
  plan: Performable
): Performed => {
  if (plan._tag !== "AssumeRole") return performSource(plan, cells)
  const assumption = assumptionOf(factory, sources, plan)
  const cell = cells.assumed(assumption)
  return { cell, credentials: guarded(cell, plan.guard, assumption.target) }
}

/** The region of the session that a plan yields. A session assumed from devops has devops's, where it has none itself. */
export const regionOf: (
  factory: FactoryContext,
  plan: Performable,
  target: string,
  call: string | undefined,
  held: HeldCredentials
) => Effect.Effect<string, BotoSesError> = Effect.fnUntraced(function* (
  factory: FactoryContext,
  plan: Performable,
  target: string,
  call: string | undefined,
  held: HeldCredentials
): Effect.fn.Return<string, BotoSesError> {
  const handedOver = sourceOf(plan)._tag === "UseHandover"
  const entry = plan.env === undefined ? undefined : factory.entryRegion(plan.env)
  if (plan._tag !== "AssumeRole") {
    return yield* factory.region(target, { call, entry, source: held.region }, handedOver)
  }
  const ofDevops = { entry: factory.entries.devops.region, source: held.region }
  const assuming = yield* Effect.orElseSucceed(factory.region(target, ofDevops, handedOver), () => undefined)
  return yield* factory.region(target, { call, entry, source: assuming })
})

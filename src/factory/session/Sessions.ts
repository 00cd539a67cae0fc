import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { parseRoleArn, type RoleArn } from "../../domain/aws/Arn.ts"
import { partitionOfRegion } from "../../domain/aws/Partition.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { RoleOptionInvalid } from "../../domain/errors/Config.ts"
import { PartitionMismatch } from "../../domain/errors/Sts.ts"
import { type Ask, describeAsk, type Purpose } from "../../domain/Purpose.ts"
import type { Performable } from "../../domain/plan/Plan.ts"
import { describeValue } from "../../domain/text/Describe.ts"
import { AwsClientDefaults } from "../../services/AwsClientDefaults.ts"
import { readVariable } from "../../services/config/Variables.ts"
import type { AssumeRoleOptions, EnvOptions, Refresh, RoleSession, Session } from "../../services/Session.ts"
import type { Live } from "../AccountAlias.ts"
import { callProblem } from "../CallOptions.ts"
import { guarded } from "../credentials/AccountGuard.ts"
import type { Lease } from "../credentials/CredentialCell.ts"
import type { Cells } from "../credentials/CredentialCells.ts"
import { identityOf } from "../credentials/IdentityOf.ts"
import { once } from "../credentials/KeepSuccess.ts"
import { optionsKey, ownOptions } from "../credentials/Keys.ts"
import type { Place } from "../FactoryContext.ts"
import { describePlan } from "../planning/Explanation.ts"
import { perform, regionOf } from "../planning/Performed.ts"
import { type ClientBase, type ClientCache, makeClientCache } from "./ClientCache.ts"
import { fixed, renewed } from "./Renewal.ts"
import { type AnyParts, makeSession, partsOf, type SessionParts } from "./SessionHandle.ts"

/** Makes handles, with the cells and the scope they live in. */
export interface Sessions {
  readonly ofPlan: (ask: Ask, plan: Performable, options: EnvOptions) => Effect.Effect<Session, BotoSesError>
  readonly assumed: (parent: Session, options: AssumeRoleOptions) => Effect.Effect<RoleSession, BotoSesError>
  /** Lets the next `assumeRole` of a session make a new handle. */
  readonly forget: () => void
}

export interface SessionsOptions {
  readonly place: Place
  readonly clock: Clock.Clock
  readonly context: Context.Context<never>
  readonly live: Live
  /** The cells of the handles themselves. */
  readonly cells: Cells
  /** The cells of the sources that roles are assumed from. */
  readonly sources: Cells
  readonly scope: Scope.Scope
}

/** The session name of roles that a program assumes itself without giving one. */
const defaultSessionName = "boto_ses"

/** Fixed credentials end, so what is assumed with them is shared with no session that renews its own. */
const fixedOf = ({ refreshing, lease }: AnyParts): number | undefined =>
  refreshing === "never" ? identityOf(lease) : undefined

export const makeSessions: (options: SessionsOptions) => Effect.Effect<Sessions> = Effect.fnUntraced(function* (
  options: SessionsOptions
): Effect.fn.Return<Sessions> {
  const { place, clock, context, live, cells, sources, scope } = options
  const defaults = yield* AwsClientDefaults
  const read = (name: string) => Effect.provideContext(readVariable(name), context)
  const caches: Array<ClientCache> = []
  yield* Scope.addFinalizer(
    scope,
    Effect.suspend(() => Effect.forEach(caches, (cache) => cache.close, { discard: true }))
  )

  const clients = (base: ClientBase): ClientCache => {
    const cache = makeClientCache(base, defaults, read)
    caches.push(cache)
    return cache
  }

  const accountAlias = (session: Session) =>
    once(
      Effect.suspend(() => live.accountAlias(session)),
      context
    )

  const handle = <P extends Purpose, Env extends string | undefined>(
    parts: Pick<
      SessionParts<P, Env>,
      "purpose" | "env" | "region" | "endpoints" | "source" | "plan" | "target" | "account" | "cell"
    >,
    lease: Effect.Effect<Lease, BotoSesError>,
    first: Lease,
    refreshing: Refresh = "auto"
  ): Session<P, Env> =>
    makeSession({
      ...parts,
      ...(refreshing === "never" ? fixed(parts.cell, first, clock) : renewed(parts.cell, lease)),
      refreshing,
      clock,
      context,
      clients,
      accountAlias,
      assumeRole: (parent, asked) => assume(parent, asked)
    })

  const assumed = new Map<string, Effect.Effect<RoleSession, BotoSesError>>()

  const checked = (parent: AnyParts, asked: AssumeRoleOptions): Effect.Effect<RoleArn, BotoSesError> => {
    const role = typeof asked.roleArn === "string" ? parseRoleArn(asked.roleArn) : undefined
    if (role === undefined) {
      return Effect.fail(
        BotoSesError.of(
          new RoleOptionInvalid({
            field: "roleArn",
            expected: "an IAM role ARN, such as arn:aws:iam::111111111111:role/reader",
            actual: describeValue(asked.roleArn)
          })
        )
      )
    }
    const region = asked.region ?? parent.region
    const source = partitionOfRegion(region)
    return source === role.partition
      ? Effect.succeed(role)
      : Effect.fail(
          BotoSesError.of(
            new PartitionMismatch({
              target: parent.target,
              role: role.partition,
              source: `the session's region ${region} is in ${source}`
            })
          )
        )
  }

  const assumeNow = Effect.fnUntraced(function* (parent: AnyParts, asked: AssumeRoleOptions) {
    const role = yield* checked(parent, asked)
    const { region, refresh, roleArn, roleSessionName = defaultSessionName, ...roleOptions } = asked
    const target = `the role ${role.name}, assumed from ${parent.target}`
    const cell = cells.assumed({
      from: parent.cell,
      source: parent.lease,
      account: parent.account,
      fixed: fixedOf(parent),
      roleArn,
      roleSessionName,
      options: roleOptions,
      target,
      region: () => place.stsRegion({ entry: parent.region, source: undefined })
    })
    const lease = guarded(cell, { accountId: role.accountId, target })
    const first = yield* lease
    return handle(
      {
        purpose: "role",
        env: parent.env,
        region: region ?? parent.region,
        endpoints: first.endpoints,
        source: first.source,
        plan: undefined,
        target,
        account: role.accountId,
        cell
      },
      lease,
      first,
      refresh
    )
  })

  const assume = (parent: AnyParts, asked: AssumeRoleOptions): Effect.Effect<RoleSession, BotoSesError> =>
    Effect.suspend(() => {
      const problem = callProblem(asked, ["roleArn"])
      if (problem !== undefined) return Effect.fail(problem)
      const { region, refresh, roleArn } = asked
      const key = JSON.stringify([
        [parent.cell.key, parent.target, parent.account, parent.region, fixedOf(parent)],
        [region, refresh, roleArn, optionsKey(asked)]
      ])
      const known = assumed.get(key)
      if (known !== undefined) return known
      const made = once(assumeNow(parent, { ...asked, ...ownOptions(asked) }), context)
      assumed.set(key, made)
      return made
    })

  return {
    ofPlan: Effect.fnUntraced(function* (ask, plan, { region: call, refresh }) {
      const target = describeAsk(ask)
      const { cell, lease } = perform(place, cells, sources, plan)
      // An application's session asks nothing until it is used, where no guard has to be passed first.
      const first = yield* lease
      return handle(
        {
          purpose: ask.purpose,
          env: plan.env,
          region: yield* regionOf(place, plan, target, call, first),
          endpoints: first.endpoints,
          source: describePlan(plan),
          plan,
          target,
          account: plan.expectedAccount,
          cell
        },
        lease,
        first,
        refresh
      )
    }),
    assumed: (parent, asked) =>
      Effect.suspend(() => {
        const problem = callProblem(asked, ["roleArn"])
        if (problem !== undefined) return Effect.fail(problem)
        const parts = partsOf(parent)
        return parts === undefined
          ? Effect.die(new Error("The session was not made by a factory."))
          : assumeNow(parts, { ...asked, ...ownOptions(asked) })
      }),
    forget: () => assumed.clear()
  }
})

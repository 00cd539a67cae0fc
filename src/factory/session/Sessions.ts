import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { parseRoleArn, type RoleArn } from "../../domain/aws/Arn.ts"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import { partitionOfRegion } from "../../domain/aws/Partition.ts"
import type { MfaOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { RoleOptionInvalid } from "../../domain/errors/Config.ts"
import { PartitionMismatch } from "../../domain/errors/Sts.ts"
import { type Ask, describeAsk, type Purpose } from "../../domain/Purpose.ts"
import type { AssumeRole, Performable } from "../../domain/plan/Plan.ts"
import { describeValue } from "../../domain/text/Describe.ts"
import { AwsClientDefaults } from "../../services/AwsClientDefaults.ts"
import { readVariable } from "../../services/reading/CheckedVariables.ts"
import type { AssumeRoleOptions, EnvOptions, Refresh, RoleSession, Session } from "../../services/Session.ts"
import { makeBounded } from "../Bounded.ts"
import { callProblem } from "../CallOptions.ts"
import { guarded } from "../credentials/AccountGuard.ts"
import type { CredentialCells } from "../credentials/CredentialCells.ts"
import type { HeldCredentials } from "../credentials/HeldCredentials.ts"
import { instanceNumber, optionsKey, ownOptions } from "../credentials/Keys.ts"
import { keepSuccess } from "../credentials/SharedRun.ts"
import type { FactoryContext } from "../FactoryContext.ts"
import { makeLiving } from "../Living.ts"
import { describePlan } from "../planning/Explanation.ts"
import { assumptionOf, perform, regionOf } from "../planning/Performed.ts"
import { type ClientBase, type ClientCache, makeClientCache } from "./ClientCache.ts"
import { fixed, renewed } from "./Renewal.ts"
import { type AnyParts, makeSession, partsOf, type SessionParts } from "./SessionHandle.ts"

/** Makes handles, with the cells and the scope they live in. */
export interface Sessions {
  /** Performs a plan, and gives the session that it yields. */
  readonly fromPlan: (ask: Ask, plan: Performable, options: EnvOptions) => Effect.Effect<Session, BotoSesError>
  /**
   * Asks for the session of a plan's role with ambient credentials that are not identified yet. The effect that it gives
   * ends that, unless the plan was performed.
   */
  readonly beginAhead: (plan: AssumeRole, ambient: HeldCredentials) => Effect.Effect<Effect.Effect<void>>
  /** A session of a role that the program assumes from another session. */
  readonly assumeRole: (parent: Session, options: AssumeRoleOptions) => Effect.Effect<RoleSession, BotoSesError>
  /** Lets the next `assumeRole` of a session make a new handle. */
  readonly forget: () => void
}

/** Where sessions live. */
export interface SessionsHome {
  /** The cells of the handles themselves. */
  readonly cells: CredentialCells
  /** The cells of the sources that roles are assumed from. */
  readonly sources: CredentialCells
  readonly scope: Scope.Scope
}

/** The session name of roles that a program assumes itself without giving one. */
const defaultSessionName = "boto_ses"

/** Fixed credentials end, so what is assumed with them is shared with no session that renews its own. */
const fixedOf = ({ refreshing, credentials }: AnyParts): number | undefined =>
  refreshing === "never" ? instanceNumber(credentials) : undefined

/** The role that is asked for, once it is known that it can be assumed from the session. */
const checkedRole = Effect.fnUntraced(function* (
  parent: AnyParts,
  asked: AssumeRoleOptions
): Effect.fn.Return<RoleArn, BotoSesError> {
  const role = typeof asked.roleArn === "string" ? parseRoleArn(asked.roleArn) : undefined
  if (role === undefined) {
    return yield* BotoSesError.of(
      new RoleOptionInvalid({
        field: "roleArn",
        expected: "an IAM role ARN, such as arn:aws:iam::111111111111:role/reader",
        actual: describeValue(asked.roleArn)
      })
    )
  }
  const region = asked.region ?? parent.region
  const source = partitionOfRegion(region)
  if (source === role.partition) return role
  return yield* BotoSesError.of(
    new PartitionMismatch({
      target: parent.target,
      role: role.partition,
      source: `the session's region ${region} is in ${source}`
    })
  )
})

export const makeSessions: (factory: FactoryContext, home: SessionsHome) => Effect.Effect<Sessions> = Effect.fnUntraced(
  function* (factory: FactoryContext, { cells, sources, scope }: SessionsHome): Effect.fn.Return<Sessions> {
    const { clock, context } = factory
    const defaults = yield* AwsClientDefaults
    const read = (name: string) => Effect.provideContext(readVariable(name), context)
    const caches = makeLiving<ClientCache>()
    yield* Scope.addFinalizer(
      scope,
      Effect.suspend(() => Effect.forEach(caches.values(), (cache) => cache.close, { discard: true }))
    )

    const clients = (base: ClientBase): ClientCache => {
      const cache = makeClientCache(base, defaults, read)
      caches.add(cache)
      return cache
    }

    const accountAlias = (session: Session) =>
      keepSuccess(
        Effect.suspend(() => factory.accountAlias(session)),
        context
      )

    const handle = <P extends Purpose, Env extends string | undefined>(
      parts: Pick<
        SessionParts<P, Env>,
        "purpose" | "env" | "region" | "endpoints" | "source" | "plan" | "target" | "account" | "cell"
      >,
      credentials: Effect.Effect<HeldCredentials, BotoSesError>,
      first: HeldCredentials,
      refreshing: Refresh = "auto"
    ): Session<P, Env> =>
      makeSession({
        ...parts,
        ...(refreshing === "never" ? fixed(parts.cell, first, clock) : renewed(parts.cell, credentials)),
        refreshing,
        clock,
        context,
        clients,
        accountAlias,
        assumeRole: (parent, asked) => assume(parent, asked),
        userSession: (parent, mfa) => userSession(parent, mfa)
      })

    const userSession = Effect.fnUntraced(function* (parent: AnyParts, mfa: MfaOptions | undefined) {
      const { account, target } = parent
      const cell = cells.userSession(
        {
          from: parent.cell,
          source: parent.credentials,
          account,
          fixed: fixedOf(parent),
          target,
          region: () => factory.stsRegion({ entry: parent.region, source: undefined })
        },
        mfa
      )
      const first = yield* cell.get
      const source = describeOrigin(first.origin)
      return handle({ ...parent, source, cell }, cell.get, first, mfa === undefined ? parent.refreshing : "never")
    })

    const assumed = makeBounded<Effect.Effect<RoleSession, BotoSesError>>(factory.bound)

    const assumeNow = Effect.fnUntraced(function* (parent: AnyParts, asked: AssumeRoleOptions) {
      const role = yield* checkedRole(parent, asked)
      const { region, refresh, roleArn, roleSessionName = defaultSessionName, ...roleOptions } = asked
      const target = `the role ${role.name}, assumed from ${parent.target}`
      const cell = cells.assumed({
        from: parent.cell,
        source: parent.credentials,
        account: parent.account,
        fixed: fixedOf(parent),
        roleArn,
        roleSessionName,
        options: roleOptions,
        target,
        region: () => factory.stsRegion({ entry: parent.region, source: undefined })
      })
      const credentials = guarded(cell, { accountId: role.accountId }, target)
      if (refresh === "never") yield* cell.last
      const first = yield* credentials
      return handle(
        {
          purpose: "role",
          env: parent.env,
          region: region ?? parent.region,
          endpoints: first.endpoints,
          source: describeOrigin(first.origin),
          plan: undefined,
          target,
          account: role.accountId,
          cell
        },
        credentials,
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
        const made = keepSuccess(assumeNow(parent, { ...asked, ...ownOptions(asked) }), context)
        assumed.set(key, made)
        return made
      })

    return {
      beginAhead: (plan, ambient) => cells.beginAhead(assumptionOf(factory, sources, plan), ambient),
      fromPlan: Effect.fnUntraced(function* (ask, plan, { region: call, refresh }) {
        const target = describeAsk(ask)
        const { cell, credentials } = perform(factory, cells, sources, plan)
        if (refresh === "never") yield* cell.last
        // An application's session asks nothing until it is used, where no guard has to be passed first.
        const first = yield* credentials
        return handle(
          {
            purpose: ask.purpose,
            env: plan.env,
            region: yield* regionOf(factory, plan, target, call, first),
            endpoints: first.endpoints,
            source: describePlan(plan),
            plan,
            target,
            account: plan.guard?.accountId,
            cell
          },
          credentials,
          first,
          refresh
        )
      }),
      assumeRole: Effect.fnUntraced(function* (parent, asked) {
        const problem = callProblem(asked, ["roleArn"])
        if (problem !== undefined) return yield* problem
        const parts = partsOf(parent)
        if (parts === undefined) return yield* Effect.die(new Error("The session was not made by a factory."))
        return yield* assumeNow(parts, { ...asked, ...ownOptions(asked) })
      }),
      forget: () => assumed.clear()
    }
  }
)

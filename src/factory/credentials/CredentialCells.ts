import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { Identity } from "../../domain/aws/Identity.ts"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import { chainOfKeys } from "../../domain/aws/SourceChain.ts"
import type { MfaOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { HandoverUnusable } from "../../domain/errors/Handover.ts"
import type { AssumeRoleWithWebIdentity, SourcePlan } from "../../domain/plan/Plan.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import { FallbackRegion } from "../../services/FallbackRegion.ts"
import { keepIdentity } from "../../services/KeepSession.ts"
import { stsErrorText } from "../../services/Sts.ts"
import { type Bounded, makeBounded } from "../Bounded.ts"
import type { FactoryContext } from "../FactoryContext.ts"
import { type CredentialCell, type CredentialCellSettings, makeCredentialCell } from "./CredentialCell.ts"
import { optionsKey } from "./Keys.ts"
import { makeRequestsAhead, type RequestsAhead } from "./RequestsAhead.ts"
import {
  assumeRole,
  openUserSession,
  type RoleAssumption,
  roleCellKey,
  type StsAsk,
  userSessionKey
} from "./RoleAssumption.ts"
import type { TokenExchange, TokenExchanges } from "./TokenExchange.ts"
import { ambientError, handoverError, profileError, stsError } from "./Translate.ts"

/** The credential cells of a factory: one for each source, whatever purposes and regions share it. */
export interface CredentialCells {
  /** The cell of credentials for which no role is assumed. */
  readonly source: (plan: SourcePlan, target: string) => CredentialCell
  /** The cell of the ambient credentials; from the first ask that `needsIdentity` on, it identifies new ones at once. */
  readonly ambient: (asked?: { readonly needsIdentity: boolean }) => CredentialCell
  /** The cell of a role's session. */
  readonly assumed: (assumption: RoleAssumption) => CredentialCell
  /** Asks for a role's session before it is known whether it may be had; see `RequestsAhead`. */
  readonly beginAhead: RequestsAhead["begin"]
  /** The cell of a user's session; with a device that of a sign-in, for the roles that it is needed for. */
  readonly userSession: (ask: StsAsk, mfa: MfaOptions | undefined) => CredentialCell
  /** The exchanges of the job's own token, whose tokens uncached sessions exchange too. */
  readonly exchanges: Effect.Effect<TokenExchanges>
  /** Forgets every credential held; handles that are out ask again. */
  readonly clear: () => void
}

/** What is particular to the cell of one source. */
interface Particulars {
  /** The region that the entry behind the source names. */
  readonly entryRegion?: string | undefined
  /** Whether the credentials were handed over: they then keep their own region before the configuration's. */
  readonly handedOver?: boolean
  readonly needsIdentity?: boolean
}

/** `sources` serves the sign-ins of uncached sessions: a device gives one code for all. */
export const makeCredentialCells = (
  factory: FactoryContext,
  scope: Scope.Scope,
  sources?: CredentialCells
): CredentialCells => {
  const { clock, context, refreshMargin: margin, entries, credentialSource, snapshotStore, sts } = factory
  const keeper = { sts, store: factory.sessionStore }
  const settings: CredentialCellSettings = { clock, scope, context, margin, uncached: sources !== undefined }
  const cells = new Map<string, CredentialCell>()
  /** The cells of sessions that STS gives, of which there is one for each set of options. */
  const given = makeBounded<CredentialCell>(factory.bound)
  const identifying = new Set<string>()
  let madeExchanges: TokenExchanges | undefined
  const exchanges =
    sources?.exchanges ??
    Effect.map(
      Effect.promise(() => import("./TokenExchange.ts")),
      ({ makeTokenExchanges }) => (madeExchanges ??= makeTokenExchanges(factory, scope))
    )
  const ahead = makeRequestsAhead(sts, scope, context)

  const askIdentity = Effect.fnUntraced(function* (
    answer: SourcedCredentials,
    entryRegion: string | undefined,
    handedOver: boolean
  ): Effect.fn.Return<Identity, BotoSesError> {
    const { credentials, origin, renew, endpoints, chain } = answer
    const region = yield* factory.stsRegion({ entry: entryRegion, source: answer.region, handedOver })
    const caller = { credentials, region, endpoints }
    const identity = keepIdentity(
      keeper,
      {
        chain,
        endpoint: sts.endpoint?.(caller),
        operation: "GetCallerIdentity",
        // Which of the sessions that a step gave it is.
        parameters: { accessKeyId: credentials.accessKeyId },
        failures: stsErrorText
      },
      sts.getCallerIdentity(caller)
    )
    return yield* Effect.mapError(identity, (error) =>
      stsError(describeOrigin(origin), error, {
        source: describeOrigin(origin),
        renew,
        principal: describeOrigin(origin)
      })
    )
  })

  const cellOf = (
    key: string,
    label: string,
    load: Effect.Effect<SourcedCredentials, BotoSesError>,
    { entryRegion, handedOver = false, needsIdentity = false }: Particulars = {},
    held: Pick<Bounded<CredentialCell>, "get" | "set"> = cells
  ): CredentialCell => {
    if (needsIdentity) identifying.add(key)
    const known = held.get(key)
    if (known !== undefined) return known

    const cell = makeCredentialCell(
      {
        key,
        label,
        load,
        askIdentity: (answer) => askIdentity(answer, entryRegion, handedOver),
        needsIdentity: () => identifying.has(key)
      },
      settings
    )
    held.set(key, cell)
    return cell
  }

  /** A source that asks STS itself (a web identity, a profile's role) does so in the region of the configuration. */
  const inRegion = (entryRegion: string | undefined) =>
    Effect.provideService(FallbackRegion, entries.stsRegion ?? entryRegion ?? entries.region)

  const about = { target: "the session", runtime: factory.runtime }

  const ambient = (needsIdentity: boolean): CredentialCell => {
    const entryRegion = entries.devops.region
    const load = credentialSource.ambient.pipe(
      inRegion(entryRegion),
      Effect.mapError((error) => ambientError(about, error))
    )
    return cellOf("ambient", "the ambient credentials", load, { entryRegion, needsIdentity })
  }

  const profile = (name: string, env: string | undefined, needsIdentity: boolean): CredentialCell => {
    const entryRegion = env === undefined ? undefined : factory.entryRegion(env)
    const load = credentialSource.profile(name).pipe(
      inRegion(entryRegion),
      Effect.mapError((error) => profileError(name, error))
    )
    return cellOf(`profile ${name}`, `the AWS CLI profile ${name}`, load, { entryRegion, needsIdentity })
  }

  const loadHandover = Effect.gen(function* () {
    const origin = yield* snapshotStore.load
    if (Option.isNone(origin)) {
      return yield* BotoSesError.of(new HandoverUnusable({ detail: "the parent process handed nothing over." }))
    }
    const answer = yield* Effect.mapError(origin.value.read, (error) => handoverError(about, error))
    return { ...answer, chain: chainOfKeys(answer.credentials) }
  })

  const handover = (needsIdentity: boolean): CredentialCell =>
    cellOf("handover", "the hand-over", loadHandover, {
      entryRegion: entries.devops.region,
      handedOver: true,
      needsIdentity
    })

  const byToken = ({ role, roleSessionName, options, by, env }: AssumeRoleWithWebIdentity, target: string) => {
    const entry = env === undefined ? undefined : factory.entryRegion(env)
    const region = factory.stsRegion({ entry, source: undefined })
    const exchange: TokenExchange = { roleArn: role.arn, roleSessionName, options, by, target, region }
    // Whose the token is does not change within a job.
    const key = JSON.stringify(["token", role.arn, roleSessionName, optionsKey(options)])
    return cellOf(
      key,
      target,
      Effect.flatMap(exchanges, (tokens) => tokens.exchange(exchange)),
      {},
      given
    )
  }

  const userSession = (ask: StsAsk, mfa: MfaOptions | undefined): CredentialCell =>
    cellOf(
      userSessionKey(ask, mfa),
      mfa === undefined ? "the user's session" : "the multi-factor sign-in",
      openUserSession(keeper, ask, mfa),
      {},
      given
    )

  /** A user's roles behind one device share one sign-in; a role has no device of its own, and passes the code on. */
  const throughMfa = Effect.fnUntraced(function* (
    assumption: RoleAssumption,
    held: { signIn?: CredentialCell }
  ): Effect.fn.Return<RoleAssumption, BotoSesError> {
    const { mfa, ...options } = assumption.options
    if (mfa === undefined) return assumption
    const { arn } = yield* (yield* assumption.source).identify
    if (parsePrincipal(arn)?.kind !== "user") return assumption
    held.signIn ??= (sources?.userSession ?? userSession)(assumption, mfa)
    const from = held.signIn
    return { ...assumption, from, source: from.get, options }
  })

  return {
    source: (plan, target) => {
      // A guard with a limit asks for the identity itself, so that no load waits for it longer than that.
      const needsIdentity = plan.guard !== undefined && plan.guard.limitSeconds === undefined
      switch (plan._tag) {
        case "UseProfile":
          return profile(plan.profile, plan.env, needsIdentity)
        case "UseAmbient":
          return ambient(needsIdentity)
        case "UseHandover":
          return handover(needsIdentity)
        case "AssumeRoleWithWebIdentity":
          return byToken(plan, target)
      }
    },
    ambient: ({ needsIdentity } = { needsIdentity: false }) => ambient(needsIdentity),
    beginAhead: ahead.begin,
    userSession,
    exchanges,
    assumed: (assumption) => {
      /** While the role's cell is there, so is its sign-in: nobody is asked for a second code. */
      const held: { signIn?: CredentialCell } = {}
      const key = roleCellKey(assumption)
      const load = Effect.flatMap(throughMfa(assumption, held), (through) =>
        assumeRole({ ...keeper, sts: ahead.sts(key) }, through)
      )
      return cellOf(key, assumption.target, load, {}, given)
    },
    clear: () => {
      for (const cell of [...cells.values(), ...given.values()]) cell.clear()
      madeExchanges?.clear()
    }
  }
}

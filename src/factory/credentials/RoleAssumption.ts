import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { Identity } from "../../domain/aws/Identity.ts"
import { describeOrigin, type Origin } from "../../domain/aws/Origin.ts"
import type { MfaOptions, RoleOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { RoleOptionInvalid } from "../../domain/errors/Config.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import { type Keeper, type KeptCredentials, keepCredentials } from "../../services/KeepSession.ts"
import { isStale } from "../../services/SessionStore.ts"
import { type AssumeRoleRequest, type Sts, type StsError, stsErrorText } from "../../services/Sts.ts"
import type { CredentialCell } from "./CredentialCell.ts"
import type { HeldCredentials } from "./HeldCredentials.ts"
import { mfaKey, optionsKey } from "./Keys.ts"
import { type Signer, stsError } from "./Translate.ts"

/** A source of credentials that asks STS for others. */
export interface StsAsk {
  readonly from: CredentialCell
  /** The source's credentials, behind their own account guard. */
  readonly source: Effect.Effect<HeldCredentials, BotoSesError>
  /** The account to which that guard holds the source; `undefined` where it does not apply. */
  readonly account: string | undefined
  /** What tells a source of fixed credentials from the cell's own; `undefined` where the cell renews them. */
  readonly fixed?: number | undefined
  /** The ask as code, for errors. */
  readonly target: string
  /** The region whose STS endpoint is asked, told by the source's own region. */
  readonly region: (source: HeldCredentials) => Effect.Effect<string, BotoSesError>
}

/** A role to assume from a source of credentials. */
export interface RoleAssumption extends StsAsk {
  readonly roleArn: string
  readonly roleSessionName: string
  readonly options: Omit<RoleOptions, "roleSessionName">
  /** What helps where AWS refuses, if the place has a common cause of that. */
  readonly ifRefused?: string | undefined
}

/** The port to STS, with the store of what it gives. */
export interface StsKeeper extends Keeper {
  readonly sts: Sts
}

const chainLimit = 3600
const longest = 43_200

/** The key of a role's cell: the chain of principals, the role, and every option. Neither purpose nor region. */
export const roleCellKey = ({ from, account, fixed, roleArn, roleSessionName, options }: RoleAssumption): string =>
  JSON.stringify([from.key, account ?? null, fixed ?? null, roleArn, roleSessionName, optionsKey(options)])

/** The key of the cell of a user's session: whose it is, with which device, and how its code is asked for. */
export const userSessionKey = ({ from, account, fixed }: StsAsk, mfa: MfaOptions | undefined): string =>
  JSON.stringify(["user", from.key, account ?? null, fixed ?? null, ...(mfa === undefined ? [] : mfaKey(mfa))])

const signerOf = Effect.fnUntraced(function* (held: HeldCredentials): Effect.fn.Return<Signer> {
  const identity = yield* Effect.orElseSucceed(held.identify, (): Identity | undefined => undefined)
  const source = describeOrigin(held.origin)
  return { source, renew: held.renew, principal: identity?.arn ?? source }
})

/** The durations to ask for, the wanted one first: `"max"` falls back where the role allows no more than an hour. */
const durations = Effect.fnUntraced(function* (
  asked: RoleOptions["durationSeconds"],
  source: HeldCredentials
): Effect.fn.Return<ReadonlyArray<number | undefined>, BotoSesError> {
  if (asked === undefined || (asked !== "max" && asked <= chainLimit)) return [asked]
  // A role's own session is a source of chained roles; a user's is not.
  const { arn } = yield* source.identify
  const chained = parsePrincipal(arn)?.kind === "assumed-role"
  if (asked === "max") return chained ? [chainLimit] : [longest, chainLimit]
  if (!chained) return [asked]
  return yield* BotoSesError.of(
    new RoleOptionInvalid({
      field: "durationSeconds",
      expected: `at most ${chainLimit}, since a role assumes this role (role chaining), or "max"`,
      actual: String(asked)
    })
  )
})

const answerOf = (
  { credentials, identity, chain, keptSince }: KeptCredentials,
  origin: Origin,
  { region, endpoints }: HeldCredentials
): SourcedCredentials => ({ credentials, origin, region, identity, endpoints, chain, keptSince })

/** Whether other credentials of the source may get what these did not: kept ones may be of a role that was made anew. */
const isWorthAnother = ({ kind }: StsError, { keptSince }: HeldCredentials, now: number): boolean =>
  kind === "expired" ||
  (kind === "denied" && isStale(keptSince, now)) ||
  (kind === "rejected" && keptSince !== undefined)

/**
 * A request that the source's credentials sign, made once more with new ones where AWS calls them expired, does not know
 * kept ones, or denies what it may grant to newer ones.
 */
const signed = Effect.fnUntraced(function* <A>(
  { from, source }: StsAsk,
  request: (held: HeldCredentials) => Effect.Effect<A, StsError | BotoSesError>,
  translate: (error: StsError, signer: Signer) => BotoSesError
): Effect.fn.Return<A, BotoSesError> {
  let held = yield* source
  for (let again = true; ; again = false) {
    const answer = yield* Effect.result(request(held))
    if (Result.isSuccess(answer)) return answer.success
    const error = answer.failure
    if (error._tag === "BotoSesError") return yield* error
    if (isWorthAnother(error, held, from.now())) {
      from.invalidate(held.credentials.accessKeyId, error.kind !== "denied")
      const other = again ? yield* Effect.result(source) : undefined
      if (other !== undefined && Result.isSuccess(other)) {
        held = other.success
        continue
      }
      // Where there is no other sign-in to be had, it is the denial that is to be told.
      if (other !== undefined && error.kind !== "denied") return yield* other.failure
    }
    return yield* translate(error, yield* signerOf(held))
  }
})

/** Assumes the role: what a role's cell runs to load and to refresh, and which is made anew for each run. */
export const assumeRole = (
  keeper: StsKeeper,
  assumption: RoleAssumption
): Effect.Effect<SourcedCredentials, BotoSesError> => Effect.suspend(() => assumed(keeper, assumption))

const assumed = (
  { sts, store }: StsKeeper,
  assumption: RoleAssumption
): Effect.Effect<SourcedCredentials, BotoSesError> => {
  const { roleArn, roleSessionName, target, ifRefused } = assumption
  const { mfa, durationSeconds, ...options } = assumption.options
  const role: Omit<AssumeRoleRequest, "caller"> = { roleArn, roleSessionName, ...options }

  const request = Effect.fnUntraced(function* (held: HeldCredentials) {
    const region = yield* assumption.region(held)
    const caller = { credentials: held.credentials, region, endpoints: held.endpoints }
    const obtain = Effect.gen(function* () {
      const [wanted, fallback] = yield* durations(durationSeconds, held)
      const code = mfa === undefined ? {} : { serialNumber: mfa.serialNumber, tokenCode: yield* mfa.code }
      const ask = (seconds: number | undefined) =>
        sts.assumeRole({ ...role, ...code, caller, ...(seconds === undefined ? {} : { durationSeconds: seconds }) })
      return yield* fallback === undefined
        ? ask(wanted)
        : Effect.catchIf(
            ask(wanted),
            ({ exceedsMaxSessionDuration }) => exceedsMaxSessionDuration === true,
            () => ask(fallback)
          )
    })
    const kept = yield* keepCredentials(
      { sts, store },
      {
        // A way to get a code has no text that would tell it from others.
        chain: mfa === undefined ? held.chain : undefined,
        endpoint: sts.endpoint?.(caller),
        operation: "AssumeRole",
        parameters: { ...role, durationSeconds },
        principal: held.identify,
        failures: stsErrorText
      },
      obtain
    )
    return answerOf(kept, { _tag: "AssumedRole", role: roleArn.slice(roleArn.lastIndexOf("/") + 1) }, held)
  })

  return signed(assumption, request, (error, signer) => stsError(target, error, { ...signer, ifRefused }, role))
}

/** A user's session in place of its keys. With a device it carries a sign-in, so that one code serves every role. */
export const openUserSession = (
  { sts, store }: StsKeeper,
  ask: StsAsk,
  mfa: MfaOptions | undefined
): Effect.Effect<SourcedCredentials, BotoSesError> => {
  const request = Effect.fnUntraced(function* (held: HeldCredentials) {
    const region = yield* ask.region(held)
    const caller = { credentials: held.credentials, region, endpoints: held.endpoints }
    const obtain = Effect.gen(function* () {
      const code = mfa === undefined ? {} : { serialNumber: mfa.serialNumber, tokenCode: yield* mfa.code }
      return { credentials: yield* sts.getSessionToken({ caller, ...code }), identity: yield* held.identify }
    })
    const kept = yield* keepCredentials(
      { sts, store },
      {
        chain: mfa === undefined ? held.chain : undefined,
        endpoint: sts.endpoint?.(caller),
        operation: "GetSessionToken",
        parameters: {},
        principal: held.identify,
        failures: stsErrorText
      },
      obtain
    )
    const origin: Origin =
      mfa === undefined
        ? { _tag: "UserSession" }
        : { _tag: "MfaSignIn", device: mfa.serialNumber.slice(mfa.serialNumber.lastIndexOf("/") + 1) }
    return answerOf(kept, origin, held)
  })
  return signed(ask, request, (error, signer) => stsError(ask.target, error, signer))
}

import * as Effect from "effect/Effect"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { MfaOptions, RoleOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { RoleOptionInvalid } from "../../domain/errors/Config.ts"
import type { Identity } from "../../services/Session.ts"
import type { AssumedRole, AssumeRoleRequest, Sts, StsError } from "../../services/Sts.ts"
import type { Answer, CredentialCell, Lease } from "./CredentialCell.ts"
import { mfaKey, optionsKey } from "./Keys.ts"
import { stsError } from "./Translate.ts"

/** A role to assume from a source of credentials. */
export interface Assumption {
  readonly from: CredentialCell
  /** The source's credentials, behind their own account guard. */
  readonly source: Effect.Effect<Lease, BotoSesError>
  /** The account to which that guard holds the source; `undefined` where it does not apply. */
  readonly account: string | undefined
  /** What tells a source of fixed credentials from the cell's own; `undefined` where the cell renews them. */
  readonly fixed?: number | undefined
  readonly roleArn: string
  readonly roleSessionName: string
  readonly options: Omit<RoleOptions, "roleSessionName">
  /** The ask as code, for errors. */
  readonly target: string
  /** What helps where AWS refuses, if the place has a common cause of that. */
  readonly ifRefused?: string | undefined
  /** The region whose STS endpoint is asked, told by the source's own region. */
  readonly region: (source: Lease) => Effect.Effect<string, BotoSesError>
}

const chainLimit = 3600
const longest = 43_200

/** The key of a role's cell: the chain of principals, the role, and every option. Neither purpose nor region. */
export const assumptionKey = ({ from, account, fixed, roleArn, roleSessionName, options }: Assumption): string =>
  JSON.stringify([from.key, account ?? null, fixed ?? null, roleArn, roleSessionName, optionsKey(options)])

const signerOf = (lease: Lease) =>
  Effect.map(
    Effect.orElseSucceed(lease.identify, (): Identity | undefined => undefined),
    (identity) => ({ source: lease.source, renew: lease.renew, principal: identity?.arn ?? lease.source })
  )

/** A role's own session is a source of chained roles; a user's is not. */
const isChained = (lease: Lease): Effect.Effect<boolean, BotoSesError> =>
  Effect.map(lease.identify, ({ arn }) => parsePrincipal(arn)?.kind === "assumed-role")

/** The durations to ask for, the wanted one first: `"max"` falls back where the role allows no more than an hour. */
const durations = Effect.fnUntraced(function* (
  asked: RoleOptions["durationSeconds"],
  lease: Lease
): Effect.fn.Return<ReadonlyArray<number | undefined>, BotoSesError> {
  if (asked === undefined || (asked !== "max" && asked <= chainLimit)) return [asked]
  const chained = yield* isChained(lease)
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

const exceedsRole = (error: StsError): boolean => error.kind === "invalid" && /MaxSessionDuration/i.test(error.detail)

const answerOf = (assumed: AssumedRole, roleArn: string, source: Lease): Answer => ({
  credentials: assumed.credentials,
  source: `the assumed role ${roleArn.slice(roleArn.lastIndexOf("/") + 1)}`,
  region: source.region,
  identity: {
    arn: assumed.arn,
    accountId: parsePrincipal(assumed.arn)?.accountId ?? "",
    userId: assumed.userId
  },
  renew: undefined,
  endpoints: source.endpoints
})

/** A request that the source's credentials sign, made once more with new ones where AWS calls them expired. */
const signed = <A>(
  from: CredentialCell,
  source: Effect.Effect<Lease, BotoSesError>,
  request: (lease: Lease) => Effect.Effect<A, StsError | BotoSesError>,
  fail: (lease: Lease, error: StsError) => Effect.Effect<never, BotoSesError>
): Effect.Effect<A, BotoSesError> => {
  const attempt = (again: boolean): Effect.Effect<A, BotoSesError> =>
    Effect.flatMap(source, (lease) =>
      Effect.catch(request(lease), (error): Effect.Effect<A, BotoSesError> => {
        if (error._tag === "BotoSesError") return Effect.fail(error)
        if (error.kind !== "expired") return fail(lease, error)
        from.invalidate(lease.credentials.accessKeyId)
        return again ? attempt(false) : fail(lease, error)
      })
    )
  return attempt(true)
}

/** Assumes the role: what a role's cell runs to load and to refresh. */
export const assumeRole = (sts: Sts, assumption: Assumption): Effect.Effect<Answer, BotoSesError> => {
  const { from, source, roleArn, roleSessionName, target } = assumption
  const { mfa, durationSeconds, ...options } = assumption.options
  const base: Omit<AssumeRoleRequest, "caller"> = { roleArn, roleSessionName, ...options }

  const request = Effect.fnUntraced(function* (lease: Lease) {
    const region = yield* assumption.region(lease)
    const caller = { credentials: lease.credentials, region, endpoints: lease.endpoints }
    const [wanted, fallback] = yield* durations(durationSeconds, lease)
    const code = mfa === undefined ? {} : { serialNumber: mfa.serialNumber, tokenCode: yield* mfa.code }
    const ask = (seconds: number | undefined) =>
      sts.assumeRole({ ...base, ...code, caller, ...(seconds === undefined ? {} : { durationSeconds: seconds }) })
    const assumed = yield* fallback === undefined
      ? ask(wanted)
      : Effect.catchIf(ask(wanted), exceedsRole, () => ask(fallback))
    return answerOf(assumed, roleArn, lease)
  })

  return signed(from, source, request, (lease, error) =>
    Effect.flatMap(signerOf(lease), (signer) =>
      Effect.fail(
        stsError(
          target,
          error,
          { ...signer, ifRefused: assumption.ifRefused },
          { ...base, caller: { credentials: lease.credentials, region: error.region } }
        )
      )
    )
  )
}

/** A user's session that carries a multi-factor sign-in, so that one code serves every role behind the device. */
export const signInWithMfa = (sts: Sts, assumption: Assumption, mfa: MfaOptions): Effect.Effect<Answer, BotoSesError> =>
  signed(
    assumption.from,
    assumption.source,
    Effect.fnUntraced(function* (lease: Lease) {
      const region = yield* assumption.region(lease)
      const credentials = yield* sts.getSessionToken({
        caller: { credentials: lease.credentials, region, endpoints: lease.endpoints },
        serialNumber: mfa.serialNumber,
        tokenCode: yield* mfa.code
      })
      return {
        credentials,
        source: `the multi-factor sign-in with ${mfa.serialNumber.slice(mfa.serialNumber.lastIndexOf("/") + 1)}`,
        region: lease.region,
        identity: yield* lease.identify,
        renew: undefined,
        endpoints: lease.endpoints
      }
    }),
    (lease, error) =>
      Effect.flatMap(signerOf(lease), (signer) => Effect.fail(stsError(assumption.target, error, signer)))
  )

export const mfaCellKey = ({ from, account, fixed }: Assumption, mfa: MfaOptions): string =>
  JSON.stringify(["mfa", from.key, account ?? null, fixed ?? null, ...mfaKey(mfa)])

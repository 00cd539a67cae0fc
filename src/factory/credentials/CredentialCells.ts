import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { MfaOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { HandoverUnusable } from "../../domain/errors/Handover.ts"
import type { SourcePlan } from "../../domain/plan/Plan.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import { FallbackRegion } from "../../services/FallbackRegion.ts"
import type { Identity } from "../../services/Session.ts"
import type { Place } from "../FactoryContext.ts"
import { guarded } from "./AccountGuard.ts"
import { type Assumption, assumeRole, assumptionKey, mfaCellKey, signInWithMfa } from "./AssumedRole.ts"
import { type Answer, type CellSettings, type CredentialCell, type Lease, makeCell } from "./CredentialCell.ts"
import { ambientError, profileError, stsError } from "./Translate.ts"

/** The credential cells of a factory: one for each source, whatever purposes and regions share it. */
export interface Cells {
  /** The cell of credentials that are had without assuming a role. */
  readonly source: (plan: SourcePlan) => CredentialCell
  /** The cell of the ambient credentials. */
  readonly ambient: CredentialCell
  readonly assumed: (assumption: Assumption) => CredentialCell
  /** The cell of a user's sign-in with a device, for the roles that it is needed for. */
  readonly signedIn: (assumption: Assumption, mfa: MfaOptions) => CredentialCell
  /** Forgets every credential held; handles that are out ask again. */
  readonly clear: () => void
}

const fromSource = (answer: SourcedCredentials): Answer => {
  const principal = answer.principalArn === undefined ? undefined : parsePrincipal(answer.principalArn)
  return {
    credentials: answer.credentials,
    source: answer.source,
    region: answer.region,
    identity:
      principal === undefined
        ? undefined
        : { arn: principal.arn, accountId: principal.accountId, userId: answer.userId ?? "" },
    renew: answer.renew,
    endpoints: answer.endpoints
  }
}

/** `sources` serves the sign-ins of uncached sessions: a device gives one code for all. */
export const makeCells = (place: Place, settings: CellSettings, sources?: Cells): Cells => {
  const cells = new Map<string, CredentialCell>()

  const askIdentity =
    (entryRegion: string | undefined, handedOver: boolean) =>
    (answer: Answer): Effect.Effect<Identity, BotoSesError> =>
      Effect.flatMap(place.stsRegion({ entry: entryRegion, source: answer.region, handedOver }), (region) =>
        place.sts
          .getCallerIdentity({ credentials: answer.credentials, region, endpoints: answer.endpoints })
          .pipe(
            Effect.mapError((error) =>
              stsError("the session", error, { source: answer.source, renew: answer.renew, principal: answer.source })
            )
          )
      )

  const cellOf = (
    key: string,
    label: string,
    load: Effect.Effect<Answer, BotoSesError>,
    entryRegion?: string,
    handedOver = false
  ): CredentialCell => {
    const known = cells.get(key)
    if (known !== undefined) return known
    const cell = makeCell({ key, label, load, askIdentity: askIdentity(entryRegion, handedOver) }, settings)
    cells.set(key, cell)
    return cell
  }

  /** A source that asks STS itself (a web identity, a profile's role) does so in the region of the configuration. */
  const within = <A, E>(read: Effect.Effect<A, E>, entryRegion: string | undefined): Effect.Effect<A, E> =>
    Effect.provideService(read, FallbackRegion, place.entries.stsRegion ?? entryRegion ?? place.entries.region)

  const context = { target: "the session", runtime: place.runtime }

  const ambient = (): CredentialCell =>
    cellOf(
      "ambient",
      "the ambient credentials",
      Effect.map(
        Effect.mapError(within(place.credentialSource.ambient, place.entries.devops.region), (error) =>
          ambientError(context, error)
        ),
        fromSource
      ),
      place.entries.devops.region
    )

  const profile = (name: string, env: string | undefined): CredentialCell =>
    cellOf(
      `profile ${name}`,
      `the AWS CLI profile ${name}`,
      Effect.map(
        Effect.mapError(
          within(place.credentialSource.profile(name), env === undefined ? undefined : place.entryRegion(env)),
          (error) => profileError(name, error)
        ),
        fromSource
      ),
      env === undefined ? undefined : place.entryRegion(env)
    )

  const handover = (): CredentialCell =>
    cellOf(
      "handover",
      "the hand-over",
      Effect.flatMap(
        place.snapshotStore.load,
        Option.match({
          onNone: () =>
            Effect.fail(BotoSesError.of(new HandoverUnusable({ detail: "the parent process handed nothing over." }))),
          onSome: (origin) =>
            Effect.map(
              Effect.mapError(origin.read, (error) =>
                BotoSesError.of(
                  new HandoverUnusable({
                    detail: "detail" in error ? error.detail : ambientError(context, error).message
                  })
                )
              ),
              fromSource
            )
        })
      ),
      place.entries.devops.region,
      true
    )

  const signedIn = (assumption: Assumption, mfa: MfaOptions): CredentialCell =>
    cellOf(mfaCellKey(assumption, mfa), "the multi-factor sign-in", signInWithMfa(place.sts, assumption, mfa))

  /** A user's roles behind one device share one sign-in; a role has no device of its own, and passes the code on. */
  const throughMfa = (assumption: Assumption): Effect.Effect<Assumption, BotoSesError> => {
    const { mfa, ...options } = assumption.options
    if (mfa === undefined) return Effect.succeed(assumption)
    return Effect.map(
      Effect.flatMap(assumption.source, (lease: Lease) => lease.identify),
      ({ arn }) => {
        if (parsePrincipal(arn)?.kind !== "user") return assumption
        const from = (sources?.signedIn ?? signedIn)(assumption, mfa)
        return {
          ...assumption,
          from,
          source: guarded(from, { accountId: undefined, target: assumption.target }),
          options
        }
      }
    )
  }

  return {
    source: (plan) => {
      switch (plan._tag) {
        case "UseProfile":
          return profile(plan.profile, plan.env)
        case "UseAmbient":
          return ambient()
        case "UseHandover":
          return handover()
      }
    },
    get ambient() {
      return ambient()
    },
    signedIn,
    assumed: (assumption) =>
      cellOf(
        assumptionKey(assumption),
        assumption.target,
        Effect.flatMap(throughMfa(assumption), (through) => assumeRole(place.sts, through))
      ),
    clear: () => {
      for (const cell of cells.values()) cell.clear()
    }
  }
}

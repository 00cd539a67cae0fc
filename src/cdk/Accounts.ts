import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Credentials } from "../domain/aws/Credentials.ts"
import { type CdkTarget, cdkTarget } from "../domain/config/CdkTarget.ts"
import { AccountMismatch } from "../domain/errors/Ambient.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../domain/errors/Config.ts"
import { BotoSesFactory } from "../factory/BotoSesFactory.ts"
import { EnvConfig } from "../services/EnvConfig.ts"
import type { Session } from "../services/Session.ts"
import { Sts } from "../services/Sts.ts"

/** What CDK is told of accounts. */
export interface Accounts {
  /** Whose session an account's stacks are deployed with. */
  readonly targetOf: (accountId: string) => CdkTarget
  /**
   * Credentials that are known to be of the account, each time. Their end is told by this machine's clock, however wrong
   * it is, since CDK judges by that; AWS tells it by its own.
   */
  readonly credentials: (accountId: string) => Effect.Effect<Credentials, BotoSesError>
}

export const Accounts: Context.Service<Accounts, Accounts> = Context.Service<Accounts>("effect-boto-ses/cdk/Accounts")

const isAlive = ({ expiresAt }: Credentials, now: number): boolean => expiresAt === undefined || now < expiresAt

/**
 * The credentials of a session, once they are known to be of the account that CDK asked for: CDK itself compares only
 * its default ones. Those that were good last serve on while they live, where newer ones cannot be had or identified.
 */
const held = (
  accountId: string,
  target: string,
  session: Session,
  clockSkew: () => number
): Effect.Effect<Credentials, BotoSesError> => {
  let good: Credentials | undefined
  const checked: Effect.Effect<Credentials, BotoSesError> = Effect.gen(function* () {
    const credentials = yield* session.credentials
    if (credentials.accessKeyId === good?.accessKeyId) return credentials
    const identity = yield* session.identity
    // Renewed in between: the identity may be of the newer ones.
    if ((yield* session.credentials).accessKeyId !== credentials.accessKeyId) return yield* checked
    if (identity.accountId !== accountId) {
      return yield* BotoSesError.of(
        new AccountMismatch({ target, expected: accountId, actual: identity.accountId, source: session.source })
      )
    }
    good = credentials
    return credentials
  })
  return Effect.catchTag(
    checked,
    "BotoSesError",
    Effect.fnUntraced(function* (error) {
      if (error.reason._tag === "AccountMismatch" || good === undefined) return yield* error
      return isAlive(good, (yield* Clock.currentTimeMillis) + clockSkew()) ? good : yield* error
    })
  )
}

const notOne = (accountId: string, targets: ReadonlyArray<string>): BotoSesError =>
  BotoSesError.of(
    new ConfigInvalid({
      source: "for CDK",
      problems: [
        {
          path: "cdk",
          expected: `one target for account ${accountId}`,
          found: targets.length === 0 ? "none" : `${targets.join(" and ")}, which are all of this account`,
          next: `Say which one CDK deploys with: "cdk": { "${accountId}": "${targets.at(-1) ?? "TARGET"}" }`
        }
      ]
    })
  )

const make = Effect.gen(function* () {
  const { entries } = yield* EnvConfig
  const factory = yield* BotoSesFactory
  const { clockSkew = () => 0 } = yield* Sts
  const byThisClock = (credentials: Credentials): Credentials =>
    credentials.expiresAt === undefined
      ? credentials
      : { ...credentials, expiresAt: credentials.expiresAt - clockSkew() }
  const sessions = new Map<string, Effect.Effect<Credentials, BotoSesError>>()
  const targetOf = (accountId: string): CdkTarget => cdkTarget(entries, accountId)
  const begin = Effect.fnUntraced(function* (accountId: string): Effect.fn.Return<Credentials, BotoSesError> {
    const found = targetOf(accountId)
    if (found._tag !== "Target") return yield* notOne(accountId, found._tag === "None" ? [] : found.targets)
    const session = yield* factory.env(found.target)
    const known = sessions.get(accountId) ?? held(accountId, found.target, session, clockSkew)
    sessions.set(accountId, known)
    return yield* known
  })
  return Accounts.of({
    targetOf,
    credentials: (accountId) => Effect.map(sessions.get(accountId) ?? begin(accountId), byThisClock)
  })
})

/** On whatever configuration and factory are beneath. */
export const layer: Layer.Layer<Accounts, never, EnvConfig | BotoSesFactory | Sts> = Layer.effect(Accounts, make)

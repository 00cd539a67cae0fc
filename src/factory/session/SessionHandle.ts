import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Fiber from "effect/Fiber"
import * as Hash from "effect/Hash"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { maskAccountId, maskAccountIds } from "../../domain/aws/AccountId.ts"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import type { Identity } from "../../domain/aws/Identity.ts"
import { describeOrigin, type Origin } from "../../domain/aws/Origin.ts"
import { type ChildEnvironment, staticEnvironment } from "../../domain/child/ChildEnvironment.ts"
import type { MfaOptions } from "../../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { Purpose } from "../../domain/Purpose.ts"
import type { Performable } from "../../domain/plan/Plan.ts"
import { printedAs } from "../../domain/text/Printed.ts"
import type {
  AssumeRoleOptions,
  AwsClient,
  AwsCredentialIdentity,
  ClientClass,
  ClientConfig,
  CredentialProvider,
  Refresh,
  RoleSession,
  Session,
  WhoAmI
} from "../../services/Session.ts"
import type { CredentialCell } from "../credentials/CredentialCell.ts"
import type { HeldCredentials } from "../credentials/HeldCredentials.ts"
import { awsRequest } from "./AwsRequest.ts"
import type { ClientBase, ClientCache } from "./ClientCache.ts"
import type { Renewal } from "./Renewal.ts"
import { withUseSpan } from "./UseSpan.ts"

/** What a handle is made of. */
export interface SessionParts<P extends Purpose, Env extends string | undefined> extends Renewal {
  readonly purpose: P
  readonly env: Env
  readonly region: string
  /** The endpoints of its clients, where a profile configures them. */
  readonly endpoints: ConfiguredEndpoints | undefined
  readonly source: string
  readonly plan: Performable | undefined
  /** The ask as code, for errors. */
  readonly target: string
  /** The account to which the guard holds it; `undefined` where it does not apply. */
  readonly account: string | undefined
  readonly refreshing: Refresh
  readonly cell: CredentialCell
  readonly clock: Clock.Clock
  /** The context of the factory, in which the provider's promises run. */
  readonly context: Context.Context<never>
  readonly clients: (base: ClientBase) => ClientCache
  readonly accountAlias: (session: Session) => Effect.Effect<Option.Option<string>, BotoSesError>
  readonly assumeRole: (parent: AnyParts, options: AssumeRoleOptions) => Effect.Effect<RoleSession, BotoSesError>
  /** The same session on one that STS gives for a user's own keys. With a device it is not renewed: a code is for once. */
  readonly userSession: (parent: AnyParts, mfa: MfaOptions | undefined) => Effect.Effect<Session, BotoSesError>
}

export type AnyParts = SessionParts<Purpose, string | undefined>

const sdkIdentity = ({ credentials, identity }: HeldCredentials): AwsCredentialIdentity => ({
  accessKeyId: credentials.accessKeyId,
  secretAccessKey: Redacted.value(credentials.secretAccessKey),
  ...(credentials.sessionToken === undefined ? {} : { sessionToken: Redacted.value(credentials.sessionToken) }),
  ...(credentials.expiresAt === undefined ? {} : { expiration: new Date(credentials.expiresAt) }),
  ...(identity === undefined ? {} : { accountId: identity.accountId })
})

/** Who somebody is, printed on one line; the identity itself, accounts in full, is printed nowhere. */
const whoAmI = (fields: Omit<WhoAmI, "toString" | "toJSON" | "identity">, identity: Identity): WhoAmI => {
  const { purpose, env, region, accountId, accountAlias, arn, source } = fields
  const account = accountAlias === undefined ? accountId : `${accountId} (${accountAlias})`
  const text = `${env ?? purpose} in ${region}: ${arn} of ${account}, by ${source}`
  return Object.defineProperty(
    printedAs(fields, () => text),
    "identity",
    { value: identity }
  ) as WhoAmI
}

const credentialsOf = ({ credentials }: HeldCredentials): Credentials => credentials

class SessionHandle<P extends Purpose, Env extends string | undefined> implements Session<P, Env> {
  readonly purpose: P
  readonly env: Env
  readonly region: string
  readonly source: string
  readonly plan: Performable | undefined
  readonly credentials: Effect.Effect<Credentials, BotoSesError>
  readonly #parts: SessionParts<P, Env>
  /** Made at their first use: a program may hold thousands of sessions, and make clients of a few. */
  #provider: CredentialProvider | undefined
  #clients: ClientCache | undefined
  #alias: Effect.Effect<Option.Option<string>, BotoSesError> | undefined

  constructor(parts: SessionParts<P, Env>) {
    this.#parts = parts
    this.purpose = parts.purpose
    this.env = parts.env
    this.region = parts.region
    this.source = parts.source
    this.plan = parts.plan
    this.credentials = Effect.map(parts.credentials, credentialsOf)
  }

  get provider(): CredentialProvider {
    this.#provider ??= makeProvider(this.#parts)
    return this.#provider
  }

  get origin(): Effect.Effect<Origin, BotoSesError> {
    return Effect.map(this.#parts.credentials, ({ origin }) => origin)
  }

  get expiration(): Effect.Effect<Option.Option<DateTime.Utc>, BotoSesError> {
    return Effect.map(this.credentials, ({ expiresAt }) =>
      Option.map(Option.fromUndefinedOr(expiresAt), DateTime.makeUnsafe)
    )
  }

  get keptSince(): Effect.Effect<Option.Option<DateTime.Utc>, BotoSesError> {
    return Effect.map(this.#parts.credentials, ({ keptSince }) =>
      Option.map(Option.fromUndefinedOr(keptSince), DateTime.makeUnsafe)
    )
  }

  get identity(): Effect.Effect<Identity, BotoSesError> {
    return Effect.flatMap(this.#parts.credentials, ({ identify }) => identify)
  }

  get accountId(): Effect.Effect<string, BotoSesError> {
    return Effect.map(this.identity, ({ accountId }) => accountId)
  }

  get principalArn(): Effect.Effect<string, BotoSesError> {
    return Effect.map(this.identity, ({ arn }) => arn)
  }

  get userId(): Effect.Effect<string, BotoSesError> {
    return Effect.map(this.identity, ({ userId }) => userId)
  }

  get accountAlias(): Effect.Effect<Option.Option<string>, BotoSesError> {
    this.#alias ??= this.#parts.accountAlias(this)
    return this.#alias
  }

  get maskedAccountId(): Effect.Effect<string, BotoSesError> {
    return Effect.map(this.accountId, maskAccountId)
  }

  get whoAmI(): Effect.Effect<WhoAmI, BotoSesError> {
    // Who may not ask for the alias still is somebody.
    const alias = Effect.orElseSucceed(this.accountAlias, () => Option.none<string>())
    return Effect.zipWith(this.identity, alias, (identity, alias) =>
      whoAmI(
        {
          purpose: this.purpose,
          env: this.env,
          region: this.region,
          accountId: maskAccountId(identity.accountId),
          accountAlias: Option.getOrUndefined(alias),
          arn: maskAccountIds(identity.arn),
          source: maskAccountIds(this.#presentSource())
        },
        identity
      )
    )
  }

  get environment(): Effect.Effect<ChildEnvironment, BotoSesError> {
    return Effect.map(this.credentials, (credentials) => staticEnvironment(credentials, this.region))
  }

  /** Where the present credentials come from, for people; as planned before there are any. */
  #presentSource(): string {
    const held = this.#parts.peek()
    return held === undefined ? this.source : describeOrigin(held.origin)
  }

  isExpired(margin: Duration.Input = 0): Effect.Effect<boolean> {
    return Effect.sync(() => {
      const { clock, peek } = this.#parts
      const expiresAt = peek()?.credentials.expiresAt
      return expiresAt !== undefined && clock.currentTimeMillisUnsafe() + Duration.toMillis(margin) >= expiresAt
    })
  }

  use<Client extends AwsClient, A>(
    Class: ClientClass<Client>,
    run: (client: Client, abortSignal: AbortSignal) => Promise<A>
  ): Effect.Effect<A, BotoSesError> {
    return Effect.flatMap(this.#client(Class, undefined), (client) =>
      withUseSpan(this.#parts, client as Client, (watched) => awsRequest(this.#parts.target, this.#parts, watched, run))
    )
  }

  client<Class extends ClientClass<AwsClient>>(
    Class: Class,
    config?: ClientConfig<Class>
  ): Effect.Effect<InstanceType<Class>, BotoSesError> {
    return this.#client(Class, config as object | undefined) as Effect.Effect<InstanceType<Class>, BotoSesError>
  }

  /** A client made after the layer's end would never be closed. */
  #client(Class: ClientClass<AwsClient>, config: object | undefined): Effect.Effect<AwsClient, BotoSesError> {
    const { cell, clients, endpoints, region, target } = this.#parts
    this.#clients ??= clients({ region, credentials: this.provider, endpoints, target })
    return Effect.andThen(cell.open, this.#clients.get(Class, config))
  }

  assumeRole(options: AssumeRoleOptions): Effect.Effect<RoleSession, BotoSesError> {
    return this.#parts.assumeRole(this.#parts, options)
  }

  toJSON(): unknown {
    const accountId = this.#parts.peek()?.identity?.accountId ?? this.#parts.account
    return {
      _id: "Session",
      purpose: this.purpose,
      env: this.env,
      region: this.region,
      account: accountId === undefined ? undefined : maskAccountId(accountId),
      source: this.source
    }
  }

  toString(): string {
    return Inspectable.toStringUnknown(this.toJSON())
  }

  [Inspectable.NodeInspectSymbol](): unknown {
    return this.toJSON()
  }

  [Equal.symbol](that: Equal.Equal): boolean {
    return (
      that instanceof SessionHandle &&
      this.purpose === that.purpose &&
      this.env === that.env &&
      this.region === that.region &&
      this.#parts.refreshing === that.#parts.refreshing &&
      this.#parts.cell === that.#parts.cell
    )
  }

  [Hash.symbol](): number {
    return Hash.string(`${this.purpose} ${this.env} ${this.region} ${this.#parts.cell.key}`)
  }
}

/**
 * The SDK asks a provider for each request where the mark `memoized` is on it, and else keeps its own copy by wall clock,
 * which would outlive our invalidation: so our cell is the only cache.
 */
const makeProvider = <P extends Purpose, Env extends string | undefined>({
  credentials,
  refresh,
  context
}: SessionParts<P, Env>): CredentialProvider => {
  const fork = Effect.runForkWith(context)
  const anew = Effect.andThen(refresh, credentials)
  let last: { readonly held: HeldCredentials; readonly identity: AwsCredentialIdentity } | undefined
  // As the SDK's own: one object for as long as the keys are the same, but for an account that becomes known later.
  const identityOf = (held: HeldCredentials): AwsCredentialIdentity => {
    if (last?.held !== held || last.identity.accountId !== held.identity?.accountId)
      last = { held, identity: sdkIdentity(held) }
    return last.identity
  }
  const provider: CredentialProvider = (options) => {
    const fiber = fork(options?.forceRefresh === true ? anew : credentials)
    // What is held is there at once; a promise that waits for it is half of what an ask costs.
    const exit = fiber.pollUnsafe()
    return exit?._tag === "Success"
      ? Promise.resolve(identityOf(exit.value))
      : Effect.runPromise(Fiber.join(fiber)).then(identityOf)
  }
  return Object.assign(provider, { memoized: true })
}

/** The parts of the sessions that are out, so that a role can be assumed from one with other cells. */
const parts = new WeakMap<Session, AnyParts>()

export const partsOf = (session: Session): AnyParts | undefined => parts.get(session)

/** A session of these parts. */
export const makeSession = <P extends Purpose, Env extends string | undefined>(
  from: SessionParts<P, Env>
): Session<P, Env> => {
  const session = new SessionHandle(from)
  parts.set(session, from)
  return session
}

/** Putting a server together. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { BucketStore } from "./BucketStore.ts"
import { type Credential, CredentialStore, plainContext, type SessionCredential } from "./Credentials.ts"
import { FaultScript } from "./Faults.ts"
import { handle, type Server } from "./Handler.ts"
import { listen } from "./HttpServer.ts"
import { IdentityProvider, withoutScheme } from "./IdentityProvider.ts"
import {
  type LocalAws,
  type LongTermCredentials,
  type MintOptions,
  type SessionCredentials,
  TypeId,
  type WebIdentityTokenOptions
} from "./LocalAws.ts"
import { LocalAwsError } from "./LocalAwsError.ts"
import { MfaDevices } from "./Mfa.ts"
import type { Options } from "./Options.ts"
import { containerPath, Platform } from "./Platform.ts"
import * as Principal from "./Principal.ts"
import { type RequestFilter, RequestLog } from "./RequestLog.ts"
import { Revocations } from "./Revocations.ts"
import { SsoSignIns } from "./SsoSignIns.ts"
import { type Account, makeWorld, type World } from "./World.ts"

const longTerm = (credential: Credential): LongTermCredentials => ({
  accessKeyId: credential.accessKeyId,
  secretAccessKey: credential.secretAccessKey
})

const temporary = (credential: SessionCredential): SessionCredentials => ({
  accessKeyId: credential.accessKeyId,
  secretAccessKey: credential.secretAccessKey,
  sessionToken: credential.sessionToken,
  expiration: new Date(credential.session.expiration)
})

const fail = (message: string): Effect.Effect<never, LocalAwsError> => Effect.fail(new LocalAwsError({ message }))

/** Looks a name up and says which names there are. */
const lookup = <A>(
  what: string,
  among: { readonly [name: string]: A },
  name: string
): Effect.Effect<A, LocalAwsError> => {
  const found = Object.hasOwn(among, name) ? among[name] : undefined
  if (found !== undefined) return Effect.succeed(found)
  return fail(`The local AWS has no ${what} ${name}; it has ${Object.keys(among).join(", ") || "none"}`)
}

/** The long-term keys of everyone, by the principal's ARN. */
const issueKeys = (
  options: Options,
  world: World,
  store: CredentialStore,
  mfa: MfaDevices
): ReadonlyMap<string, Credential> => {
  const keys = new Map<string, Credential>()
  for (const account of Object.values(world.accounts)) {
    keys.set(account.rootArn, store.addLongTerm(Principal.root(world, account.accountId)))
    for (const user of Object.values(account.users)) {
      const given = options.accounts[account.accountId]?.users?.[user.name]
      keys.set(user.arn, store.addLongTerm(Principal.user(user), given?.accessKeyId, given?.secretAccessKey))
      if (user.mfaSerial !== undefined) mfa.add(user.mfaSerial)
    }
  }
  return keys
}

const asFilter = (filter: string | RequestFilter = {}): RequestFilter =>
  typeof filter === "string" ? { action: filter } : filter

/** A clock that sleeps as another does, and tells its own time. */
const clockAt = (clock: Clock.Clock, now: () => number): Clock.Clock => {
  const nanos = (): bigint => BigInt(Math.round(now())) * 1_000_000n
  return {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}

const seconds = (duration: Duration.Input): number => Math.floor(Duration.toSeconds(duration))

/**
 * Starts a server on a free port of 127.0.0.1. It ends with its scope, and with it every connection and every request
 * that still waits. Its clock is the one that this effect runs under.
 */
export const make: (options: Options) => Effect.Effect<LocalAws, LocalAwsError, Scope.Scope> = Effect.fnUntraced(
  function* (options: Options) {
    const world = yield* makeWorld(options)
    const programClock = yield* Clock.Clock
    const credentials = new CredentialStore()
    const mfa = new MfaDevices()
    const keys = issueKeys(options, world, credentials, mfa)
    const server: Server = {
      world,
      credentials,
      buckets: new BucketStore(world),
      mfa,
      ssoSignIns: new SsoSignIns(options.ssoSignIns ?? [], world, programClock.currentTimeMillisUnsafe()),
      revocations: new Revocations(),
      identityProvider: new IdentityProvider(),
      disabledRegions: new Set(options.disabledRegions),
      log: new RequestLog(),
      faults: new FaultScript(),
      platform: new Platform(options, world, credentials),
      skew: 0,
      offset: 0
    }
    const now = (): number => programClock.currentTimeMillisUnsafe() + server.offset
    const endpoint = yield* Effect.provideService(
      listen({
        handle: (request) => handle(server, request),
        aborted: (requestId) => server.log.abort(requestId)
      }),
      Clock.Clock,
      clockAt(programClock, now)
    )
    const principals = Object.fromEntries(
      Object.values(world.accounts)
        .flatMap(({ users, roles }) => [...Object.values(users), ...Object.values(roles)])
        .map((principal) => [principal.arn, principal])
    )
    const account = (accountId: string): Effect.Effect<Account, LocalAwsError> =>
      lookup("account", world.accounts, accountId)
    const keysOf = (arn: string): Effect.Effect<LongTermCredentials, LocalAwsError> => {
      const credential = keys.get(arn)
      return credential === undefined
        ? fail(`The local AWS has no keys of ${arn}`)
        : Effect.succeed(longTerm(credential))
    }
    const mint = (principal: Principal.Principal, given: MintOptions): SessionCredentials =>
      temporary(
        credentials.addSession(principal, now(), seconds(given.duration ?? "1 hour"), {
          ...plainContext,
          tags: given.tags ?? {},
          transitiveTagKeys: given.transitiveTagKeys ?? [],
          sourceIdentity: given.sourceIdentity
        })
      )

    return {
      [TypeId]: TypeId,
      endpoint,
      world,
      userCredentials: (accountId, name) =>
        account(accountId).pipe(
          Effect.flatMap((found) => lookup(`user in account ${accountId} named`, found.users, name)),
          Effect.flatMap((user) => keysOf(user.arn))
        ),
      rootCredentials: (accountId) => Effect.flatMap(account(accountId), (found) => keysOf(found.rootArn)),
      roleCredentials: (accountId, name, given = {}) =>
        account(accountId).pipe(
          Effect.flatMap((found) => lookup(`role in account ${accountId} named`, found.roles, name)),
          Effect.map((role) => mint(Principal.assumedRole(world, role, given.sessionName ?? "local-aws"), given))
        ),
      federatedUserCredentials: (accountId, name, given = {}) =>
        Effect.map(account(accountId), () => mint(Principal.federatedUser(world, accountId, name), given)),
      webIdentityToken: (claims: WebIdentityTokenOptions) =>
        Effect.suspend(() => {
          const issuedAt = Math.floor(now() / 1000)
          return server.identityProvider.mint({
            issuer: withoutScheme(claims.issuer),
            subject: claims.subject,
            audiences: [claims.audience ?? "sts.amazonaws.com"].flat(),
            issuedAt,
            expiresAt: issuedAt + seconds(claims.expiresIn ?? "1 hour"),
            tags: claims.tags ?? {},
            transitiveTagKeys: claims.transitiveTagKeys ?? [],
            sourceIdentity: claims.sourceIdentity,
            more: claims.claims ?? {},
            algorithm: claims.algorithm ?? "ES256"
          })
        }).pipe(Effect.map((token) => Redacted.make(token))),
      mfaCode: (serial) =>
        Effect.suspend(() => {
          const code = mfa.codeAt(serial, now())
          return code === undefined ? fail(`The local AWS has no MFA device ${serial}`) : Effect.succeed(code)
        }),
      expire: (accessKeyId) =>
        Effect.suspend(() =>
          credentials.expire(accessKeyId, now())
            ? Effect.void
            : fail(`The local AWS has no session with the access key ${accessKeyId}`)
        ),
      revoke: (arn, before) =>
        Effect.map(lookup("role or user", principals, arn), () => {
          const made = new Set(credentials.sessions().map(({ accessKeyId }) => accessKeyId))
          server.revocations.set(arn, (session) =>
            before === undefined ? made.has(session.accessKeyId) : session.issued < before.getTime()
          )
        }),
      sessions: Effect.sync(() => credentials.sessions()),
      session: (accessKeyId) => Effect.sync(() => Option.fromUndefinedOr(credentials.get(accessKeyId)?.session)),
      requests: Effect.sync(() => server.log.find({})),
      count: (filter) => Effect.sync(() => server.log.find(asFilter(filter)).length),
      awaitRequests: (count, filter) => server.log.awaitRequests(count, asFilter(filter)),
      clear: Effect.sync(() => server.log.clear()),
      fault: (scripted) => Effect.sync(() => server.faults.add(scripted)),
      failNext: (times, fault, when = {}) => Effect.sync(() => server.faults.add({ ...fault, times, when })),
      clearFaults: Effect.sync(() => server.faults.clear()),
      clockSkew: (duration) =>
        Effect.sync(() => {
          server.skew = Duration.toMillis(duration)
        }),
      serverTime: (offset) =>
        Effect.sync(() => {
          server.offset = Duration.toMillis(offset)
        }),
      containerCredentials: Option.map(Option.fromUndefinedOr(server.platform.authorizationToken), (token) => ({
        fullUri: `${endpoint}${containerPath}`,
        authorizationToken: token
      }))
    }
  }
)

import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../domain/errors/Config.ts"
import { describeValue } from "../domain/text/Describe.ts"

/** The SDKs renew five minutes before the end; so do we. */
const defaultMargin: Duration.Input = "5 minutes"

/** How a factory goes about credentials. */
export interface Behaviour {
  /**
   * How long before their end credentials are renewed; five minutes by default. Those that come with less left are
   * renewed at half of it.
   */
  readonly refreshMargin?: Duration.Input
  /**
   * Whether the ambient identity is known before a role is assumed with it (`"first"`, the default), or both requests go
   * out side by side (`"parallel"`), which saves a CI job's first session one round trip to STS.
   *
   * **Details**: side by side only in CI and on Cloud9, where `devops.accountId` (or `devops.roleArn`) is configured and
   * the role can be assumed from nothing else; outside our own `exec`, without a session store, and not with a device (`mfa`)
   * or for more than an hour. A session is handed out only after both answers, behind the same guards and with the same errors.
   *
   * **Gotchas**: where the identity is refused, or already is the role, AssumeRole was asked for all the same: AWS has
   * made a session that nobody uses until it ends, or refused one, and CloudTrail has a line of it, also that of the
   * account whose credentials they were, with the role's ARN and the session's name, tags and policy.
   *
   * **Example**
   *
   * ```ts
   * import { BotoSesFactory } from "effect-boto-ses"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
   *   devops: { accountId: "111111111111" },
   *   workloads: { prd: { accountId: "333333333333" } },
   *   identityCheck: "parallel"
   * }) {}
   * ```
   */
  readonly identityCheck?: IdentityCheck
  /**
   * Where sessions are kept so that other processes may use them: `"none"` (the default), or `"host"`: encrypted in the
   * user's cache folder, as the command line keeps them (`SessionStore.layerHost`). A store of one's own is a layer.
   */
  readonly sessionStore?: SessionStoreChoice
}

/** When the ambient identity is asked for: before a role is assumed with it, or at the same time. */
export type IdentityCheck = "first" | "parallel"

/** The session stores that an option can choose. */
export type SessionStoreChoice = "none" | "host"

const invalidOption = (path: string, expected: string, found: unknown): Effect.Effect<never, BotoSesError> =>
  Effect.fail(
    BotoSesError.of(
      new ConfigInvalid({
        source: "the options of the factory",
        problems: [{ path, expected, found: describeValue(found), next: "Change the option." }]
      })
    )
  )

const identityCheckOf = (check: unknown = "first"): Effect.Effect<IdentityCheck, BotoSesError> =>
  check === "first" || check === "parallel"
    ? Effect.succeed(check)
    : invalidOption("identityCheck", '"first" or "parallel"', check)

const marginOf = (margin: Duration.Input): Effect.Effect<number, BotoSesError> => {
  const millis = Option.map(Duration.fromInput(margin), Duration.toMillis)
  return Option.isSome(millis) && Number.isFinite(millis.value) && millis.value >= 0
    ? Effect.succeed(millis.value)
    : invalidOption("refreshMargin", 'a duration, such as "5 minutes"', margin)
}

/** Reads the options as a program without types may have given them. */
export const checkBehaviour: (
  options: Behaviour
) => Effect.Effect<{ readonly refreshMargin: number; readonly identityCheck: IdentityCheck }, BotoSesError> =
  Effect.fnUntraced(function* ({ refreshMargin, identityCheck, sessionStore }) {
    if (![undefined, "none", "host"].includes(sessionStore)) {
      return yield* invalidOption("sessionStore", '"none" or "host"', sessionStore)
    }
    return {
      refreshMargin: yield* marginOf(refreshMargin ?? defaultMargin),
      identityCheck: yield* identityCheckOf(identityCheck)
    }
  })

import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { encodeOwnAnswer, encodeRefusal } from "../../domain/aws/ContainerAnswer.ts"
import type { ServerAddress } from "../../domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { Session } from "../../services/Session.ts"
import { unusable } from "../HandoverVariables.ts"
import type { Snapshot } from "../Snapshot.ts"
import { type LoopbackAnswer, loopbackServer } from "./LoopbackServer.ts"
import { defaultMargin, type LiveSnapshot, liveSnapshot } from "./RenewedSnapshot.ts"
import { refusalOf } from "./RequestGuard.ts"

export interface ServeOptions {
  /** How long before their end credentials are renewed. Default: five minutes. */
  readonly margin?: Duration.Input
}

const hash = (text: string): Buffer => createHash("sha256").update(text).digest()

const error = (status: number, code: string, message: string): LoopbackAnswer => ({
  status,
  body: encodeRefusal(code, message)
})

const withToken = (target: string) => (snapshot: Snapshot) =>
  snapshot.credentials.sessionToken === undefined
    ? Effect.fail(
        unusable(
          `${target} has long-lived keys, and the container credentials protocol needs a session token. Hand over fixed keys (--static), or give ${target} a role.`
        )
      )
    : Effect.succeed(snapshot)

const answerOf = (live: LiveSnapshot, clock: Clock.Clock): LoopbackAnswer => {
  const now = clock.currentTimeMillisUnsafe()
  const snapshot = live.current()
  const body = encodeOwnAnswer(snapshot, now)
  const { expiresAt } = snapshot.credentials
  if (body === undefined || (expiresAt !== undefined && expiresAt <= now)) {
    live.renew()
    return error(
      503,
      "ExpiredToken",
      "The credentials have ended, and could not be renewed yet. The parent process says why."
    )
  }
  return { status: 200, body }
}

/**
 * A server of one session's credentials on loopback that speaks the container credentials protocol, as every AWS SDK and
 * the AWS CLI do. Its address has one path and one token, both good for nothing else, and it ends with its scope.
 *
 * **Details**: the credentials are had before this effect succeeds, and renewed ahead of their end while the scope is
 * open; every answer comes from memory. Credentials of unknown end are served as ending in 15 minutes. A wrong path and
 * a wrong token get the same answer, so nobody learns what is served.
 *
 * **Gotchas**: fails with `HandoverUnusable` for a session without a session token, which the protocol cannot carry.
 * A container cannot reach it.
 */
export const serveCredentials: (
  target: string,
  session: Session,
  options?: ServeOptions
) => Effect.Effect<ServerAddress, BotoSesError, Scope.Scope> = Effect.fn("CredentialServer.serve")(
  function* (target, session, options) {
    const clock = yield* Clock.Clock
    const live = yield* liveSnapshot({
      session,
      target,
      margin: options?.margin ?? defaultMargin,
      accept: withToken(target)
    })
    const path = `/credentials/${target}`
    const token = randomBytes(32).toString("base64url")
    const tokenHash = hash(token)
    const host = yield* loopbackServer((request, own) => {
      const refusal = refusalOf(request, own)
      if (refusal !== undefined) return error(refusal.status, "Refused", refusal.message)
      const known = timingSafeEqual(hash(request.headers.authorization ?? ""), tokenHash)
      if (!known || request.url !== path) return error(403, "Forbidden", "This token opens nothing at this path.")
      return answerOf(live, clock)
    })
    return { uri: `http://${host}${path}`, token: Redacted.make(token, { label: "handoverToken" }) }
  }
)

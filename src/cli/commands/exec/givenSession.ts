import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { MfaOptions } from "../../../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { profileError } from "../../../factory/credentials/Translate.ts"
import { partsOf } from "../../../factory/session/SessionHandle.ts"
import { MfaCode } from "../../../services/MfaCode.ts"
import type { Session } from "../../../services/Session.ts"

/** How a command is to have the session. */
export interface Asked {
  readonly target: string
  readonly server: boolean
  readonly static: boolean
  readonly session: boolean
}

/** What a command gets: a session, by fixed keys or by a server. */
export interface GivenSession {
  readonly session: Session
  readonly isFixed: boolean
}

/** The device of the user whose keys a profile holds, where the profile names one. */
const deviceOf: (session: Session) => Effect.Effect<MfaOptions | undefined, BotoSesError, FileSystem.FileSystem> =
  Effect.fnUntraced(function* (session) {
    const origin = yield* session.origin
    if (origin._tag !== "Profile") return undefined
    const { profile } = origin
    const { mfaSerial } = yield* Effect.promise(() => import("../../../handover/child/UserProfiles.ts"))
    const serialNumber = yield* mfaSerial(profile)
    if (serialNumber === undefined) return undefined
    const codeOf = yield* MfaCode
    const code = Effect.mapError(codeOf({ serialNumber, profile }), (error) => profileError(profile, error))
    return { serialNumber, code }
  })

/**
 * What AWS does not let such a session do.
 *
 * Source: STS API Reference, GetSessionToken.
 */
const limits = (target: string, device: MfaOptions | undefined): string =>
  `The session of ${target}'s user may call no more of STS than AssumeRole and GetCallerIdentity` +
  (device === undefined ? ", and nothing of IAM." : ". It ends after twelve hours, and is not renewed.")

/**
 * The session that a command gets. A server cannot give the long-lived keys of an IAM user, since its protocol wants a
 * session token: they are given as fixed keys, or a session is asked of STS in their place.
 */
export const givenSession: (
  session: Session,
  asked: Asked
) => Effect.Effect<GivenSession, BotoSesError, FileSystem.FileSystem> = Effect.fnUntraced(function* (session, asked) {
  const { target, server, static: isFixed } = asked
  const { sessionToken } = yield* session.credentials
  if (sessionToken !== undefined) return { session, isFixed }
  const parts = partsOf(session)
  if (asked.session && parts !== undefined) {
    const device = yield* deviceOf(session)
    const opened = yield* parts.userSession(parts, device)
    yield* Effect.logWarning(limits(target, device))
    return { session: opened, isFixed }
  }
  if (!isFixed && !server) {
    yield* Effect.logWarning(
      `${target} has the long-lived keys of an IAM user, which no server can give: the command gets them as fixed keys (--static). With --session it gets a session that ends.`
    )
  }
  return { session, isFixed: isFixed || !server }
})

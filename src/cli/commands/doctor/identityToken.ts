import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Entries, entryOf, envNames } from "../../../domain/config/Entry.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { readClaims } from "../../../domain/oidc/Claims.ts"
import { oneLine } from "../../../domain/text/OneLine.ts"
import { tokenError } from "../../../factory/credentials/TokenFailure.ts"
import { IdentityToken, IdentityTokenError } from "../../../services/IdentityToken.ts"
import type { Runtime } from "../../../services/Runtime.ts"
import { ok, warning } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/** The role for which a job of this configuration takes its own token: the first of them. */
export const tokenRoleOf = (entries: Entries | undefined, runtime: Runtime | undefined): string | undefined => {
  if (entries === undefined || runtime?.group !== "ci") return undefined
  const roles = ["devops", ...envNames(entries)].map((env) => entryOf(entries, env)?.oidcRoleArn)
  return roles.find((role) => role !== undefined)
}

const minutes = (milliseconds: number): string => `${Math.max(0, Math.round(milliseconds / 60_000))} min`

/** Whether the place gives the job's token, what it says of itself, and for how long it is good. */
export const identityTokenRow: (
  entries: Entries,
  role: string
) => Effect.Effect<PlaceRow, BotoSesError, IdentityToken> = Effect.fnUntraced(function* (entries, role) {
  const port = yield* IdentityToken
  const settings = entries.identityToken ?? {}
  const place = yield* port.place(settings)
  const target = "the session of oidcRoleArn"
  if (place._tag === "NotOffered") {
    const { by, next } = place
    return yield* tokenError(target, role, new IdentityTokenError({ kind: "absent", by, detail: "", next }))
  }
  const { expiresAt, token } = yield* Effect.mapError(port.token(settings, {}), (error) =>
    tokenError(target, role, error)
  )
  const claims = readClaims(token)
  const now = yield* Clock.currentTimeMillis
  const life = expiresAt === undefined ? "" : `, for ${minutes(expiresAt - now)}`
  const said =
    claims === undefined ? "" : `: ${[claims.issuer, claims.audience, claims.subject].map(oneLine).join(", ")}`
  const found = `by ${place.by}${said}${life}`
  return place.renewable
    ? ok("token", found)
    : warning(
        "token",
        `${found}. It cannot be minted anew.`,
        "Take every session that the job needs before it ends, with durations that last to the job's end."
      )
})

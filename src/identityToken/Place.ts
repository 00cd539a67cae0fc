import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Claims, readClaims } from "../domain/oidc/Claims.ts"
import type { IdentityTokenFields } from "../domain/oidc/TokenPlace.ts"
import { secretVariables, tokenVariables } from "../domain/oidc/vendors/TokenVendors.ts"
import { oneLine } from "../domain/text/OneLine.ts"
import { hideSecretLike, hideSecrets } from "../domain/text/Secrets.ts"
import { networkVariables } from "../platform/Network.ts"
import { type VariableUnreadable, variables } from "../platform/Variables.ts"
import { IdentityTokenError, type IdentityTokenErrorKind, type TokenRequest } from "../services/IdentityToken.ts"

/** The variables that a job has, by name. */
export interface Job {
  readonly env: ReadonlyMap<string, string | undefined>
  readonly argv: ReadonlyArray<string>
}

/** What is asked, with the configuration's word on it. */
export interface Asked extends TokenRequest {
  readonly settings: IdentityTokenFields
}

/** For whom the token is to be, where somebody says so. */
export const audienceOf = ({ audience, settings }: Asked): string | undefined => audience ?? settings.audience

/** The variables that programs are found by. */
const programVariables = ["PATH", "HOME"]

/** The job as its variables tell it, with those that the configuration names. */
export const readJob = (...more: ReadonlyArray<string>): Effect.Effect<Job, VariableUnreadable> =>
  Effect.map(variables([...tokenVariables, ...networkVariables, ...programVariables, ...more]), (found) => ({
    env: new Map(Object.entries(found)),
    argv: globalThis.process?.argv ?? []
  }))

/** An error of whoever is asked. */
export type Failing = (
  kind: IdentityTokenErrorKind,
  detail: string,
  next: string,
  facts?: { readonly expiredAt?: number; readonly cause?: unknown }
) => IdentityTokenError

export const failing =
  (by: string): Failing =>
  (kind, detail, next, facts = {}) =>
    new IdentityTokenError({ kind, by, detail, next, ...facts })

/** The claims of a text that is a whole token, and nothing but one. */
export const claimsOf = (text: string): Claims | undefined =>
  /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? readClaims(Redacted.make(text)) : undefined

/** As much of what another program says as fits into a message. */
const longest = 400

/** What another program says, as it may stand in a message: on one line, and without secrets. */
export const quoted = (text: string, secrets: ReadonlyArray<string> = []): string => {
  const safe = oneLine(hideSecretLike(hideSecrets(secrets)(text.slice(0, 10 * longest)))).trim()
  return safe.length > longest ? `${safe.slice(0, longest)}…` : safe
}

/** The permissions and tokens that the job has, which whoever is asked may quote. */
export const secretsOf = ({ env }: Job): ReadonlyArray<string> =>
  secretVariables.flatMap((name) => {
    const secret = env.get(name)?.trim()
    return secret === undefined || secret === "" ? [] : [secret]
  })

/** A moment for people. */
export const moment = (millis: number): string => {
  const date = new Date(millis)
  return Number.isNaN(date.getTime()) ? "a time that is none" : date.toISOString()
}

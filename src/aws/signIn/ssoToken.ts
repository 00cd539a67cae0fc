import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { ConfiguredEndpoints } from "../../domain/Endpoint.ts"
import type { SourceUnusable } from "../../services/CredentialSource.ts"
import { homeFolder } from "../homeFolder.ts"
import { cacheFile, oneRenewal, replaceFile } from "./cacheFile.ts"
import { jsonRequest } from "./jsonRequest.ts"

/** A sign-in at Identity Center, as a profile names it. */
export interface SsoSignIn {
  readonly region: string
  readonly startUrl: string
  /** The `[sso-session]`; `undefined` for a profile of the old form, whose sign-in cannot be renewed. */
  readonly session: string | undefined
  readonly endpoints: ConfiguredEndpoints | undefined
}

const Token = Schema.Struct({
  accessToken: Schema.NonEmptyString,
  expiresAt: Schema.NonEmptyString,
  clientId: Schema.optionalKey(Schema.String),
  clientSecret: Schema.optionalKey(Schema.String),
  refreshToken: Schema.optionalKey(Schema.String)
})

const Renewed = Schema.fromJsonString(
  Schema.Struct({
    accessToken: Schema.NonEmptyString,
    expiresIn: Schema.Number,
    refreshToken: Schema.optionalKey(Schema.String)
  })
)

const Json = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const decodeJson = Schema.decodeUnknownOption(Json)
const decodeToken = Schema.decodeUnknownOption(Token)
const decodeRenewed = Schema.decodeUnknownOption(Renewed)

interface Kept {
  readonly token: typeof Token.Type
  readonly expiresAt: number
  /** All that the file holds, what is unknown to us among it. */
  readonly all: { readonly [name: string]: unknown }
}

/** Milliseconds before its end at which a sign-in is renewed, as the AWS SDKs do. */
const window = 5 * 60_000

/** What the AWS CLI keeps of the sign-in; `undefined` where there is none that can be read. */
const readToken = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<Kept | undefined, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(path), () => "")
  const all = Option.getOrUndefined(decodeJson(text))
  const token = Option.getOrUndefined(decodeToken(all))
  const expiresAt = Date.parse(token?.expiresAt ?? "")
  return all === undefined || token === undefined || Number.isNaN(expiresAt) ? undefined : { token, expiresAt, all }
})

/** A new access token by the refresh token. Source: IAM Identity Center OIDC API Reference, CreateToken. */
const renew = Effect.fnUntraced(function* (path: string, { token, all }: Kept, signIn: SsoSignIn) {
  const { clientId, clientSecret, refreshToken } = token
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return undefined
  const { region, endpoints } = signIn
  const answer = yield* Effect.option(
    jsonRequest({
      serviceId: "SSO OIDC",
      region,
      endpoints,
      host: (suffix, fips) => `oidc${fips ? "-fips" : ""}.${region}.${suffix}`,
      method: "POST",
      path: "/token",
      body: { clientId, clientSecret, refreshToken, grantType: "refresh_token" }
    })
  )
  const renewed = Option.getOrUndefined(Option.flatMap(answer, decodeRenewed))
  if (renewed === undefined) return undefined
  const expiresAt = (yield* Clock.currentTimeMillis) + renewed.expiresIn * 1000
  yield* replaceFile(path, {
    ...all,
    accessToken: renewed.accessToken,
    expiresAt: new Date(expiresAt).toISOString(),
    refreshToken: renewed.refreshToken ?? refreshToken
  })
  return renewed.accessToken
})

/**
 * The access token that `aws sso login` has kept in the home folder of the configuration, renewed inside the last five
 * minutes; `undefined` where a person has to sign in.
 *
 * Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider".
 */
export const ssoToken: (
  signIn: SsoSignIn
) => Effect.Effect<Redacted.Redacted<string> | undefined, SourceUnusable, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (signIn) {
    const home = yield* homeFolder
    if (home === undefined) return undefined
    const path = cacheFile(join(home, ".aws", "sso", "cache"), "sha1", signIn.session ?? signIn.startUrl)
    const current = Effect.gen(function* () {
      const kept = yield* readToken(path)
      return kept === undefined ? undefined : { ...kept, left: kept.expiresAt - (yield* Clock.currentTimeMillis) }
    })
    const redacted = (token: string) => Redacted.make(token, { label: "ssoToken" })

    const kept = yield* current
    if (kept === undefined) return undefined
    if (kept.left > (signIn.session === undefined ? 0 : window)) return redacted(kept.token.accessToken)
    if (signIn.session === undefined) return undefined
    return yield* oneRenewal.withPermit(
      Effect.gen(function* () {
        const now = yield* current
        if (now === undefined) return undefined
        if (now.left > window) return redacted(now.token.accessToken)
        const renewed = (yield* renew(path, now, signIn)) ?? (now.left > 0 ? now.token.accessToken : undefined)
        return renewed === undefined ? undefined : redacted(renewed)
      })
    )
  }
)

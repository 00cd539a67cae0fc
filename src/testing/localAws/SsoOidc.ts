/**
 * `CreateToken` of IAM Identity Center's OpenID Connect service, for the renewal of a sign-in. A sign-in itself needs a person
 * and their browser, so that the operations which begin one are not there.
 *
 * Source: AWS IAM Identity Center OIDC API Reference, CreateToken.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type AwsError, oidcError } from "./AwsError.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import type { State } from "./State.ts"

const field = (sent: unknown, name: string): string | undefined => {
  const value: unknown = typeof sent === "object" && sent !== null ? Reflect.get(sent, name) : undefined
  return typeof value === "string" && value !== "" ? value : undefined
}

const parse = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

/** New tokens for the holder of a refresh token, which serves once. */
export const createToken: (state: State, request: HttpRequest) => Effect.Effect<HttpAnswer, AwsError> =
  Effect.fnUntraced(function* (state: State, request: HttpRequest) {
    const sent = parse(request.body)
    const [clientId, clientSecret, grantType] = ["clientId", "clientSecret", "grantType"].map((name) =>
      field(sent, name)
    )
    if (clientId === undefined || clientSecret === undefined || grantType === undefined) {
      return yield* oidcError.invalidRequest
    }
    if (grantType !== "refresh_token") return yield* oidcError.unsupportedGrantType
    const refreshToken = field(sent, "refreshToken")
    if (refreshToken === undefined) return yield* oidcError.invalidRequest
    const signIn = state.ssoSignIns.ofRefreshToken(refreshToken)
    if (signIn === undefined) return yield* oidcError.invalidGrant
    const { renewal } = signIn
    if (renewal?.clientId !== clientId || renewal.clientSecret !== clientSecret) return yield* oidcError.invalidClient
    const renewed = state.ssoSignIns.renew(refreshToken, signIn, yield* Clock.currentTimeMillis)
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        accessToken: Redacted.value(renewed.accessToken),
        tokenType: "Bearer",
        expiresIn: renewed.expiresIn,
        refreshToken: Redacted.value(renewed.refreshToken)
      })
    }
  })

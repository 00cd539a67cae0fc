/**
 * The addresses at which the identity providers of a local AWS tell their keys.
 *
 * Source: OpenID Connect Discovery 1.0, "Obtaining OpenID Provider Configuration Information".
 */
import * as Effect from "effect/Effect"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import type { IdentityProvider } from "./IdentityProvider.ts"

const actions: ReadonlyMap<string, string> = new Map([
  ["/.well-known/openid-configuration", "GetConfiguration"],
  ["/jwks", "GetKeys"]
])

/** What is asked of the identity providers, by the request's method and path; undefined where it asks for something else. */
export const discoveryRoute = (
  method: string,
  path: string
): { readonly service: "oidc"; readonly action: string } | undefined => {
  const action = method === "GET" ? actions.get(path) : undefined
  return action === undefined ? undefined : { service: "oidc", action }
}

const json = (body: object): HttpAnswer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** Answers a request that {@link discoveryRoute} recognised. */
export const discoveryAnswer = (
  action: string,
  { keys }: IdentityProvider,
  request: HttpRequest
): Effect.Effect<HttpAnswer> => {
  if (action === "GetKeys") {
    return Effect.map(
      Effect.promise(() => keys.set()),
      json
    )
  }
  const issuer = `http://${request.headers.host ?? "127.0.0.1"}`
  return Effect.succeed(
    json({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256", "RS256"],
      claims_supported: ["iss", "sub", "aud", "exp", "iat", "nbf"]
    })
  )
}

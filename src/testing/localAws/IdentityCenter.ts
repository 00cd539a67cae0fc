/** IAM Identity Center: which of its operations a request is, and its answers in the REST JSON protocol. */
import type * as Effect from "effect/Effect"
import type { AwsError } from "./AwsError.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { createToken } from "./SsoOidc.ts"
import { portalAnswer } from "./SsoPortal.ts"
import type { State } from "./State.ts"

/** What is asked of IAM Identity Center. */
export interface IdentityCenterRoute {
  readonly service: "sso" | "sso-oidc"
  readonly action: string
}

const routes: ReadonlyMap<string, IdentityCenterRoute> = new Map([
  ["GET /federation/credentials", { service: "sso", action: "GetRoleCredentials" }],
  ["GET /assignment/accounts", { service: "sso", action: "ListAccounts" }],
  ["GET /assignment/roles", { service: "sso", action: "ListAccountRoles" }],
  ["POST /logout", { service: "sso", action: "Logout" }],
  ["POST /token", { service: "sso-oidc", action: "CreateToken" }]
])

/** By the request's method and path; undefined where it asks for something else. */
export const identityCenterRoute = (method: string, path: string): IdentityCenterRoute | undefined =>
  routes.get(`${method} ${path}`)

/** Answers a request that {@link identityCenterRoute} recognised. */
export const identityCenterAnswer = (
  state: State,
  { service, action }: { readonly service: string; readonly action: string },
  request: HttpRequest
): Effect.Effect<HttpAnswer, AwsError> =>
  service === "sso" ? portalAnswer(state, action, request) : createToken(state, request)

/** `InvalidGrantException` as OAuth calls it. */
const oauthCode = (code: string): string =>
  code
    .replace(/Exception$/, "")
    .replace(/(?!^)[A-Z]/g, "_$&")
    .toLowerCase()

/** A refusal: the portal has words, the OpenID Connect service the code of OAuth beside them. */
export const identityCenterError = (service: string, error: AwsError, requestId: string): HttpAnswer => ({
  status: error.status,
  headers: { "content-type": "application/json", "x-amzn-errortype": error.code, "x-amzn-requestid": requestId },
  body: JSON.stringify(
    service === "sso"
      ? { message: error.message, __type: `com.amazonaws.switchboard.portal#${error.code}` }
      : { error: oauthCode(error.code), error_description: error.message }
  ),
  errorCode: error.code
})

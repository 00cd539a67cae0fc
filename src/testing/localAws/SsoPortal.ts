/**
 * The portal of IAM Identity Center: roles for whoever has signed in, whose access token is all the authentication.
 *
 * Source: AWS IAM Identity Center Portal API Reference, the page of each operation. That a role which is not assigned is a
 * `ForbiddenException` is how the portal answers; its reference does not list it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { AwsError, ssoForbidden, ssoInvalidRequest, ssoUnauthorized } from "./AwsError.ts"
import { plainContext } from "./Credentials.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { assumedRole } from "./Principal.ts"
import type { SsoSignIn } from "./SsoSignIns.ts"
import type { State } from "./State.ts"

/** Seconds that a session lives: the default of a permission set (IAM Identity Center User Guide, "Set session duration"). */
const sessionDuration = 3600
const pageLimit = 100

interface Asked {
  readonly state: State
  readonly signIn: SsoSignIn
  readonly now: number
  /** A parameter of the query; an empty one is none. */
  readonly param: (name: string) => string | undefined
}

type PortalAction = (asked: Asked) => object | AwsError

const getRoleCredentials: PortalAction = ({ state, signIn, now, param }) => {
  const [accountId, roleName] = [param("account_id"), param("role_name")]
  if (accountId === undefined || roleName === undefined)
    return ssoInvalidRequest("account_id and role_name are required")
  const role = signIn.roles.find((one) => one.accountId === accountId && one.name === roleName)
  if (role === undefined) return ssoForbidden
  const principal = assumedRole(state.world, role, signIn.userName)
  const { accessKeyId, secretAccessKey, sessionToken, session } = state.credentials.addSession(
    principal,
    now,
    sessionDuration,
    plainContext
  )
  return {
    roleCredentials: {
      accessKeyId,
      secretAccessKey: Redacted.value(secretAccessKey),
      sessionToken: Redacted.value(sessionToken),
      expiration: session.expiration
    }
  }
}

/** One page; a token is the number of the entries before it. */
const pageOf = (
  all: ReadonlyArray<object>,
  param: Asked["param"]
): { readonly list: ReadonlyArray<object>; readonly nextToken?: string } | AwsError => {
  const [size, from] = [param("max_result") ?? String(pageLimit), param("next_token") ?? "0"]
  if (!/^\d{1,3}$/.test(size) || Number(size) < 1 || Number(size) > pageLimit) {
    return ssoInvalidRequest(`max_result must be between 1 and ${pageLimit}`)
  }
  if (!/^\d{1,6}$/.test(from)) return ssoInvalidRequest("next_token is invalid")
  const end = Number(from) + Number(size)
  return { list: all.slice(Number(from), end), ...(end < all.length ? { nextToken: String(end) } : {}) }
}

const listAccounts: PortalAction = ({ state, signIn, param }) => {
  const ids = Array.from(new Set(signIn.roles.map(({ accountId }) => accountId)))
  const page = pageOf(
    ids.map((accountId) => ({
      accountId,
      accountName: state.world.accounts[accountId]?.alias ?? accountId,
      emailAddress: `${accountId}@example.com`
    })),
    param
  )
  if (!("list" in page)) return page
  const { list: accountList, ...more } = page
  return { accountList, ...more }
}

const listAccountRoles: PortalAction = ({ signIn, param }) => {
  const accountId = param("account_id")
  if (accountId === undefined) return ssoInvalidRequest("account_id is required")
  const roles = signIn.roles.filter((role) => role.accountId === accountId)
  if (roles.length === 0) return ssoForbidden
  const page = pageOf(
    roles.map(({ name }) => ({ roleName: name, accountId })),
    param
  )
  if (!("list" in page)) return page
  const { list: roleList, ...more } = page
  return { roleList, ...more }
}

const logout: PortalAction = ({ state, signIn }) => {
  state.ssoSignIns.end(signIn)
  return {}
}

const actions: { readonly [action: string]: PortalAction } = {
  GetRoleCredentials: getRoleCredentials,
  ListAccountRoles: listAccountRoles,
  ListAccounts: listAccounts,
  Logout: logout
}

/** Answers an operation of the portal. */
export const portalAnswer: (state: State, action: string, request: HttpRequest) => Effect.Effect<HttpAnswer, AwsError> =
  Effect.fnUntraced(function* (state: State, action: string, request: HttpRequest) {
    const now = yield* Clock.currentTimeMillis
    const signIn = state.ssoSignIns.get(request.headers["x-amz-sso_bearer_token"] ?? "", now)
    if (signIn === undefined) return yield* ssoUnauthorized
    const param = (name: string): string | undefined => request.query.get(name)?.at(-1) || undefined
    const answer = actions[action]?.({ state, signIn, now, param }) ?? ssoInvalidRequest("No such operation")
    if (answer instanceof AwsError) return yield* answer
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: action === "Logout" ? "" : JSON.stringify(answer)
    }
  })

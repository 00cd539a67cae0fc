/** The operations of IAM that read. Source: IAM API Reference, the page of each operation. */
import { Buffer } from "node:buffer"
import * as Effect from "effect/Effect"
import { type AwsError, noSuchEntity, queryDialect, validationError } from "./AwsError.ts"
import { Constraints, type TextRule } from "./Constraints.ts"
import type { Credential } from "./Credentials.ts"
import type { Action, State } from "./State.ts"
import type { Role, User } from "./World.ts"
import * as Xml from "./Xml.ts"

// Nothing here has a history: any fixed moment serves.
const createDate = "2024-01-01T00:00:00Z"

const names: TextRule = { min: 1, max: 64, pattern: { shown: "[\\w+=,.@-]+", regex: /^[\w+=,.@-]+$/ } }
const pathPrefix: TextRule = {
  min: 1,
  max: 512,
  pattern: { shown: "\\u002F[\\u0021-\\u007F]*", regex: /^\/[\u0021-\u007F]*$/ }
}
const marker: TextRule = { min: 1, max: 320, pattern: { shown: "[\\u0020-\\u00FF]+", regex: /^[\u0020-\u00FF]+$/ } }

/** IAM takes neither the keys of GetFederationToken, nor those of GetSessionToken without MFA (their pages of the STS API Reference). */
const sessionRefusal = ({ principal, session }: Credential): AwsError | undefined =>
  principal.kind === "federatedUser" || (principal.kind === "user" && session !== undefined && !session.mfa)
    ? queryDialect.invalidToken
    : undefined

const guarded =
  (action: Action): Action =>
  (state, params, caller) => {
    const refusal = sessionRefusal(caller)
    return refusal === undefined ? action(state, params, caller) : Effect.fail(refusal)
  }

const listAccountAliases: Action = (state, _params, { principal }) =>
  Effect.succeed(
    Xml.element("ListAccountAliasesResult", [
      Xml.element("IsTruncated", "false"),
      Xml.element("AccountAliases", [Xml.optional("member", state.world.accounts[principal.accountId]?.alias)])
    ])
  )

const userXml = ({ arn, name, path, userId }: Pick<User, "arn" | "name" | "path" | "userId">): Xml.Xml =>
  Xml.element("User", [
    Xml.element("Path", path),
    Xml.element("UserName", name),
    Xml.element("UserId", userId),
    Xml.element("Arn", arn),
    Xml.element("CreateDate", createDate)
  ])

/** What is asked for by name among what the caller's account has. */
const named = <A>(among: { readonly [name: string]: A } | undefined, name: string): A | undefined =>
  among !== undefined && Object.hasOwn(among, name) ? among[name] : undefined

const getUser: Action = (state, params, { principal }) => {
  const constraints = new Constraints()
  const name = constraints.text(params.get("UserName"), "userName", names)
  if (constraints.refusal !== undefined) return Effect.fail(constraints.refusal)
  if (name === undefined && principal.kind === "root") {
    const { accountId, arn } = principal
    return Effect.succeed(Xml.element("GetUserResult", [userXml({ arn, name: "root", path: "/", userId: accountId })]))
  }
  if (name === undefined && principal.kind !== "user") {
    return Effect.fail(validationError("Must specify userName when calling with non-User credentials"))
  }
  const own = principal.kind === "user" ? principal.user : undefined
  const user = name === undefined ? own : named(state.world.accounts[principal.accountId]?.users, name)
  return user === undefined
    ? Effect.fail(noSuchEntity(`The user with name ${name} cannot be found.`))
    : Effect.succeed(Xml.element("GetUserResult", [userXml(user)]))
}

const roleXml = (name: string, role: Role, whole: boolean): Xml.Xml =>
  Xml.element(name, [
    Xml.element("Path", role.path),
    Xml.element("RoleName", role.name),
    Xml.element("RoleId", role.roleId),
    Xml.element("Arn", role.arn),
    Xml.element("CreateDate", createDate),
    // Percent-encoded as IAM does it (IAM API Reference, Role).
    Xml.element("AssumeRolePolicyDocument", encodeURIComponent(role.trustDocument)),
    Xml.element("MaxSessionDuration", role.maxSessionDuration),
    whole ? Xml.element("RoleLastUsed", []) : undefined
  ])

const getRole: Action = (state, params, { principal }) => {
  const constraints = new Constraints()
  const name = constraints.text(params.get("RoleName"), "roleName", { ...names, required: true }) ?? ""
  if (constraints.refusal !== undefined) return Effect.fail(constraints.refusal)
  const role = named(state.world.accounts[principal.accountId]?.roles, name)
  return role === undefined
    ? Effect.fail(noSuchEntity(`The role with name ${name} cannot be found.`))
    : Effect.succeed(Xml.element("GetRoleResult", [roleXml("Role", role, true)]))
}

/** The roles in the order of their names; a marker is the name after which a page begins. */
const listRoles: Action = (state: State, params: ReadonlyMap<string, string>, { principal }: Credential) => {
  const constraints = new Constraints()
  const prefix = constraints.text(params.get("PathPrefix"), "pathPrefix", pathPrefix) ?? "/"
  const size = constraints.integer(params.get("MaxItems"), "maxItems", 1, 1000) ?? 100
  const from = constraints.text(params.get("Marker"), "marker", marker)
  if (constraints.refusal !== undefined) return Effect.fail(constraints.refusal)
  const after = from === undefined ? "" : Buffer.from(from, "base64url").toString("utf8")
  const roles = Object.values(state.world.accounts[principal.accountId]?.roles ?? {})
    .filter(({ name, path }) => path.startsWith(prefix) && name > after)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  const page = roles.slice(0, size)
  const isTruncated = roles.length > page.length
  return Effect.succeed(
    Xml.element("ListRolesResult", [
      Xml.element("IsTruncated", String(isTruncated)),
      Xml.element(
        "Roles",
        page.map((role) => roleXml("member", role, false))
      ),
      isTruncated ? Xml.element("Marker", Buffer.from(page.at(-1)?.name ?? "").toString("base64url")) : undefined
    ])
  )
}

/** By their names in the query protocol. */
export const iamActions: { readonly [action: string]: Action } = {
  GetRole: guarded(getRole),
  GetUser: guarded(getUser),
  ListAccountAliases: guarded(listAccountAliases),
  ListRoles: guarded(listRoles)
}

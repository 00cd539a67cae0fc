/**
 * STS and IAM: services of the query protocol, told apart by their version.
 * Source: Smithy specification, "AWS Query protocol".
 */
import * as Effect from "effect/Effect"
import { assumeRole } from "./AssumeRole.ts"
import { assumeRoleWithWebIdentity } from "./AssumeRoleWithWebIdentity.ts"
import { type AwsError, accessDenied, notAuthorized } from "./AwsError.ts"
import type { Credential } from "./Credentials.ts"
import { getAccessKeyInfo } from "./GetAccessKeyInfo.ts"
import { getFederationToken } from "./GetFederationToken.ts"
import { getScopedCredentials } from "./GetScopedCredentials.ts"
import { getSessionToken } from "./GetSessionToken.ts"
import type { HttpAnswer } from "./HttpMessage.ts"
import { iamActions } from "./Iam.ts"
import {
  assumeRoleWithSaml,
  assumeRoot,
  decodeAuthorizationMessage,
  getDelegatedAccessToken,
  getWebIdentityToken
} from "./Refused.ts"
import type { Action, PublicAction, State } from "./State.ts"
import * as Xml from "./Xml.ts"

/** A service of the query protocol. */
export interface QueryService {
  readonly name: "sts" | "iam"
  readonly version: string
  readonly namespace: string
  readonly actions: { readonly [action: string]: Action }
  /** Those that need no signature. */
  readonly publicActions: { readonly [action: string]: PublicAction }
}

const getCallerIdentity: Action = (_state, _params, { principal }) =>
  Effect.succeed(
    Xml.element("GetCallerIdentityResult", [
      Xml.element("Arn", principal.arn),
      Xml.element("UserId", principal.userId),
      Xml.element("Account", principal.accountId)
    ])
  )

const services: ReadonlyArray<QueryService> = [
  {
    name: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    actions: {
      AssumeRole: assumeRole,
      AssumeRoot: assumeRoot,
      DecodeAuthorizationMessage: decodeAuthorizationMessage,
      GetAccessKeyInfo: getAccessKeyInfo,
      GetCallerIdentity: getCallerIdentity,
      GetDelegatedAccessToken: getDelegatedAccessToken,
      GetFederationToken: getFederationToken,
      GetScopedCredentials: getScopedCredentials,
      GetSessionToken: getSessionToken,
      GetWebIdentityToken: getWebIdentityToken
    },
    publicActions: { AssumeRoleWithSAML: assumeRoleWithSaml, AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity }
  },
  {
    name: "iam",
    version: "2010-05-08",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    actions: iamActions,
    publicActions: {}
  }
]

/** Whether a version is of a service that is here. */
export const isQueryVersion = (version: string | undefined): boolean =>
  services.some((service) => service.version === version)

/** The service that a version belongs to; STS where it belongs to none. */
export const queryServiceOf = (version: string | undefined): QueryService => {
  const [sts] = services
  const found = services.find((service) => service.version === version) ?? sts
  if (found === undefined) throw new Error("there is no query service")
  return found
}

const ofFederation = ["GetCallerIdentity", "GetScopedCredentials"]
const ofSessionToken = ["AssumeRole", ...ofFederation]

/** What the keys of GetFederationToken and GetSessionToken may ask of STS. Source: IAM User Guide, "Compare AWS STS credentials". */
const sessionRefusal = (
  action: string,
  params: ReadonlyMap<string, string>,
  { principal, session }: Credential
): AwsError | undefined => {
  if (session === undefined || principal.kind === "assumedRole") return undefined
  const isAllowed = (principal.kind === "federatedUser" ? ofFederation : ofSessionToken).includes(action)
  if (isAllowed) return undefined
  return action === "AssumeRole"
    ? notAuthorized(principal.arn, "sts:AssumeRole", params.get("RoleArn") ?? "*")
    : accessDenied(`Cannot call ${action} with session credentials`)
}

/** Runs an action that needs a signature. */
export const runAction = (
  service: QueryService,
  action: string,
  state: State,
  params: ReadonlyMap<string, string>,
  caller: Credential
): Effect.Effect<Xml.Xml, AwsError> | undefined => {
  const run = Object.hasOwn(service.actions, action) ? service.actions[action] : undefined
  const refusal = run !== undefined && service.name === "sts" ? sessionRefusal(action, params, caller) : undefined
  return refusal === undefined ? run?.(state, params, caller) : Effect.fail(refusal)
}

const headers = (requestId: string): HttpAnswer["headers"] => ({
  "content-type": "text/xml",
  "x-amzn-requestid": requestId
})

/** A good answer. */
export const queryResult = (service: QueryService, action: string, result: Xml.Xml, requestId: string): HttpAnswer => ({
  status: 200,
  headers: headers(requestId),
  body: Xml.element(
    `${action}Response`,
    [result, Xml.element("ResponseMetadata", [Xml.element("RequestId", requestId)])],
    service.namespace
  ).xml
})

/** A refusal. */
export const queryError = (service: QueryService, error: AwsError, requestId: string): HttpAnswer => ({
  status: error.status,
  headers: headers(requestId),
  body: Xml.element(
    "ErrorResponse",
    [
      Xml.element("Error", [
        Xml.element("Type", error.status >= 500 ? "Receiver" : "Sender"),
        Xml.element("Code", error.code),
        Xml.element("Message", error.message)
      ]),
      Xml.element("RequestId", requestId)
    ],
    service.namespace
  ).xml,
  errorCode: error.code,
  ...(error.denial === undefined ? {} : { denial: error.denial })
})

/** From a whole request to its answer: faults, authentication, action, log. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { authenticate, dialectOf } from "./Authentication.ts"
import {
  type AwsError,
  accessDenied,
  invalidAction,
  missingAction,
  notAuthorized,
  regionDisabled,
  ssoForbidden
} from "./AwsError.ts"
import type { Credential } from "./Credentials.ts"
import { discoveryAnswer } from "./Discovery.ts"
import { notHere } from "./Elsewhere.ts"
import type { Fault, FaultScript } from "./Faults.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { identityCenterAnswer, identityCenterError } from "./IdentityCenter.ts"
import type { Platform } from "./Platform.ts"
import { protocolDialect, protocolError } from "./Protocol.ts"
import { queryError, queryResult, runAction } from "./QueryServices.ts"
import * as RealTime from "./RealTime.ts"
import type { RequestLog } from "./RequestLog.ts"
import { revocationRefusal } from "./Revocations.ts"
import { describe, type Routed, route } from "./Route.ts"
import { s3Answer, s3Error } from "./S3.ts"
import { readClaim } from "./Signature.ts"
import type { PublicAction, State } from "./State.ts"

/** Everything that a server answers from. */
export interface Server extends State {
  readonly log: RequestLog
  readonly faults: FaultScript
  readonly platform: Platform
  /** Milliseconds that the server's own clock is ahead of real time. */
  skew: number
  /** Milliseconds that the server's whole time is ahead of the program's. */
  offset: number
}

/** The answer to a dropped request: none, and the connection closes. */
export const drop: unique symbol = Symbol("drop")

/** An answer with the server's time as it stood when it was given. */
export interface Answered extends HttpAnswer {
  readonly serverTime: number
  /** Whether only its beginning is sent. */
  readonly stalled: boolean
}

const isIdentityCenter = ({ service }: Routed): boolean => service === "sso" || service === "sso-oidc"

/** A refusal in the form that the client of the service reads. */
const refuse = (request: HttpRequest, routed: Routed, error: AwsError): HttpAnswer => {
  if (routed.elsewhere !== undefined) return protocolError(routed.elsewhere.protocol, error, request)
  if (routed.service === "s3") return s3Error(error, request)
  if (isIdentityCenter(routed)) return identityCenterError(routed.service, error, request.requestId)
  if (routed.service === "sts" || routed.service === "iam") return queryError(routed.query, error, request.requestId)
  return { status: error.status, headers: { "content-type": "text/plain" }, body: error.message, errorCode: error.code }
}

const wait = (fault: Fault): Effect.Effect<void> => {
  if (fault.kind === "hang") return Effect.never
  if (fault.kind !== "delay") return Effect.void
  return fault.real === true ? RealTime.sleep(Duration.toMillis(fault.duration)) : Effect.sleep(fault.duration)
}

/** The refusal that a fault scripts, in the words of the service. */
const scriptedError = (fault: Fault, routed: Routed, principalArn: string | undefined): AwsError | undefined => {
  const dialect =
    routed.elsewhere === undefined ? dialectOf(routed.service) : protocolDialect(routed.elsewhere.protocol)
  switch (fault.kind) {
    case "throttle":
      return dialect.throttled
    case "serverError":
      return fault.status === 503 ? dialect.unavailable : dialect.internalFailure
    case "expiredToken":
      return dialect.expiredToken
    case "accessDenied":
      if (isIdentityCenter(routed)) return ssoForbidden
      return routed.service === "s3" || principalArn === undefined
        ? accessDenied(
            routed.service === "s3" ? "Access Denied" : `Not authorized to perform ${routed.service}:${routed.action}`
          )
        : notAuthorized(principalArn, `${routed.service}:${routed.action}`, routed.params.get("RoleArn") ?? "*")
    default:
      return undefined
  }
}

const queryAnswer = (
  state: State,
  request: HttpRequest,
  { query, action, params }: Routed,
  caller: Credential
): Effect.Effect<HttpAnswer, AwsError> => {
  const claim = readClaim(request)
  if (claim !== undefined && !("missing" in claim) && state.disabledRegions.has(claim.region)) {
    return Effect.fail(regionDisabled(caller.principal.accountId))
  }
  const run = runAction(query, action, state, params, caller)
  if (run === undefined) {
    return Effect.fail(action === "" ? missingAction : invalidAction(action, params.get("Version") ?? query.version))
  }
  return Effect.map(run, (result) => queryResult(query, action, result, request.requestId))
}

const publicActionOf = ({ service, query, action }: Routed): PublicAction | undefined =>
  service === query.name && Object.hasOwn(query.publicActions, action) ? query.publicActions[action] : undefined

const unsigned = new Set(["container", "imds", "oidc", "sso", "sso-oidc"])

/** Who signed the request; nobody where it needs no signature. */
const identify = (
  server: Server,
  request: HttpRequest,
  routed: Routed,
  serverTime: number
): Effect.Effect<Credential | undefined, AwsError> => {
  if (routed.elsewhere !== undefined) {
    const { protocol, signingName } = routed.elsewhere
    return signingName === undefined
      ? Effect.succeed(undefined)
      : authenticate(server.credentials, request, signingName, serverTime, protocolDialect(protocol))
  }
  return unsigned.has(routed.service) || publicActionOf(routed) !== undefined
    ? Effect.succeed(undefined)
    : authenticate(server.credentials, request, routed.service, serverTime)
}

/** The answer of the service, where nothing struck the request. */
const answerOf = (
  server: Server,
  request: HttpRequest,
  routed: Routed,
  caller: Credential | undefined
): Effect.Effect<HttpAnswer, AwsError> => {
  if (routed.elsewhere !== undefined) return Effect.fail(notHere(routed.elsewhere))
  if (caller !== undefined) {
    const refusal = revocationRefusal(server.revocations, routed, caller)
    if (refusal !== undefined) return Effect.fail(refusal)
    return routed.service === "s3"
      ? s3Answer(server, request, routed.action, caller)
      : queryAnswer(server, request, routed, caller)
  }
  if (isIdentityCenter(routed)) return identityCenterAnswer(server, routed, request)
  const run = publicActionOf(routed)
  if (routed.service === "oidc") return discoveryAnswer(routed.action, server.identityProvider, request)
  return run === undefined
    ? server.platform.answer(routed.action, routed.service, request)
    : Effect.map(run(server, routed.params), (result) =>
        queryResult(routed.query, routed.action, result, request.requestId)
      )
}

/** What a struck request is answered, or undefined where the faults leave the answer to the service. */
const strike = Effect.fnUntraced(function* (
  faults: ReadonlyArray<Fault>,
  request: HttpRequest,
  routed: Routed,
  principalArn: string | undefined
) {
  for (const fault of faults) {
    yield* wait(fault)
    if (fault.kind === "drop") return drop
    const error = scriptedError(fault, routed, principalArn)
    if (error !== undefined) return refuse(request, routed, error)
  }
  return undefined
})

/** Answers one request and logs it. */
export const handle: (server: Server, request: HttpRequest) => Effect.Effect<Answered | typeof drop> =
  Effect.fnUntraced(function* (server: Server, request: HttpRequest) {
    const routed = route(request)
    const entry = describe(request, routed, yield* Clock.currentTimeMillis)
    const faults = server.faults.take(entry)
    const skew = faults.reduce(
      (sum, fault) => sum + (fault.kind === "clockSkew" ? Duration.toMillis(fault.duration) : 0),
      server.skew + server.offset
    )
    const caller = yield* Effect.result(identify(server, request, routed, RealTime.now() + skew))
    const principalArn = Result.isSuccess(caller) ? caller.success?.principal.arn : undefined
    // Logged right before it may wait: a test that has seen a delayed request in the log can move the clock at once.
    server.log.put({
      ...entry,
      ...(principalArn === undefined ? {} : { principalArn }),
      faults: faults.map((fault) => fault.kind)
    })
    const struck = yield* strike(faults, request, routed, principalArn)
    if (struck === drop) {
      server.log.update(request.requestId, { aborted: true })
      return drop
    }
    const answer =
      struck ??
      (yield* Effect.fromResult(caller).pipe(
        Effect.flatMap((found) => answerOf(server, request, routed, found)),
        Effect.catch((error) => Effect.succeed(refuse(request, routed, error)))
      ))
    const stalled = faults.some((fault) => fault.kind === "stall")
    // What never ends is no answer.
    if (!stalled) {
      server.log.update(request.requestId, {
        status: answer.status,
        ...(answer.errorCode === undefined ? {} : { errorCode: answer.errorCode }),
        ...(answer.denial === undefined ? {} : { denial: answer.denial })
      })
    }
    return { ...answer, serverTime: RealTime.now() + skew, stalled }
  })

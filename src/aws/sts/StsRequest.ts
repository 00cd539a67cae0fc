import type { STSClient } from "@aws-sdk/client-sts"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import { type ConfiguredEndpoints, withoutVariant } from "../../domain/aws/Endpoint.ts"
import { type ConfigProblem, renderProblem } from "../../domain/config/ConfigProblem.ts"
import { namedExports } from "../../platform/NamedExports.ts"
import { unlessRefused } from "../../services/RefusedRequests.ts"
import { type PermitRefused, RequestPermit } from "../../services/RequestPermit.ts"
import { type Sts, StsError } from "../../services/Sts.ts"
import { type ClientSettings, clientSettings, endpointIn } from "../ClientSettings.ts"
import { handlerFor, type RequestHandler } from "../RequestHandler.ts"
import type { AwsClock } from "./AwsClock.ts"
import { type Incomplete, isIncomplete } from "./StsAnswer.ts"
import { type StsFailure, stsFailure } from "./StsFailure.ts"

type Sdk = typeof import("@aws-sdk/client-sts")

/** One request: who signs it, how it is sent, what its answer says, and what of it must never be shown. */
export interface StsRequest<Answer, A extends object> {
  readonly operation: string
  readonly region: string
  /** `undefined` for an operation that is not signed. */
  readonly credentials: Credentials | undefined
  readonly endpoints: ConfiguredEndpoints | undefined
  readonly secrets?: ReadonlyArray<Redacted.Redacted<string>>
  readonly send: (sdk: Sdk, client: STSClient, options: { readonly abortSignal: AbortSignal }) => Promise<Answer>
  readonly read: (answer: Answer) => A | Incomplete
}

export type SendStsRequest = <Answer, A extends object>(request: StsRequest<Answer, A>) => Effect.Effect<A, StsError>

export interface StsSender {
  readonly send: SendStsRequest
  readonly endpoint: NonNullable<Sts["endpoint"]>
}

const requests: Metric.Counter<number> = Metric.counter("boto_ses_sts_requests_total", {
  description: "Requests to STS, retries included, by operation and outcome",
  incremental: true
})

const count = (operation: string, exit: Exit.Exit<unknown, StsFailure>): Effect.Effect<void> => {
  const failure = exit._tag === "Success" ? undefined : exit.cause.reasons.find((reason) => reason._tag === "Fail")
  const outcome = exit._tag === "Success" ? "success" : (failure?.error.error.kind ?? "interrupted")
  return Metric.update(Metric.withAttributes(requests, { operation, outcome }), 1)
}

/** Five requests at most, none begun later than some 20 seconds after the first failure. */
const retries = Schedule.exponential("200 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 4, duration: "20 seconds" })
)

const unsigned = (): Promise<never> => Promise.reject(new Error("this operation is not signed"))

/** Node caches the module; what is loaded on first use is loaded once. */
const loadSdk = (): Promise<Sdk> => import("@aws-sdk/client-sts").then(namedExports)

const refused = (request: { readonly operation: string; readonly region: string }, code: string, detail: string) =>
  new StsError({ operation: request.operation, region: request.region, kind: "invalid", code, detail })

const misconfigured = (request: { readonly operation: string; readonly region: string }, problem: ConfigProblem) =>
  new StsError({
    operation: request.operation,
    region: request.region,
    kind: "misconfigured",
    code: "InvalidEndpoint",
    detail: renderProblem(problem),
    problem
  })

const limited = (
  { operation, region }: { readonly operation: string; readonly region: string },
  { limit, waitedSeconds }: PermitRefused
): StsFailure => ({
  error: new StsError({
    operation,
    region,
    kind: "limited",
    code: "RateLimited",
    detail: `The limit of ${limit} left no room for it within ${waitedSeconds} s.`
  }),
  transient: false,
  skewed: false,
  throttled: false
})

/** One handler, with its connections, for each file of authorities: a profile may name one of its own. */
const makeHandlers = (settings: ClientSettings, clock: AwsClock) => {
  const handlers = new Map<string | undefined, RequestHandler>()
  return {
    get: Effect.fnUntraced(function* (caBundle: string | undefined) {
      const known = handlers.get(caBundle)
      if (known !== undefined) return known
      const made = yield* handlerFor(settings, caBundle, clock.hear)
      const first = handlers.get(caBundle) ?? made
      handlers.set(caBundle, first)
      return first
    }),
    close: Effect.sync(() => {
      for (const handler of handlers.values()) handler.destroy()
    })
  }
}

/**
 * Sends requests to STS: each signed by its own caller and no other, the SDK's own retries replaced by one schedule, and
 * nothing left for the SDK to look up in the process's environment or in files.
 */
export const makeStsSender: (clock: AwsClock) => Effect.Effect<StsSender, never, Scope.Scope> = Effect.fnUntraced(
  function* (clock) {
    const settings = yield* Effect.result(clientSettings("sts"))
    if (settings._tag === "Failure") {
      const { message } = settings.failure
      return {
        send: (request) =>
          Effect.fail(refused(request, "ConfigUnreadable", `The environment could not be read: ${message}`)),
        endpoint: () => ({ url: "", isAws: false })
      }
    }
    const { endpointFor, variantFor, defaults } = settings.success
    const handlers = makeHandlers(settings.success, clock)
    yield* Effect.addFinalizer(() => handlers.close)
    let clockOffset = 0

    /**
     * A client for one request, which so cannot sign with another's credentials. Making one takes some 30 microseconds;
     * the connections belong to the handler, which all of them share.
     */
    const makeClient = (
      sdk: Sdk,
      requestHandler: RequestHandler,
      { region, credentials, endpoints }: Pick<StsRequest<unknown, object>, "region" | "credentials" | "endpoints">
    ): STSClient => {
      const chosen = endpointFor(endpoints)
      return new sdk.STSClient({
        region,
        credentials:
          credentials === undefined
            ? unsigned
            : {
                accessKeyId: credentials.accessKeyId,
                secretAccessKey: Redacted.value(credentials.secretAccessKey),
                ...(credentials.sessionToken === undefined
                  ? {}
                  : { sessionToken: Redacted.value(credentials.sessionToken) })
              },
        ...(chosen === undefined ? variantFor(endpoints) : { ...withoutVariant, endpoint: chosen.url }),
        // What the SDK does not find here, it reads from the process's environment and the shared files.
        ignoreConfiguredEndpointUrls: true,
        useGlobalEndpoint: false,
        maxAttempts: 1,
        retryMode: "standard",
        defaultsMode: "standard",
        authSchemePreference: [],
        sigv4aSigningRegionSet: [region],
        disableClockSkewCorrection: false,
        systemClockOffset: clockOffset,
        userAgentAppId: async () => defaults.userAgentAppId,
        customUserAgent: "effect-boto-ses",
        requestHandler
      })
    }

    const attempt = <Answer, A extends object>(
      request: StsRequest<Answer, A>,
      sdk: Sdk,
      permit: RequestPermit
    ): Effect.Effect<Answer, StsFailure> => {
      let client: STSClient | undefined
      const sent = handlers.get(request.endpoints?.caBundle).pipe(
        Effect.flatMap((handler) =>
          Effect.tryPromise({
            try: (abortSignal) => {
              client = makeClient(sdk, handler, request)
              return request.send(sdk, client, { abortSignal })
            },
            catch: (thrown) => thrown
          })
        ),
        Effect.mapError((thrown) => {
          const failure = stsFailure(thrown, { ...request, secrets: secretsOf(request) })
          // The SDK has set its offset by the Date header of the answer; the next client begins with it.
          if (failure.skewed && client !== undefined) clockOffset = client.config.systemClockOffset
          return failure
        }),
        Effect.onExit((exit) => count(request.operation, exit)),
        Effect.tap(permit.heard(false)),
        Effect.tapError(({ throttled }) => permit.heard(throttled))
      )
      return Effect.andThen(
        Effect.mapError(permit.take, (refused) => limited(request, refused)),
        sent
      )
    }

    const refusing: SendStsRequest = (request) =>
      unlessRefused(request.operation, send(request), () => refused(request, "NotAsked", "No request is made here."))

    const send: SendStsRequest = Effect.fnUntraced(function* <Answer, A extends object>(
      request: StsRequest<Answer, A>
    ) {
      const problem = endpointFor(request.endpoints)?.problem
      if (problem !== undefined) return yield* misconfigured(request, problem)
      const sdk = yield* Effect.promise(loadSdk)
      let corrected = false
      const once = attempt(request, sdk, yield* RequestPermit)
      const answer = yield* once.pipe(
        Effect.catchIf(
          (failure) => failure.skewed && !corrected,
          () => {
            corrected = true
            return once
          }
        ),
        Effect.retry({ while: (failure: StsFailure) => failure.transient, schedule: retries }),
        Effect.mapError((failure) => failure.error)
      )
      const read = request.read(answer)
      if (isIncomplete(read)) {
        return yield* new StsError({
          operation: request.operation,
          region: request.region,
          kind: "other",
          code: "IncompleteAnswer",
          detail: `The answer has no ${read.missing}.`
        })
      }
      return read
    })

    return {
      send: refusing,
      endpoint: ({ region, endpoints }) => endpointIn(settings.success, "sts", region, endpoints)
    }
  }
)

const secretsOf = (request: Pick<StsRequest<unknown, object>, "credentials" | "secrets">): ReadonlyArray<string> =>
  [
    ...(request.secrets ?? []),
    ...(request.credentials === undefined ? [] : [request.credentials.secretAccessKey]),
    ...(request.credentials?.sessionToken === undefined ? [] : [request.credentials.sessionToken])
  ].map((secret) => Redacted.value(secret))

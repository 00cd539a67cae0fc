import type { STSClient } from "@aws-sdk/client-sts"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { StsError } from "../../services/Sts.ts"
import { type ClientSettings, clientSettings } from "../ClientSettings.ts"
import { handlerOptions } from "./HandlerOptions.ts"
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
const loadSdk = (): Promise<Sdk> => import("@aws-sdk/client-sts")

const refused = (request: { readonly operation: string; readonly region: string }, code: string, detail: string) =>
  new StsError({ operation: request.operation, region: request.region, kind: "invalid", code, detail })

/**
 * Sends requests to STS: each signed by its own caller and no other, the SDK's own retries replaced by one schedule, and
 * nothing left for the SDK to look up in the process's environment or in files.
 */
export const makeStsSender: Effect.Effect<SendStsRequest, never, Scope.Scope> = Effect.gen(function* () {
  const settings = yield* Effect.result(clientSettings("sts"))
  let handler: STSClient["config"]["requestHandler"] | undefined
  let clockOffset = 0

  /**
   * A client for one request, which so cannot sign with another's credentials. Making one takes some 30 microseconds;
   * the connections belong to the handler, which all of them share.
   */
  const makeClient = (
    sdk: Sdk,
    { endpointFor, useFipsEndpoint, useDualstackEndpoint, defaults }: ClientSettings,
    { region, credentials, endpoints }: Pick<StsRequest<unknown, object>, "region" | "credentials" | "endpoints">
  ): STSClient => {
    const chosen = endpointFor(endpoints)
    const client = new sdk.STSClient({
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
      ...(chosen === undefined ? {} : { endpoint: chosen.url }),
      // What the SDK does not find here, it reads from the process's environment and the shared files.
      ignoreConfiguredEndpointUrls: true,
      useFipsEndpoint,
      useDualstackEndpoint,
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
      requestHandler: handler ?? defaults.requestHandler ?? handlerOptions
    })
    handler = client.config.requestHandler
    return client
  }

  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      // A handler that the program handed in is the program's to close.
      if (settings._tag === "Success" && settings.success.defaults.requestHandler === undefined) handler?.destroy?.()
    })
  )

  const attempt = <Answer, A extends object>(
    request: StsRequest<Answer, A>,
    settings: ClientSettings,
    sdk: Sdk
  ): Effect.Effect<Answer, StsFailure> => {
    let client: STSClient | undefined
    return Effect.tryPromise({
      try: (abortSignal) => {
        client = makeClient(sdk, settings, request)
        return request.send(sdk, client, { abortSignal })
      },
      catch: (thrown) => {
        const failure = stsFailure(thrown, { ...request, secrets: secretsOf(request) })
        // The SDK has set its offset by the Date header of the answer; the next client begins with it.
        if (failure.skewed && client !== undefined) clockOffset = client.config.systemClockOffset
        return failure
      }
    }).pipe(Effect.onExit((exit) => count(request.operation, exit)))
  }

  return Effect.fnUntraced(function* <Answer, A extends object>(request: StsRequest<Answer, A>) {
    if (settings._tag === "Failure") {
      return yield* refused(
        request,
        "ConfigUnreadable",
        `The environment could not be read: ${settings.failure.message}`
      )
    }
    const chosen = settings.success.endpointFor(request.endpoints)
    if (chosen !== undefined && !URL.canParse(chosen.url)) {
      return yield* refused(request, "InvalidEndpoint", `"${chosen.url}" (${chosen.from}) is not a URL. Correct it.`)
    }
    const sdk = yield* Effect.promise(loadSdk)
    let corrected = false
    const send = attempt(request, settings.success, sdk)
    const answer = yield* send.pipe(
      Effect.catchIf(
        (failure) => failure.skewed && !corrected,
        () => {
          corrected = true
          return send
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
})

const secretsOf = (request: Pick<StsRequest<unknown, object>, "credentials" | "secrets">): ReadonlyArray<string> =>
  [
    ...(request.secrets ?? []),
    ...(request.credentials === undefined ? [] : [request.credentials.secretAccessKey]),
    ...(request.credentials?.sessionToken === undefined ? [] : [request.credentials.sessionToken])
  ].map((secret) => Redacted.value(secret))

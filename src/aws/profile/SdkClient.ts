import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ConfiguredEndpoints, withoutVariant } from "../../domain/aws/Endpoint.ts"
import { renderProblem } from "../../domain/config/ConfigProblem.ts"
import { hideSecretLike, hideSecrets } from "../../domain/text/Secrets.ts"
import { grantFlag } from "../../platform/Denied.ts"
import type { AwsClientDefaults } from "../../services/AwsClientDefaults.ts"
import type { SourceUnusable } from "../../services/CredentialSource.ts"
import { clientSettings } from "../ClientSettings.ts"
import { withTrustAdvice } from "../DescribeStsError.ts"
import { handlerFor, type RequestHandler } from "../RequestHandler.ts"
import { environmentUnreadable } from "../SourceVariables.ts"

/** The settings of a sign-in's service lead to no client. */
export class ClientUnusable extends Data.Error<{
  readonly detail: string
}> {
  readonly _tag = "ClientUnusable"
}

/** What a client of the SDK is made with, so that it looks nothing up by itself. */
export interface ClientConfig {
  readonly endpoint?: string
  readonly ignoreConfiguredEndpointUrls: true
  readonly requestHandler: RequestHandler
  readonly useFipsEndpoint: boolean
  readonly useDualstackEndpoint: boolean
  readonly userAgentAppId: () => Promise<AwsClientDefaults["userAgentAppId"]>
  readonly customUserAgent: string
}

/** What the clients of a sign-in's service are made with; their connections end with the scope. */
export const clientConfig: (
  service: string,
  endpoints: ConfiguredEndpoints | undefined
) => Effect.Effect<ClientConfig, ClientUnusable | SourceUnusable, Scope.Scope> = Effect.fnUntraced(
  function* (service, endpoints) {
    const settings = yield* Effect.mapError(clientSettings(service), environmentUnreadable)
    const endpoint = settings.endpointFor(endpoints)
    if (endpoint?.problem !== undefined) {
      return yield* new ClientUnusable({ detail: renderProblem(endpoint.problem) })
    }
    const requestHandler = yield* Effect.acquireRelease(
      Effect.mapError(
        handlerFor(settings, endpoints?.caBundle),
        ({ message }) => new ClientUnusable({ detail: `${message}.` })
      ),
      (handler) => Effect.sync(() => handler.destroy())
    )
    return {
      // Without it, the SDK takes those of the process's profile, which may be another.
      ignoreConfiguredEndpointUrls: true,
      ...(endpoint === undefined ? settings.variantFor(endpoints) : { ...withoutVariant, endpoint: endpoint.url }),
      requestHandler,
      userAgentAppId: async () => settings.defaults.userAgentAppId,
      customUserAgent: "effect-boto-ses"
    }
  }
)

/** What an error of the SDK says, without what was sent: whoever answered may quote it. */
export const words = (thrown: unknown, sent: ReadonlyArray<string> = []): string =>
  withTrustAdvice(
    grantFlag(thrown) ?? hideSecretLike(hideSecrets(sent)(thrown instanceof Error ? thrown.message : String(thrown))),
    (thrown as { readonly code?: unknown } | undefined)?.code
  )

import * as Effect from "effect/Effect"
import type * as Tracer from "effect/Tracer"
import { valueAt } from "../../domain/text/Describe.ts"
import type { AwsClient } from "../../services/Session.ts"

/** What a span tells of the session whose request it stands around. */
export interface UsedSession {
  readonly target: string
  readonly region: string
}

const textAt = (value: unknown, path: ReadonlyArray<PropertyKey>): string | undefined => {
  const found = valueAt(value, path)
  return typeof found === "string" ? found : undefined
}

/** The operation of a command of the AWS SDK: as its schema calls it, else as its class does, which a bundler may rename. */
const operationOf = (command: unknown): string | undefined => {
  if (typeof command !== "object" || command === null) return undefined
  const { schema, constructor } = command as {
    readonly schema?: unknown
    readonly constructor: { readonly name: string }
  }
  return textAt(schema, [2]) ?? constructor.name.replace(/Command$/, "")
}

/**
 * The client as a request of the program sees it: it tells the span which operation is the first, and is the client itself
 * in all else. What is no client of the AWS SDK is left as it is.
 */
const watched = <Client extends AwsClient>(client: Client, span: Tracer.Span): Client => {
  const { send } = client as { readonly send?: (...args: ReadonlyArray<unknown>) => unknown }
  if (typeof send !== "function" || textAt(client, ["config", "serviceId"]) === undefined) return client
  const told = (...args: ReadonlyArray<unknown>): unknown => {
    const operation = operationOf(args[0])
    if (operation !== undefined && !span.attributes.has("rpc.method")) span.attribute("rpc.method", operation)
    return send.apply(client, [...args])
  }
  return Object.create(client, { send: { value: told } })
}

/**
 * A span around what a program does with a client: whose session, which service, which operation; never what was asked or
 * answered.
 *
 * Source: OpenTelemetry, "Semantic conventions for AWS SDK client spans", whose span is that of one operation: a program's
 * may hold several, and names the first.
 */
export const withUseSpan = <Client extends AwsClient, A, E>(
  { target, region }: UsedSession,
  client: Client,
  request: (client: Client) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const service = textAt(client, ["config", "serviceId"])
  const attributes = {
    ...(service === undefined ? {} : { "rpc.system": "aws-api", "rpc.service": service }),
    "cloud.region": region,
    "boto_ses.target": target
  }
  return Effect.useSpan("Session.use", { kind: "client", attributes }, (span) =>
    Effect.withParentSpan(request(watched(client, span)), span)
  )
}

/** The vendor's endpoint on loopback: what it asks of a request, and the ways in which it can go wrong. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type Answered, drop } from "../localAws/Handler.ts"
import type { HttpAnswer, HttpRequest } from "../localAws/HttpMessage.ts"
import { listen } from "../localAws/HttpServer.ts"
import type { LocalAwsError } from "../localAws/LocalAwsError.ts"
import type { Endpoint } from "./Jobs.ts"

/**
 * How the endpoint answers: with a token, or in a way that a job must not believe. `hanging` sends nothing, `stalled` half
 * of an answer, `cut` ends the connection, `failure` is a status of 503.
 */
export type Answers =
  | "token"
  | "refusal"
  | "failure"
  | "hanging"
  | "stalled"
  | "cut"
  | "garbage"
  | "redirect"
  | "too long"

export interface Served {
  readonly endpoint: Endpoint
  /** Whether the job may have a token. */
  readonly permitted: boolean
  readonly permission: string
  /** By the `Clock`, in milliseconds. */
  readonly permissionEnds: number
  readonly mint: (asked: {
    readonly audience: string | undefined
    readonly tags: ReadonlyArray<string>
  }) => Effect.Effect<Redacted.Redacted<string>>
  /** Says how the next request is answered, and counts it. */
  readonly next: () => Answers
}

const json = { "content-type": "application/json" }

const answer = (status: number, body: string, headers: HttpAnswer["headers"] = json): HttpAnswer => ({
  status,
  headers,
  body
})

const refuse = (status: number, message: string): HttpAnswer => answer(status, JSON.stringify({ message }))

const wrong: { readonly [How in Exclude<Answers, "token" | "hanging" | "cut" | "stalled">]: HttpAnswer } = {
  refusal: refuse(403, "Resource not accessible by integration"),
  failure: refuse(503, "Try again"),
  garbage: answer(200, "<html>Sign in</html>", { "content-type": "text/html" }),
  redirect: answer(302, "", { location: "http://169.254.169.254/latest/meta-data/" }),
  "too long": answer(200, JSON.stringify({ value: "x".repeat(100_000) }))
}

const judge = Effect.fnUntraced(function* (served: Served, request: HttpRequest) {
  const { endpoint } = served
  const [name, value] = endpoint.header(served.permission)
  if (request.path !== endpoint.path) return refuse(404, "Not Found")
  if (request.method !== endpoint.method) return refuse(405, "Method Not Allowed")
  const lacking = Object.entries(endpoint.query ?? {}).find(([key, text]) => request.query.get(key)?.at(-1) !== text)
  if (lacking !== undefined) return refuse(400, `${lacking[0]} is missing`)
  if (request.headers[name] !== value) return refuse(401, "Bad credentials")
  if ((yield* Clock.currentTimeMillis) >= served.permissionEnds) return refuse(401, "The token has expired")
  if (!served.permitted) {
    const { status = 403, body = "" } = endpoint.forbidden ?? {}
    return answer(status, body)
  }
  const tags = endpoint.tags?.(request) ?? []
  const token = yield* served.mint({ audience: endpoint.audience(request), tags })
  return answer(200, endpoint.answer(Redacted.value(token)))
})

const respond = (served: Served, request: HttpRequest): Effect.Effect<HttpAnswer | typeof drop> => {
  const how = served.next()
  switch (how) {
    case "token":
    case "stalled":
      return Effect.map(judge(served, request), (given) => (how === "token" ? given : { ...given, stalled: true }))
    case "hanging":
      return Effect.never
    case "cut":
      return Effect.succeed(drop)
    default:
      return Effect.succeed(wrong[how])
  }
}

/** Serves an endpoint for as long as the scope lives, and gives its address. */
export const serve = (served: Served): Effect.Effect<string, LocalAwsError, Scope.Scope> =>
  Effect.map(
    listen({
      handle: Effect.fnUntraced(function* (request) {
        const given = yield* respond(served, request)
        if (given === drop) return drop
        return { stalled: false, ...given, serverTime: yield* Clock.currentTimeMillis } satisfies Answered
      }),
      aborted: () => undefined
    }),
    (address) => `${address}${served.endpoint.path}`
  )

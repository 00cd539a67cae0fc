import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { addressOf, addressVariable, type RequestWay } from "../domain/oidc/vendors/TokenVendor.ts"
import { isFilled, readJsonObject } from "../domain/text/JsonObject.ts"
import { type CaBundleUnusable, httpAgents } from "../platform/HttpAgents.ts"
import { type LocalAnswer, localRequest, type NoAnswer } from "../platform/LocalRequest.ts"
import { isLoopback, networkOf, networkVariables } from "../platform/Network.ts"
import { describeNoAnswer, isPassing, type Repetition, repeated } from "../platform/RepeatedRequest.ts"
import type { Variables } from "../platform/Variables.ts"
import type { IdentityTokenError } from "../services/IdentityToken.ts"
import { type Asked, claimsOf, type Failing, type Job, moment, quoted } from "./Place.ts"
import { tokenAddress } from "./TokenAddress.ts"

/** Bytes; tokens hold some thousands. */
const largest = 64 * 1024

/** Milliseconds for one request, its whole answer included. */
export const requestLimit = 10_000

const repetition: Repetition = {
  requests: 3,
  afterAnswer: isPassing,
  afterSilence: ({ reason }) => reason._tag !== "TooLarge"
}

const networkOfJob = ({ env }: Job) =>
  networkOf(
    Object.fromEntries(networkVariables.map((name) => [name, env.get(name)])) as Variables<
      (typeof networkVariables)[number]
    >
  )

/** What a vendor says of why it gives none, as the end of a sentence. A page for a browser says nothing. */
const describeRefusal = (body: string, secrets: ReadonlyArray<string>): string => {
  const fields = readJsonObject(body)
  const said =
    fields === undefined
      ? /^\s*</.test(body)
        ? ""
        : body
      : ([fields.message, fields.Message, fields.error_description, fields.error].find(isFilled) ?? "")
  const words = quoted(said, secrets)
  return words === "" ? "" : `: ${words.replace(/\.$/, "")}`
}

/** What goes into a request besides its address. */
interface Sent {
  readonly audience: string | undefined
  readonly asked: Asked
}

const withQuery = (way: RequestWay, address: URL, { asked, audience }: Sent): URL => {
  const url = new URL(address)
  for (const [name, value] of Object.entries(way.query ?? {})) url.searchParams.set(name, value)
  const { serviceConnection } = asked.settings
  if (way.serviceConnection !== undefined && serviceConnection !== undefined)
    url.searchParams.set(way.serviceConnection, serviceConnection)
  if (way.audience?.in === "query" && audience !== undefined) url.searchParams.set(way.audience.name, audience)
  return url
}

const bodyOf = (way: RequestWay, { asked, audience }: Sent): string | undefined => {
  if (way.method === "GET") return undefined
  const tags = Object.keys(asked.tags ?? {})
  return JSON.stringify({
    ...(way.audience?.in === "body" && audience !== undefined ? { [way.audience.name]: audience } : {}),
    ...(way.tags === undefined || tags.length === 0 ? {} : { [way.tags]: tags })
  })
}

const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 410, 422])

/** What no request may be made with, or for. */
const passOn = "Pass the variable on as the job has it."

const permissionOf = (way: RequestWay, job: Job, fail: Failing): Effect.Effect<string, IdentityTokenError> => {
  const permission = way.permission === undefined ? "" : (job.env.get(way.permission.variable) ?? "").trim()
  return /[^\x21-\x7e]/.test(permission)
    ? Effect.fail(
        fail(
          "invalid",
          `${way.permission?.variable} has characters that no header may have, such as a line break.`,
          passOn
        )
      )
    : Effect.succeed(permission)
}

const headersOf = (way: RequestWay, permission: string, body: string | undefined) => ({
  accept: "application/json",
  ...(permission === ""
    ? {}
    : { authorization: [way.permission?.scheme, permission].filter((part) => part !== "").join(" ") }),
  ...(body === undefined
    ? {}
    : { "content-type": "application/json", "content-length": String(new TextEncoder().encode(body).length) }),
  ...way.headers
})

const describeSilence = (url: URL, next: string, fail: Failing, failure: NoAnswer | CaBundleUnusable) => {
  if (failure._tag === "CaBundleUnusable") {
    return fail("unanswered", `${quoted(failure.message)}.`, "Correct it.", { cause: failure })
  }
  return failure.reason._tag === "TooLarge"
    ? fail("invalid", `the answer of ${url.host} is longer than ${largest} bytes.`, next)
    : fail(
        "unanswered",
        `${url.host} gives no answer: ${quoted(describeNoAnswer(failure), [url.pathname + url.search])}.`,
        "Try again; see whether the job reaches that host.",
        { cause: failure.cause }
      )
}

/** A token of the vendor's server, not read yet. */
export const requestToken: (
  way: RequestWay,
  job: Job,
  sent: Sent,
  next: string,
  fail: Failing,
  limit: number
) => Effect.Effect<string, IdentityTokenError> = Effect.fnUntraced(function* (way, job, sent, next, fail, limit) {
  const valueOf = (name: string) => job.env.get(name)
  const address = tokenAddress(way, addressOf(way, valueOf) ?? "", valueOf)
  if (Result.isFailure(address)) {
    return yield* fail("invalid", `${addressVariable(way) ?? "The vendor's address"} ${address.failure}.`, passOn)
  }
  const permission = yield* permissionOf(way, job, fail)
  const url = withQuery(way, address.success, sent)
  const body = bodyOf(way, sent)
  const request = {
    url,
    method: way.method,
    headers: headersOf(way, permission, body),
    ...(body === undefined ? {} : { body }),
    limit,
    largest
  }
  const straight = way.metadata === true || isLoopback(url.hostname)
  const network = networkOfJob(job)
  // Agents end with their request.
  const agents = straight ? Effect.undefined : httpAgents(network, { keepAlive: false })
  const answer = yield* Effect.mapError(
    repeated<NoAnswer | CaBundleUnusable>(
      Effect.flatMap(agents, (found) => localRequest({ ...request, agents: found })),
      repetition
    ),
    (failure) => describeSilence(url, next, fail, failure)
  )
  return yield* readAnswer(way, answer, { url, permission, next, fail })
})

interface Answered {
  readonly url: URL
  readonly permission: string
  readonly next: string
  readonly fail: Failing
}

const readAnswer = Effect.fnUntraced(function* (
  way: RequestWay,
  { body, status }: LocalAnswer,
  { fail, next, permission, url }: Answered
) {
  const secrets = [permission, url.pathname + url.search].filter((secret) => secret.length > 1)
  const found = `${url.host} answered with status ${status}${describeRefusal(status === 200 ? "" : body, secrets)}.`
  if (status >= 300 && status < 400) {
    return yield* fail("invalid", `${url.host} answered with a redirect (${status}), which is not followed.`, next)
  }
  if (refusals.has(status)) {
    // By the vendor's word only: a clock that is wrong here ends no permission.
    const ends = claimsOf(permission)?.expiresAt
    return ends !== undefined && ends <= (yield* Clock.currentTimeMillis)
      ? yield* fail(
          "expired",
          `${found} The job's permission to ask for tokens (${way.permission?.variable}) ended at ${moment(ends)}.`,
          "Split the job: each one gets a permission of its own.",
          { expiredAt: ends }
        )
      : yield* fail("refused", found, next)
  }
  if (status !== 200 && status !== 201) {
    return yield* fail(isPassing({ status, body }) ? "unanswered" : "invalid", found, "Try again later.")
  }
  if (way.answer === undefined) return body
  const token = readJsonObject(body)?.[way.answer]
  return isFilled(token)
    ? token
    : yield* fail("invalid", `${url.host} answered without the token (the field ${way.answer}).`, next)
})

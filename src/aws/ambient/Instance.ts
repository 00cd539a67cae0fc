import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { readContainerAnswer, readRefusal } from "../../domain/aws/ContainerAnswer.ts"
import { type Credentials, rfc3339 } from "../../domain/aws/Credentials.ts"
import { chainOfKeys } from "../../domain/aws/SourceChain.ts"
import type { LocalAnswer, NoAnswer } from "../../platform/LocalRequest.ts"
import { notAsked, type SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { unlessRefused } from "../../services/RefusedRequests.ts"
import { InstanceMemory } from "./InstanceMemory.ts"
import { type InstanceSettings, instanceSettings, type ProfileSettings } from "./InstanceSettings.ts"
import { describeNoAnswer, describeRefusal, isPassing, platformRequest } from "./PlatformRequest.ts"

const origin = { _tag: "Instance" } as const

const unusable = (detail: string, cause?: unknown): SourceUnusable =>
  new SourceUnusable(cause === undefined ? { origin, detail } : { origin, detail, cause })

const sourced = (credentials: Credentials): SourcedCredentials => ({
  credentials,
  origin,
  chain: chainOfKeys(credentials)
})

/** What the search found: credentials, or why this machine gives none. */
export type InstanceAnswer = SourcedCredentials | { readonly absent: string }

/** The service answers that it cannot just now. */
interface Overloaded {
  readonly _tag: "Overloaded"
  readonly detail: string
}

const rolePath = "/latest/meta-data/iam/security-credentials/"

/** Requests to a service that says it is overloaded, where nobody says how many. */
const byDefault = 3

/** Statuses of a service without version 2, which another request would not change. */
const unknownToken: ReadonlySet<number> = new Set([403, 404, 405])

/** Whether there is a service, which only does not answer: a token's answer crosses no more than one hop. */
const isThere = ({ reason }: NoAnswer): boolean => {
  switch (reason._tag) {
    case "TimedOut":
      return reason.connected
    case "Failed":
      return reason.code === "ECONNRESET"
    default:
      return true
  }
}

/** The token of version 2, or why there is none and version 1 may be asked. */
const askToken = Effect.fnUntraced(function* (
  ask: Ask
): Effect.fn.Return<{ readonly token: string } | { readonly why: string }, NoAnswer | SourceUnusable> {
  const answer = yield* ask("/latest/api/token", {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "21600" },
    settled: ({ status }) => unknownToken.has(status)
  }).pipe(Effect.catchIf(isThere, (failure) => Effect.succeed({ silent: describeNoAnswer(failure) })))
  if ("silent" in answer) return { why: answer.silent }
  if (answer.status === 200) return { token: answer.body.trim() }
  if (answer.status === 400)
    return yield* unusable("The metadata service gives no token for its version 2 (status 400).")
  return { why: `status ${answer.status}` }
})

type Ask = (
  path: string,
  more: {
    readonly method?: "PUT"
    readonly headers: { readonly [name: string]: string }
    /** Whether an answer other than 200 would be the same the next time, whatever the attempts. */
    readonly settled?: (answer: LocalAnswer) => boolean
    /** Whether a body with status 200 says something; one that does not is asked for again, as often as is stated. */
    readonly speaks?: (body: string) => boolean
  }
) => Effect.Effect<LocalAnswer, NoAnswer>

const asking =
  ({ endpoint, limit, attempts }: InstanceSettings): Ask =>
  (path, { settled = () => false, speaks = () => true, ...request }) =>
    platformRequest(
      { url: new URL(endpoint.href.replace(/\/+$/, "") + path), limit, ...request },
      {
        requests: attempts ?? byDefault,
        afterAnswer: (answer) =>
          answer.status === 200
            ? attempts !== undefined && !speaks(answer.body)
            : !settled(answer) && (isPassing(answer) || attempts !== undefined),
        afterSilence: () => attempts !== undefined
      }
    )

const askCredentials = Effect.fnUntraced(function* (
  settings: InstanceSettings
): Effect.fn.Return<Credentials | { readonly absent: string }, NoAnswer | SourceUnusable | Overloaded> {
  const { host } = settings.endpoint
  const ask = asking(settings)
  const first = yield* askToken(ask)
  const refused = "why" in first ? `gives no token for its version 2 (${first.why})` : undefined
  if (refused !== undefined && !settings.withoutToken) {
    return yield* unusable(`${host} ${refused}, and its version 1 is switched off.`)
  }
  const headers: { readonly [name: string]: string } =
    "token" in first ? { "x-aws-ec2-metadata-token": first.token } : {}
  const failed = (answer: LocalAnswer, what: string) => {
    const detail = `${host} ${refused === undefined ? "" : `${refused} and `}${what} (status ${answer.status})${describeRefusal(answer.body, Object.values(headers))}.`
    return Effect.fail(isPassing(answer) ? { _tag: "Overloaded" as const, detail } : unusable(detail))
  }
  const role = yield* ask(rolePath, { headers, speaks: (body) => body.trim() !== "" })
  const [name = ""] = role.body.trim().split("\n")
  if (role.status === 404 || (role.status === 200 && name === "")) return { absent: "no role is attached to it" }
  if (role.status !== 200) return yield* failed(role, "does not tell its role")
  const answer = yield* ask(rolePath + encodeURIComponent(name), {
    headers,
    speaks: (body) => readContainerAnswer(body) !== undefined || readRefusal(body).length > 0
  })
  const credentials = answer.status === 200 ? readContainerAnswer(answer.body) : undefined
  return credentials ?? (yield* failed(answer, `gives no credentials of the role ${name}`))
})

/** Credentials past their end, for some minutes more; the service is asked again then. */
const prolonged = Effect.fnUntraced(function* (credentials: Credentials, why: string) {
  const { expiresAt } = credentials
  const now = yield* Clock.currentTimeMillis
  const minutes = yield* Random.nextBetween(5, 10)
  yield* Effect.logWarning(
    `The instance's metadata service ${why}: its credentials that ended at ${rfc3339(expiresAt ?? now)} are used until ` +
      "it gives others. AWS may take them still."
  )
  return { ...credentials, expiresAt: now + Math.round(minutes * 60_000) }
})

const isEnded = ({ expiresAt }: Credentials, now: number): boolean => expiresAt !== undefined && expiresAt <= now

/**
 * The role of the EC2 instance, from its metadata service: version 2 by a token, version 1 where the service gives none
 * and that is not switched off. A machine that has no such service is no error, and costs one second. While the service
 * gives expired credentials, or is there and gives none, those that it gave last are used.
 *
 * Source: AWS SDKs and Tools Reference Guide, "IMDS credential provider"; EC2 User Guide, "Use the Instance Metadata
 * Service"; botocore's `IMDSFetcher` and the SDK's `staticStabilityProvider`.
 */
export const instanceCredentials: (
  profile: ProfileSettings
) => Effect.Effect<InstanceAnswer, SourceUnusable, InstanceMemory> = Effect.fn("CredentialSource.instance")(function* (
  profile: ProfileSettings
): Effect.fn.Return<InstanceAnswer, SourceUnusable, InstanceMemory> {
  const settings = yield* instanceSettings(profile)
  if ("absent" in settings) return settings
  if ("unusable" in settings) return yield* unusable(settings.unusable)
  const memory = yield* InstanceMemory
  const now = yield* Clock.currentTimeMillis
  const { host } = settings.endpoint
  const withLast = <E>(why: string, otherwise: Effect.Effect<InstanceAnswer, E>): Effect.Effect<InstanceAnswer, E> => {
    const { last } = memory
    if (last === undefined) return otherwise
    const kept = isEnded(last, now) ? prolonged(last, why) : Effect.succeed(last)
    return Effect.map(kept, sourced)
  }
  return yield* unlessRefused("instance credentials", askCredentials(settings), () => notAsked(origin)).pipe(
    Effect.flatMap((answer): Effect.Effect<InstanceAnswer> => {
      if ("absent" in answer) return Effect.succeed(answer)
      memory.last = answer
      const kept = isEnded(answer, now) ? prolonged(answer, "gives no new ones") : Effect.succeed(answer)
      return Effect.map(kept, sourced)
    }),
    Effect.catchTags({
      NoAnswer: (failure) => {
        const said = describeNoAnswer(failure)
        return withLast(`gives no answer (${said})`, Effect.succeed({ absent: `${host} gives no answer: ${said}` }))
      },
      Overloaded: ({ detail }) => withLast("is overloaded", Effect.fail(unusable(detail)))
    })
  )
})

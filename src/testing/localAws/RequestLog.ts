/** What the server was asked, and what it answered. */
import * as Effect from "effect/Effect"
import { type Fault, matches, type RequestMatch } from "./Faults.ts"
import type { Denial } from "./JudgeTrust.ts"

/** One request, without its secrets. */
export interface LoggedRequest {
  /** What the answer gives as AWS's id of the request. */
  readonly requestId: string
  /** When it arrived: milliseconds since 1970, by the `Clock` of the server. */
  readonly at: number
  /** `sts`, `iam`, `s3`, `sso`, `sso-oidc`, `container`, `imds` or `oidc` (the keys of identity providers). */
  readonly service: string
  /** AWS's name of the operation: `AssumeRole`, `ListBuckets`, … */
  readonly action: string
  /** The region of the signature. */
  readonly region?: string
  /** The parameters as sent, with tokens and codes replaced by `<redacted>`. */
  readonly params: { readonly [name: string]: string }
  /** The access key id that signed it; absent where nothing did. */
  readonly accessKeyId?: string
  /** Set once the signature has been found right. */
  readonly principalArn?: string
  /** The `RoleArn` that was asked for. */
  readonly roleArn?: string
  /** The `RoleSessionName` that was asked for. */
  readonly roleSessionName?: string
  /** The `User-Agent` header: the SDK's, with what the program added. */
  readonly userAgent?: string
  /** The scripted faults that struck it. */
  readonly faults: ReadonlyArray<Fault["kind"]>
  /** The HTTP status of the answer; absent while there is none. */
  readonly status?: number
  /** AWS's name of the error that was answered; absent where it succeeded. */
  readonly errorCode?: string
  /** What was at fault where a web identity token was refused, which AWS's own answer does not tell. */
  readonly denial?: Denial
  /** Whether it ended without an answer: the client gave up, the server closed, or a fault dropped it. */
  readonly aborted: boolean
}

/** Which requests are meant: as a fault says it, and by how they ended. */
export interface RequestFilter extends RequestMatch {
  /** The HTTP status of the answer. */
  readonly status?: number
  /** AWS's name of the error that was answered. */
  readonly errorCode?: string
  /** Whether it ended without an answer. */
  readonly aborted?: boolean
}

const secretParams = new Set([
  "WebIdentityToken",
  "TokenCode",
  "SAMLAssertion",
  "TradeInToken",
  "X-Amz-Security-Token",
  "X-Amz-Signature"
])

/** Parameters fit for the log. */
export const withoutSecrets = (params: ReadonlyMap<string, string>): { readonly [name: string]: string } =>
  Object.fromEntries(Array.from(params, ([name, value]) => [name, secretParams.has(name) ? "<redacted>" : value]))

const isMeant = (filter: RequestFilter, request: LoggedRequest): boolean =>
  matches(filter, request) &&
  (filter.status === undefined || filter.status === request.status) &&
  (filter.errorCode === undefined || filter.errorCode === request.errorCode) &&
  (filter.aborted === undefined || filter.aborted === request.aborted)

/** The log of one server. */
export class RequestLog {
  readonly #entries = new Map<string, LoggedRequest>()
  readonly #watchers = new Set<() => void>()

  /** Adds a request. */
  put(request: LoggedRequest): void {
    this.#entries.set(request.requestId, request)
    this.#notify()
  }

  /** Adds to what is known of a request; nothing where the log was cleared meanwhile. */
  update(requestId: string, more: Partial<LoggedRequest>): void {
    const entry = this.#entries.get(requestId)
    if (entry === undefined) return
    this.#entries.set(requestId, { ...entry, ...more })
    this.#notify()
  }

  /** The connection ended; what was answered before stays an answer. */
  abort(requestId: string): void {
    if (this.#entries.get(requestId)?.status === undefined) this.update(requestId, { aborted: true })
  }

  clear(): void {
    this.#entries.clear()
  }

  find(filter: RequestFilter): ReadonlyArray<LoggedRequest> {
    return Array.from(this.#entries.values()).filter((request) => isMeant(filter, request))
  }

  /** Waits until the log holds that many such requests. */
  awaitRequests(count: number, filter: RequestFilter): Effect.Effect<ReadonlyArray<LoggedRequest>> {
    return Effect.callback((resume) => {
      const check = () => {
        const found = this.find(filter)
        if (found.length < count) return
        this.#watchers.delete(check)
        resume(Effect.succeed(found))
      }
      this.#watchers.add(check)
      check()
      return Effect.sync(() => this.#watchers.delete(check))
    })
  }

  #notify(): void {
    for (const watcher of Array.from(this.#watchers)) watcher()
  }
}

/** Scripted failures: what the server does instead of answering well. */
import type * as Duration from "effect/Duration"

/** Which requests something is about; a field that is left out means any. */
export interface RequestMatch {
  /** `AssumeRole`, `GetCallerIdentity`, `ListBuckets`, … */
  readonly action?: string
  /** `sts`, `iam`, `s3`, `sso`, `sso-oidc`, `container` or `imds`. */
  readonly service?: string
  /** The `RoleArn` that was asked for. */
  readonly roleArn?: string
  /** The `RoleSessionName` that was asked for. */
  readonly roleSessionName?: string
  /** The access key id that signed it. */
  readonly accessKeyId?: string
}

/** What happens to a request. */
export type Fault =
  /** `Throttling` (S3: `SlowDown`). */
  | { readonly kind: "throttle" }
  /** 500 `InternalFailure` (the default) or 503 `ServiceUnavailable`. */
  | { readonly kind: "serverError"; readonly status?: 500 | 503 }
  /** Answers later, by the `Clock` that the server was started with, or in real time. */
  | { readonly kind: "delay"; readonly duration: Duration.Input; readonly real?: boolean }
  /** Never answers; ends when the client gives up or the server closes. */
  | { readonly kind: "hang" }
  /** Answers the head and half of the body, and never the rest; ends as `hang` does. */
  | { readonly kind: "stall" }
  /** Closes the connection without an answer. */
  | { readonly kind: "drop" }
  | { readonly kind: "accessDenied" }
  | { readonly kind: "expiredToken" }
  /**
   * Judges the signing date as if the server's clock were that far ahead
   * (negative: behind). An SDK that retries corrects its own clock by the answer,
   * so it comes right only if the skew also strikes the retry.
   */
  | { readonly kind: "clockSkew"; readonly duration: Duration.Input }

/** A fault with the requests that it strikes. */
export type FaultOptions = Fault & {
  /** Default: every request. */
  readonly when?: RequestMatch
  /** How many requests it strikes. Default: 1. */
  readonly times?: number | "always"
}

/** The fields of a request that faults and filters look at. */
export interface MatchableRequest {
  readonly action: string
  readonly service: string
  readonly roleArn?: string
  readonly roleSessionName?: string
  readonly accessKeyId?: string
}

/** Whether a request is one of those meant. */
export const matches = (match: RequestMatch, request: MatchableRequest): boolean =>
  (match.action === undefined || match.action === request.action) &&
  (match.service === undefined || match.service === request.service) &&
  (match.roleArn === undefined || match.roleArn === request.roleArn) &&
  (match.roleSessionName === undefined || match.roleSessionName === request.roleSessionName) &&
  (match.accessKeyId === undefined || match.accessKeyId === request.accessKeyId)

interface Scripted {
  readonly fault: Fault
  readonly when: RequestMatch
  remaining: number
}

const isModifier = (fault: Fault): boolean => ["delay", "stall", "clockSkew"].includes(fault.kind)

/** The script of one server. */
export class FaultScript {
  #scripted: ReadonlyArray<Scripted> = []

  add(options: FaultOptions): void {
    const { times = 1, when = {}, ...fault } = options
    this.#scripted = [
      ...this.#scripted,
      { fault, when, remaining: times === "always" ? Number.POSITIVE_INFINITY : times }
    ]
  }

  clear(): void {
    this.#scripted = []
  }

  /**
   * The faults that strike this request, in the order they were scripted: every
   * delay, stall and skew up to the first fault that decides the answer, and that one.
   * Each of them is used up by one.
   */
  take(request: MatchableRequest): ReadonlyArray<Fault> {
    const taken: Array<Fault> = []
    for (const scripted of this.#scripted) {
      if (!matches(scripted.when, request)) continue
      scripted.remaining -= 1
      taken.push(scripted.fault)
      if (!isModifier(scripted.fault)) break
    }
    this.#scripted = this.#scripted.filter((scripted) => scripted.remaining > 0)
    return taken
  }
}

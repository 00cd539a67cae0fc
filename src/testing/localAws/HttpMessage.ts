/** A request as it came off the wire, and the answer that goes back. */
import type { Denial } from "./JudgeTrust.ts"

/** A whole HTTP request. */
export interface HttpRequest {
  readonly requestId: string
  readonly method: string
  /** Still percent-encoded. */
  readonly path: string
  readonly query: ReadonlyMap<string, ReadonlyArray<string>>
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
}

/** A whole HTTP answer. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string | Uint8Array
  /** For the log. */
  readonly errorCode?: string
  /** For the log, too. */
  readonly denial?: Denial
}

/** Form parameters, or query parameters, each name once (the last one counts). */
export const parseParams = (text: string): ReadonlyMap<string, string> => new Map(new URLSearchParams(text))

/** Every value of every query parameter. */
export const parseQuery = (text: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const query = new Map<string, ReadonlyArray<string>>()
  for (const [name, value] of new URLSearchParams(text)) query.set(name, [...(query.get(name) ?? []), value])
  return query
}

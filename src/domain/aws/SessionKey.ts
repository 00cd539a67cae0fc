import type { SourceChain } from "./SourceChain.ts"

/** Where a service is asked. */
export interface ServiceEndpoint {
  /** The stated address, else AWS's own by partition and region. */
  readonly url: string
  /** Whether AWS answers there, and no stand-in of it. */
  readonly isAws: boolean
}

/** What a session is told by: two asks with the same key may have each other's session, and no others may. */
export interface SessionKey {
  /** What signs the request. */
  readonly chain: SourceChain
  /** AWS's name of the operation. */
  readonly operation: string
  /** Where it is asked. */
  readonly endpoint: ServiceEndpoint
  /** Every parameter that makes the answer another, as asked for: never what is made up for one request. */
  readonly parameters: { readonly [name: string]: unknown }
}

/** Each object's fields in the order of their names; a field without a value is none. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** The request by itself, as text: the step by which it extends the chain. */
const stepText = ({ operation, endpoint, parameters }: Omit<SessionKey, "chain">): string =>
  JSON.stringify([operation, endpoint.url, parameters], sorted)

/** Raised where a key says less or more than before, so that what is kept under older ones is not found. */
const version = 1

/** The chain of what one more request gives. */
export const extendChain = ({ steps, ...first }: SourceChain, request: Omit<SessionKey, "chain">): SourceChain => ({
  ...first,
  steps: [...steps, stepText(request)]
})

/** The whole key as text, without the secret. */
export const keyText = ({ chain, ...request }: SessionKey): string =>
  JSON.stringify([version, chain.id, ...chain.steps, stepText(request)])

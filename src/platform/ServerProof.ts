/**
 * How a server of ours on loopback shows a child of ours that it is the one its parent started. When the parent is gone,
 * any program may take its port: it would get the token, and could answer with keys of its own.
 *
 * Parent and child share a secret that never travels; a token and a key are made of it. The child sends a nonce and no
 * token; the server answers with a MAC over it by the key. The token follows only then, with a second nonce, and the
 * answer comes with a MAC over that and itself. The two kinds of MAC are over different texts, so that one never stands
 * for the other.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import * as Effect from "effect/Effect"
import { type LocalAnswer, type LocalRequest, localRequest, type NoAnswer } from "./LocalRequest.ts"

/** The header of a child's nonce. Other clients of the server send none, and get no proof. */
export const nonceHeader = "x-boto-ses-nonce"

const random = (): string => randomBytes(32).toString("base64url")

/** A new secret for a server and its children. */
export const makeServerSecret = (): string => random()

const nonce = /^[\w-]{43}$/

/** The nonce of a request, where it has one. */
export const nonceOf = (header: string | ReadonlyArray<string> | undefined): string | undefined =>
  typeof header === "string" && nonce.test(header) ? header : undefined

const mac = (key: string, ...said: ReadonlyArray<string>): string =>
  createHmac("sha256", key).update(JSON.stringify(said)).digest("base64url")

/** The token that opens the server. It is sent, and tells nothing of the secret. */
export const serverToken = (secret: string): string => mac(secret, "token")

const keyOf = (secret: string): string => mac(secret, "key")

const same = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** What a server answers to a nonce that comes without a token. `address` is `HOST:PORT/PATH`. */
export const serverProof = (secret: string, nonce: string, address: string): string =>
  mac(keyOf(secret), "server", nonce, address)

/** An answer with its proof: a line for this, then the answer's own text. */
export const proveAnswer = (secret: string, nonce: string, { status, body }: LocalAnswer): string =>
  `${mac(keyOf(secret), "answer", nonce, String(status), body)}\n${body}`

const openAnswer = (secret: string, nonce: string, { status, body }: LocalAnswer): LocalAnswer | undefined => {
  const answer = { status, body: body.slice(body.indexOf("\n") + 1) }
  return same(proveAnswer(secret, nonce, answer), body) ? answer : undefined
}

/** Who answers is not the server that goes with the secret. */
export interface Unproven {
  readonly _tag: "Unproven"
}

const unproven: Unproven = { _tag: "Unproven" }

export interface ProvenRequest extends Pick<LocalRequest, "url" | "limit" | "largest"> {
  readonly secret: string
}

/** Asks a server of our parent's: the token is sent to no other, and no other's answer is taken. */
export const provenRequest: (request: ProvenRequest) => Effect.Effect<LocalAnswer, NoAnswer | Unproven> =
  Effect.fnUntraced(function* ({ secret, ...request }) {
    const [first, second] = [random(), random()]
    const { host, pathname } = request.url
    const proof = yield* localRequest({ ...request, headers: { [nonceHeader]: first } })
    if (!same(proof.body, serverProof(secret, first, `${host}${pathname}`))) return yield* Effect.fail(unproven)
    const headers = { [nonceHeader]: second, authorization: serverToken(secret) }
    const answer = openAnswer(secret, second, yield* localRequest({ ...request, headers }))
    return answer ?? (yield* Effect.fail(unproven))
  })

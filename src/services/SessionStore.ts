import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { Identity } from "../domain/aws/Identity.ts"
import type { ServiceEndpoint, SessionKey } from "../domain/aws/SessionKey.ts"
import type { SourceChain } from "../domain/aws/SourceChain.ts"
import type { FailureText } from "./FailureText.ts"

/** Which kept sessions serve. */
export interface SessionNeed {
  /** What a session must have left: milliseconds, or half of its whole life, for those who do not renew it. */
  readonly life: number | "half"
  /** The access key id that AWS refused; `ended` where it said that the session has ended. */
  readonly refused?: { readonly accessKeyId: string; readonly ended: boolean } | undefined
  /** Milliseconds since the epoch, by AWS's clock as far as it is known: sessions that were made before do not serve. */
  readonly since?: number | undefined
  /** Whether no kept session serves, and none is to be kept. Default: false. */
  readonly uncached?: boolean
}

/** The life that one more request needs, in milliseconds, where whoever asks says nothing else. */
const usualLife = 300_000

/**
 * What is needed of the sessions that a source takes from the store: the factory says it around each load, and it is read
 * at each request. Default: five minutes of life.
 */
export const SessionNeed: Context.Reference<SessionNeed> = Context.Reference<SessionNeed>(
  "effect-boto-ses/SessionNeed",
  { defaultValue: () => ({ life: usualLife }) }
)

/** Milliseconds after which a kept source that is denied a role is obtained anew: its role may ask for a recent sign-in. */
export const staleAfter = 600_000

/**
 * Whether what was kept since then is worth another sign-in where AWS denies it something. What was only just made would
 * be denied the same.
 */
export const isStale = (keptSince: number | undefined, now: number): boolean =>
  keptSince !== undefined && now - keptSince > staleAfter

/** What a request gave: the credentials of a session and whose they are, or an identity alone. */
export interface Obtained {
  /** The session's credentials; none where only an identity was asked for. */
  readonly credentials: Credentials | undefined
  /** Whose they are; none where the answer does not tell. */
  readonly identity: Identity | undefined
}

/** A session, with what a store knows of it. */
export interface Kept extends Obtained {
  /**
   * When it was made, in milliseconds since the epoch by AWS's clock, where an earlier ask did that and the store kept it; `undefined`
   * for one that was made for this ask.
   */
  readonly keptSince: number | undefined
  /** Milliseconds by which AWS's clock was ahead of this machine's for whoever made it. */
  readonly clockSkew: number
  /** Whether another process of this machine made it while this one waited. Default: false. */
  readonly isJustMade?: boolean
}

/** A question to a person, which only one process asks. */
export interface Prompt<E> {
  /** What is asked for, in words that follow "asks for". */
  readonly what: string
  /** The failure of a process that waited for the answer to another's question; `why` is a sentence. */
  readonly fail: (why: string) => E
}

/**
 * The folder in which the answer to the question at hand is kept, where nobody has been told that before: a store says
 * it around what it obtains, and whoever asks tells what it means.
 */
export const FirstKeptIn: Context.Reference<string | undefined> = Context.Reference<string | undefined>(
  "effect-boto-ses/FirstKeptIn",
  { defaultValue: () => undefined }
)

/** Which session is looked for. */
export interface SessionLookup extends Omit<SessionNeed, "uncached"> {
  /** What the session is told by: the source, the operation, the endpoint, every parameter. */
  readonly key: SessionKey
  /** Milliseconds by which AWS's clock is ahead of this machine's, as far as that is known when it is called. */
  readonly clockSkew: () => number
}

/** An ask for a session, by whoever can obtain it. */
export interface SessionAsk<E> extends SessionLookup {
  /** The principal that signs the request, where a store has to know it. */
  readonly principal?: Effect.Effect<Identity, E> | undefined
  /** The question to a person that stands before it. */
  readonly prompt?: Prompt<E> | undefined
  /** How a failure is told to those who waited for the same answer in other processes. */
  readonly failures: FailureText<E>
}

/** A request to AWS, for whom a rate is to be kept. */
export interface PacedRequest<E>
  extends Pick<SessionAsk<E>, "principal">,
    Pick<SessionKey, "operation" | "parameters"> {
  /** What the credentials that sign it were obtained from, where that is known. */
  readonly chain: SourceChain | undefined
  /** Where it is asked, where that is known. */
  readonly endpoint: ServiceEndpoint | undefined
}

/** What marks a value as a store of this kind: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/SessionStore"

/**
 * What is kept of sessions beyond the process, so that many processes share one, and which of them obtains it.
 *
 * A store makes fewer sessions, never safer ones. It fails open: one that cannot be used leaves each ask to its own
 * request.
 */
export interface SessionStore {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /**
   * The session that is kept for the key, else what `obtain` gives, which is then kept. Of those who ask at the same time
   * one obtains it, and the others get the same answer. Fails as `obtain` does, and with nothing of its own.
   */
  readonly session: <E>(ask: SessionAsk<E>, obtain: Effect.Effect<Obtained, E>) => Effect.Effect<Kept, E>
  /**
   * The session that is kept for the key and serves, where the key alone tells it. Obtains none, and waits for nobody.
   */
  readonly peek: (lookup: SessionLookup) => Effect.Effect<Option.Option<Kept>>
  /**
   * Makes a request of which nothing is kept, at the rate to which the store holds its fleet. Without it such a request is
   * made at once.
   */
  readonly pace?: <A extends Obtained, E>(request: PacedRequest<E>, obtain: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** Seconds for which a sign-in with a multi-factor device is asked for, so that it may be kept. Default: AWS's twelve hours. */
  readonly mfaDurationSeconds?: number
  /** Removes what is kept for a key, or whatever is kept; how many entries that were. It needs no secret for the latter. */
  readonly clear: (key?: SessionKey) => Effect.Effect<number>
}

/** The tag of what is kept of sessions beyond the process. */
export const SessionStore: Context.Service<SessionStore, SessionStore> =
  Context.Service<SessionStore>("effect-boto-ses/SessionStore")

/** A store of one's own: `Layer.succeed(SessionStore.SessionStore, SessionStore.make({ … }))`. */
export const make = (operations: Omit<SessionStore, typeof TypeId>): SessionStore => ({
  [TypeId]: TypeId,
  ...operations
})

/** The store that keeps nothing. */
export const none: SessionStore = /* @__PURE__ */ make({
  session: ({ clockSkew }, obtain) =>
    Effect.map(obtain, (obtained) => ({ ...obtained, keptSince: undefined, clockSkew: clockSkew() })),
  peek: () => Effect.succeedNone,
  clear: () => Effect.succeed(0)
})

/** Nothing leaves the process: what a factory has where nothing else is chosen. */
export const layerNone: Layer.Layer<SessionStore> = /* @__PURE__ */ Layer.succeed(SessionStore, none)

import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { RoleOptions } from "../../domain/config/RoleOptions.ts"
import { IdentityTokenError, type IssuedToken } from "../../services/IdentityToken.ts"
import { makeBounded } from "../Bounded.ts"
import type { FactoryContext } from "../FactoryContext.ts"
import { optionsKey } from "./Keys.ts"
import { makeSharedRun, runInContext, type SharedRun } from "./SharedRun.ts"

/** What a token is to carry. */
export type TokenTags = Pick<RoleOptions, "tags" | "transitiveTagKeys">

/** The tokens of the job, each fetched once for all who exchange it. */
export interface JobTokens {
  /** A token with a minute left, else a new one. */
  readonly get: (tags: TokenTags) => Effect.Effect<IssuedToken, IdentityTokenError>
  /** Lets the next exchange have another than this one, which AWS did not take. */
  readonly forget: (tags: TokenTags, token: IssuedToken) => void
  readonly clear: () => void
}

/** Milliseconds that a held token must have left: an exchange takes a moment, and clocks differ. */
const least = 60_000

/** Milliseconds that askers wait for a place of another's making; our own have shorter limits. */
const patience = 120_000

const unanswered = new IdentityTokenError({
  kind: "unanswered",
  by: "the job",
  detail: `there was no answer within ${patience / 1000} s.`,
  next: "Try again later, or give the IdentityToken layer limits of its own."
})

interface Held {
  readonly run: SharedRun<IssuedToken, IdentityTokenError>
  issued: IssuedToken | undefined
}

export const makeJobTokens = (factory: FactoryContext, scope: Scope.Scope): JobTokens => {
  const { bound, clock, context, entries, identityToken } = factory
  const tokens = makeBounded<Held>(bound)
  const closed = Effect.fail(
    new IdentityTokenError({
      kind: "absent",
      by: "the job",
      detail: "It was asked for after the end of the layer or scope that it belongs to.",
      next: "Keep its use inside the program to which the layer is provided."
    })
  )

  const held = (tags: TokenTags): Held => {
    const key = optionsKey(tags)
    const known = tokens.get(key)
    if (known !== undefined) return known
    const fetched = identityToken.token(entries.identityToken ?? {}, tags).pipe(
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(unanswered) }),
      Effect.map((issued) => {
        made.issued = issued
        return issued
      })
    )
    const made: Held = { run: makeSharedRun(runInContext(fetched, context), scope, closed), issued: undefined }
    tokens.set(key, made)
    return made
  }

  const isGood = ({ expiresAt }: IssuedToken): boolean =>
    expiresAt !== undefined && expiresAt - clock.currentTimeMillisUnsafe() > least

  return {
    get: (tags) =>
      Effect.suspend(() => {
        const { issued, run } = held(tags)
        return issued !== undefined && isGood(issued) ? Effect.succeed(issued) : run.join
      }),
    forget: (tags, token) => {
      const known = held(tags)
      if (known.issued === token) known.issued = undefined
    },
    clear: () => {
      for (const { run } of tokens.values()) run.abandon()
      tokens.clear()
    }
  }
}

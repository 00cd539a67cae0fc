import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import type { TokenPlace } from "../domain/oidc/TokenPlace.ts"
import type { FoundVendor } from "../domain/oidc/vendors/TokenVendors.ts"
import { causeOf, describeUnreadable, readText } from "../platform/ReadText.ts"
import { checkToken } from "./CheckToken.ts"
import { commandToken, wordsOf } from "./CommandToken.ts"
import { type Asked, audienceOf, claimsOf, failing, type Job, quoted } from "./Place.ts"
import type { Limits, Source } from "./Source.ts"

/** A place that holds a token already, with its end. */
export const heldPlace = (by: string, text: string, notes: ReadonlyArray<string> = []): TokenPlace => {
  const expiresAt = claimsOf(text.trim())?.expiresAt
  return {
    _tag: "Offered",
    by,
    renewable: false,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    carriesTags: false,
    notes
  }
}

const asksForTags = (asked: Asked) => Object.keys(asked.tags ?? {}).length > 0

/** Why a token that somebody else writes cannot have the tags that are asked for. */
export const tagsUnfit = "session tags are asked for, and nobody can ask for them here."
export const tagsNext = "Leave the tags out."

/** The variable that a configuration names. */
export const variableSource = (name: string, job: Job, { vendor }: FoundVendor): Source => {
  const by = `the variable ${quoted(name)}`
  const fail = failing(by)
  const value = job.env.get(name)
  const next =
    vendor?.ways.some(({ _tag }) => _tag === "Variable") === true
      ? `Let ${vendor.by} set it. ${vendor.next}`
      : "Set it to the job's token, or name another place in identityToken."
  return {
    place: Effect.succeed(value === undefined ? { _tag: "NotOffered", by, next } : heldPlace(by, value)),
    token: Effect.fnUntraced(function* (asked) {
      if (value === undefined) return yield* fail("absent", "it is not set.", next)
      if (asksForTags(asked)) return yield* fail("invalid", tagsUnfit, tagsNext)
      const decides = vendor?.audience._tag === "Theirs" ? vendor.audience.where : "whoever sets the variable"
      return yield* checkToken(value, asked, { audience: audienceOf(asked), decides, fixed: true, next }, fail)
    })
  }
}

/** Bytes; tokens hold some thousands. */
const largest = 64 * 1024

/** The file that a configuration names, read for each token. */
export const fileSource: (path: string) => Effect.Effect<Source, never, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (path) {
    const fs = yield* FileSystem.FileSystem
    const by = `the file ${quoted(path)}`
    const fail = failing(by)
    const next = "Let the job write its token there, or name another place in identityToken."
    const text = Effect.provideService(readText(path, largest), FileSystem.FileSystem, fs)
    const source: Source = {
      place: Effect.match(text, {
        onFailure: (why): TokenPlace => ({ _tag: "NotOffered", by, next: `It ${describeUnreadable(why)}. ${next}` }),
        onSuccess: (): TokenPlace => ({ _tag: "Offered", by, renewable: true, carriesTags: false, notes: [] })
      }),
      token: Effect.fnUntraced(function* (asked) {
        if (asksForTags(asked)) return yield* fail("invalid", tagsUnfit, tagsNext)
        const found = yield* Effect.mapError(text, (why) =>
          fail(why._tag === "Absent" ? "absent" : "invalid", `it ${describeUnreadable(why)}.`, next, {
            cause: causeOf(why)
          })
        )
        const expected = { audience: audienceOf(asked), decides: "whoever writes the file", fixed: true, next }
        return yield* checkToken(found, asked, expected, fail)
      })
    }
    return source
  }
)

/** The command that a configuration names, run for each token. */
export const commandSource = (command: string, job: Job, limits: Limits): Source => {
  const by = "the command of identityToken"
  const fail = failing(by)
  const words = wordsOf(command, fail)
  return {
    place: Effect.map(Effect.result(words), (read) =>
      Result.isFailure(read)
        ? { _tag: "NotOffered", by, next: `${read.failure.detail} ${read.failure.next}` }
        : {
            _tag: "Offered",
            by,
            renewable: true,
            carriesTags: false,
            notes: ["Whether the command gives a token is known when it runs."]
          }
    ),
    token: Effect.fnUntraced(function* (asked) {
      if (asksForTags(asked)) return yield* fail("invalid", tagsUnfit, tagsNext)
      const text = yield* commandToken(yield* words, job, fail, limits.command)
      const expected = {
        audience: audienceOf(asked),
        decides: "the command",
        fixed: false,
        next: "Let it print the token alone on its standard output."
      }
      return yield* checkToken(text, asked, expected, fail)
    })
  }
}

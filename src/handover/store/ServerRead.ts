import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ServerAddress } from "../../domain/child/ChildEnvironment.ts"
import { localRequest, type NoAnswerReason } from "../../platform/LocalRequest.ts"

/** An answer from memory takes no time; a server that takes longer than this is none. In milliseconds. */
const patience = 5_000

/** Larger than any answer. In bytes. */
const largest = 64 * 1024

/** Whether a hand-over may be asked for at an address: a token is sent to nobody but this machine. */
export const isLoopback = (uri: string): boolean =>
  URL.canParse(uri) && new URL(uri).protocol === "http:" && new URL(uri).hostname === "127.0.0.1"

const gone = (code: string): string =>
  `the parent process that served it does not answer (${code}): it has ended, or runs in another container`

const describeFailure = (reason: NoAnswerReason): string => {
  switch (reason._tag) {
    case "TimedOut":
      return gone("ETIMEDOUT")
    case "Cut":
      return gone("ECONNRESET")
    case "TooLarge":
      return "its server cannot be asked: the answer has no end"
    case "Failed":
      return reason.code === "ECONNREFUSED" || reason.code === "ECONNRESET" || reason.code === "ETIMEDOUT"
        ? gone(reason.code)
        : `its server cannot be asked: ${reason.message}`
  }
}

/** Asks a credential server once; fails with what is wrong, as a sentence without its end. */
export const askServer = ({ uri, token }: ServerAddress): Effect.Effect<string, string> =>
  localRequest({
    url: new URL(uri),
    headers: { authorization: Redacted.value(token) },
    limit: patience,
    largest
  }).pipe(
    Effect.mapError(({ reason }) => describeFailure(reason)),
    Effect.flatMap(({ status, body }) => {
      switch (status) {
        case 200:
          return Effect.succeed(body)
        case 403:
          return Effect.fail("the token in the environment is not for this server")
        case 503:
          return Effect.fail("the parent's own credentials have ended, and it has no new ones yet")
        default:
          return Effect.fail(`its server answered with status ${status}`)
      }
    })
  )

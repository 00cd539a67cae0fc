import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { readOwnAnswer } from "../../domain/aws/ContainerAnswer.ts"
import type { ServerAddress } from "../../domain/child/ChildEnvironment.ts"
import type { NoAnswerReason } from "../../platform/LocalRequest.ts"
import { provenRequest } from "../../platform/ServerProof.ts"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { handoverEnvironment, handoverVariables, readPair, unusable, withConfigOfLayer } from "../HandoverVariables.ts"
import { handoverOrigin, renewHandover, snapshotUnreadable } from "../Snapshot.ts"
import { serveCredentials } from "../server/CredentialServer.ts"

const origin = handoverOrigin("server")

/** An answer from memory takes no time; a server that takes longer than this is none. In milliseconds. */
const patience = 5_000

/** Larger than any answer. In bytes. */
const largest = 64 * 1024

/** Whether a hand-over may be asked for at an address: a token is sent to nobody but this machine. */
const isLoopback = (uri: string): boolean =>
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

/** The server of a parent, as its child finds it in the environment. */
type ParentServer = Pick<ServerAddress, "uri" | "secret">

/** Asks a credential server once; fails with what is wrong, as a sentence without its end. */
const askServer = ({ uri, secret }: ParentServer): Effect.Effect<string, string> =>
  provenRequest({ url: new URL(uri), secret: Redacted.value(secret), limit: patience, largest }).pipe(
    Effect.mapError((failure) =>
      failure._tag === "NoAnswer"
        ? describeFailure(failure.reason)
        : "the token in the environment is not for this server: the parent process that served it has ended, and another program has its address"
    ),
    Effect.flatMap(({ status, body }) => {
      switch (status) {
        case 200:
          return Effect.succeed(body)
        case 503:
          return Effect.fail("the parent's own credentials have ended, and it has no new ones yet")
        default:
          return Effect.fail(`its server answered with status ${status}`)
      }
    })
  )

const readServer = Effect.fn("SnapshotStore.readServer")(
  function* (address: ParentServer) {
    const answer = readOwnAnswer(yield* askServer(address))
    if (answer === undefined) return yield* Effect.fail("its server's answer is none")
    return { ...answer, origin, renew: renewHandover }
  },
  Effect.mapError(snapshotUnreadable(origin))
)

/** The store of `layerServer`. */
export const makeServerStore: Effect.Effect<SnapshotStore> = Effect.map(withConfigOfLayer, (withConfig) =>
  make({
    share: Effect.fn("SnapshotStore.shareServer")(function* (session) {
      const { uri, secret } = yield* serveCredentials("devops", session)
      return handoverEnvironment({
        [handoverVariables.serverUri]: uri,
        [handoverVariables.serverSecret]: secret
      })
    }),
    load: withConfig(
      Effect.gen(function* () {
        const pair = yield* readPair(handoverVariables.serverUri, handoverVariables.serverSecret)
        if (pair === undefined) return Option.none()
        const [uri, text] = pair
        if (!isLoopback(uri)) {
          return yield* unusable(
            `${handoverVariables.serverUri} is not an address of this machine (http://127.0.0.1:PORT/…), and a token is sent nowhere else.`
          )
        }
        const address = { uri, secret: Redacted.make(text, { label: "handoverSecret" }) }
        return Option.some({ origin, read: readServer(address) })
      })
    )
  })
)

/**
 * Hands devops to a child by a server in this process, with no file. The child reads again as often as it needs new
 * credentials, for as long as the scope is open.
 *
 * **Gotchas**: fails with `HandoverUnusable` where devops has no session token; `SnapshotStore.layer` takes the file then.
 */
export const layerServer: Layer.Layer<SnapshotStore> = Layer.effect(SnapshotStore)(makeServerStore)

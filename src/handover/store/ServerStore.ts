import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ServerAddress } from "../../domain/child/ChildEnvironment.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { captured } from "../Captured.ts"
import { handoverEnvironment, handoverVariables, readPair, unusable } from "../HandoverVariables.ts"
import { renewHandover } from "../Snapshot.ts"
import { readAnswer } from "../server/ContainerAnswer.ts"
import { serveCredentials } from "../server/CredentialServer.ts"
import { askServer, isLoopback } from "./ServerRead.ts"

const source = "devops handed over by the parent process"

const readServer = Effect.fn("SnapshotStore.readServer")(
  function* (address: ServerAddress) {
    const text = yield* askServer(address)
    return yield* Effect.fromNullishOr(readAnswer(text, { source, renew: renewHandover })).pipe(
      Effect.mapError(() => "its server's answer is none")
    )
  },
  Effect.mapError((problem) => new SourceUnusable({ source, detail: `${problem}. ${renewHandover}` }))
)

/** The store of `layerServer`. */
export const makeServerStore: Effect.Effect<SnapshotStore> = Effect.map(captured, (within) =>
  make({
    share: Effect.fn("SnapshotStore.shareServer")(function* (session) {
      const { uri, token } = yield* serveCredentials("devops", session)
      return handoverEnvironment({
        [handoverVariables.serverUri]: uri,
        [handoverVariables.serverToken]: token
      })
    }),
    load: within(
      Effect.gen(function* () {
        const pair = yield* readPair(handoverVariables.serverUri, handoverVariables.serverToken)
        if (pair === undefined) return Option.none()
        const [uri, token] = pair
        if (!isLoopback(uri)) {
          return yield* unusable(
            `${handoverVariables.serverUri} is not an address of this machine (http://127.0.0.1:PORT/…), and a token is sent nowhere else.`
          )
        }
        const address = { uri, token: Redacted.make(token, { label: "handoverToken" }) }
        return Option.some({ source, read: readServer(address) })
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

import { Agent, request } from "node:http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ServerAddress } from "../../domain/child/ChildEnvironment.ts"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { handoverEnvironment, handoverVariables, readPair, unusable, withConfigOfLayer } from "../HandoverVariables.ts"
import { renewHandover, snapshotUnreadable } from "../Snapshot.ts"
import { readAnswer } from "../server/ContainerAnswer.ts"
import { serveCredentials } from "../server/CredentialServer.ts"

const source = "devops handed over by the parent process"

/** An answer from memory takes no time; a server that takes longer than this is none. In milliseconds. */
const patience = 5_000

/** Larger than any answer. In bytes. */
const largest = 64 * 1024

/** Whether a hand-over may be asked for at an address: a token is sent to nobody but this machine. */
const isLoopback = (uri: string): boolean =>
  URL.canParse(uri) && new URL(uri).protocol === "http:" && new URL(uri).hostname === "127.0.0.1"

const describeFailure = (error: NodeJS.ErrnoException): string =>
  error.code === "ECONNREFUSED" || error.code === "ECONNRESET" || error.code === "ETIMEDOUT"
    ? `the parent process that served it does not answer (${error.code}): it has ended, or runs in another container`
    : `its server cannot be asked: ${error.message}`

/**
 * Asks a credential server once; fails with what is wrong, as a sentence without its end. Never through a proxy, which
 * would see the token, whatever the environment says; `fetch` cannot promise that.
 */
const askServer = (address: ServerAddress): Effect.Effect<string, string> =>
  Effect.callback((resume) => {
    const sent = request(
      address.uri,
      {
        headers: { authorization: Redacted.value(address.token) },
        timeout: patience,
        agent: new Agent({ proxyEnv: {} })
      },
      (response) => {
        const chunks: Array<Buffer> = []
        let size = 0
        response.on("data", (chunk: Buffer) => {
          size += chunk.length
          if (size > largest) response.destroy(new Error("the answer has no end"))
          else chunks.push(chunk)
        })
        response.on("error", (error) => resume(Effect.fail(describeFailure(error))))
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode === 200) resume(Effect.succeed(text))
          else if (response.statusCode === 403)
            resume(Effect.fail("the token in the environment is not for this server"))
          else if (response.statusCode === 503) {
            resume(Effect.fail("the parent's own credentials have ended, and it has no new ones yet"))
          } else resume(Effect.fail(`its server answered with status ${response.statusCode}`))
        })
      }
    )
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })))
    sent.on("error", (error) => resume(Effect.fail(describeFailure(error))))
    sent.end()
    return Effect.sync(() => sent.destroy())
  })

const readServer = Effect.fn("SnapshotStore.readServer")(
  function* (address: ServerAddress) {
    const text = yield* askServer(address)
    return yield* Effect.fromNullishOr(readAnswer(text, { source, renew: renewHandover })).pipe(
      Effect.mapError(() => "its server's answer is none")
    )
  },
  Effect.mapError(snapshotUnreadable(source))
)

/** The store of `layerServer`. */
export const makeServerStore: Effect.Effect<SnapshotStore> = Effect.map(withConfigOfLayer, (withConfig) =>
  make({
    share: Effect.fn("SnapshotStore.shareServer")(function* (session) {
      const { uri, token } = yield* serveCredentials("devops", session)
      return handoverEnvironment({
        [handoverVariables.serverUri]: uri,
        [handoverVariables.serverToken]: token
      })
    }),
    load: withConfig(
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

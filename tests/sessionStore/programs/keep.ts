/**
 * Keeps an entry in the cache folder of each home that is named, and asks a store there twice. Says how that went: a line
 * each.
 */
import process from "node:process"
import * as Effect from "effect/Effect"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import { describeEntryFailure, readEntry, writeEntry } from "../../../src/sessionStore/host/EntryFiles.ts"
import { describeStoreUnusable, locateStoreFolder } from "../../../src/sessionStore/host/StoreFolder.ts"
import { askOf } from "../asks.ts"
import { hostStore, warningsOf } from "../host/hosts.ts"
import { files, inEnv } from "../host/places.ts"

const name = "0123456789abcdef0123456789abcdef"

const keep = Effect.fnUntraced(function* (home: string) {
  const place = { runtime: { name: "local", group: "local" }, asked: false } as const
  const folder = yield* inEnv({ XDG_CACHE_HOME: home, HOME: home })(locateStoreFolder(place))
  yield* writeEntry(folder, name, new Uint8Array(4_181).fill(7))
  return `${(yield* readEntry(folder, name))?.length} bytes`
})

/** How many of two asks were answered, and by how many requests; how often there was a warning. */
const ask = Effect.fnUntraced(function* (home: string) {
  let [requests, answers] = [0, 0]
  const warnings = yield* warningsOf(
    Effect.gen(function* () {
      const store = yield* hostStore(home, {}, { XDG_CACHE_HOME: home })
      for (let times = 0; times < 2; times++) {
        const expiresAt = Date.now() + 3_600_000
        const credentials = makeCredentials({ accessKeyId: `ASIA${times}`, secretAccessKey: "s", expiresAt })
        const obtain = Effect.sync(() => {
          requests++
          return { credentials, identity: undefined }
        })
        if ((yield* store.session(askOf(), obtain)).credentials !== undefined) answers++
      }
    })
  )
  return `${answers} answers, ${requests} requests, ${warnings.length} warnings`
}, Effect.scoped)

const program = Effect.forEach(process.argv.slice(2), (home) => {
  const kept = Effect.match(keep(home), {
    onFailure: (error) => (error._tag === "EntryFailure" ? describeEntryFailure(error) : describeStoreUnusable(error)),
    onSuccess: (text) => text
  })
  return Effect.zipWith(kept, ask(home), (told, asked) => `${told}\n${asked}`)
})
const lines = await Effect.runPromise(Effect.provide(program, files))
process.stdout.write(`${lines.join("\n")}\n`)

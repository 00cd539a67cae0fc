/** Keeps an entry in the cache folder of each home that is named, and says how it went: a line each. */
import process from "node:process"
import * as Effect from "effect/Effect"
import { describeEntryFailure, readEntry, writeEntry } from "../../../src/sessionStore/host/EntryFiles.ts"
import { describeStoreUnusable, locateStoreFolder } from "../../../src/sessionStore/host/StoreFolder.ts"
import { files, inEnv } from "../host/places.ts"

const name = "0123456789abcdef0123456789abcdef"

const keep = Effect.fnUntraced(function* (home: string) {
  const place = { runtime: { name: "local", group: "local" }, asked: false } as const
  const folder = yield* inEnv({ XDG_CACHE_HOME: home, HOME: home })(locateStoreFolder(place))
  yield* writeEntry(folder, name, new Uint8Array(4_181).fill(7))
  return `${(yield* readEntry(folder, name))?.length} bytes`
})

const program = Effect.forEach(process.argv.slice(2), (home) =>
  Effect.match(keep(home), {
    onFailure: (error) => (error._tag === "EntryFailure" ? describeEntryFailure(error) : describeStoreUnusable(error)),
    onSuccess: (text) => text
  })
)
const lines = await Effect.runPromise(Effect.provide(program, files))
process.stdout.write(`${lines.join("\n")}\n`)

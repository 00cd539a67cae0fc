import { execFileSync } from "node:child_process"
import { symlinkSync, truncateSync, writeFileSync } from "node:fs"
import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { describeUnreadable, readText } from "../../src/platform/ReadText.ts"

const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped({ prefix: "boto-ses-read-" }))

const told = (path: string, largest = 100) =>
  Effect.match(readText(path, largest), {
    onFailure: (why) => `it ${describeUnreadable(why)}`,
    onSuccess: (text) => text
  })

layer(NodeFileSystem.layer)("the text of a file that somebody named", (it) => {
  it.effect("is read behind a link, to the last byte that is allowed", () =>
    Effect.gen(function* () {
      const at = yield* folder
      writeFileSync(`${at}/text`, `${"x".repeat(98)}ü`)
      symlinkSync("text", `${at}/link`)
      assert.strictEqual(yield* told(`${at}/link`), `${"x".repeat(98)}ü`)
      assert.strictEqual(yield* told(`${at}/link`, 99), "it is longer than 99 bytes")
      assert.strictEqual(yield* told(`${at}/none`), "it is not there")
      // A file of the system's that says it is empty, and is not.
      if (process.platform === "linux") assert.include(yield* told("/proc/self/status", 100_000), "Name:")
    })
  )

  it.effect("is none where reading it would wait or go on for ever", () =>
    Effect.gen(function* () {
      const at = yield* folder
      execFileSync("mkfifo", [`${at}/fifo`])
      writeFileSync(`${at}/huge`, "")
      truncateSync(`${at}/huge`, 5_000_000_000)
      assert.strictEqual(yield* told(`${at}/fifo`), "it is a FIFO and no file")
      assert.strictEqual(yield* told("/dev/zero"), "it is a device and no file")
      assert.strictEqual(yield* told(at), "it is a folder and no file")
      assert.strictEqual(yield* told(`${at}/huge`), "it is longer than 100 bytes")
    })
  )
})

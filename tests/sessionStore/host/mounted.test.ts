import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import process from "node:process"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inject } from "vitest"
import { namespace } from "../../support/namespace.ts"
import { files, temporary } from "./places.ts"

const program = `${inject("bundles")}/sessionStore/keep.js`

/** Mounts four file systems: one with room, one that is full, and two that are read-only, of which one has the folder. */
const script = `
mount -t tmpfs -o mode=700 none roomy
mount -t tmpfs -o mode=700,size=16k none full
head -c 20000 /dev/zero >full/all 2>/dev/null || true
mount -t tmpfs -o mode=700 none closed
mount -o remount,ro closed
mount -t tmpfs -o mode=700 none kept
mkdir -m 700 -p kept/boto-ses/sessions
mount -o remount,ro kept
"$@"
ls full/boto-ses/sessions
`

describe.skipIf(namespace === undefined)("a file system of its own (needs unshare)", () => {
  layer(files)((it) => {
    it.effect("that is full or read-only is said to be so, and nothing is left of what was begun", () =>
      Effect.gen(function* () {
        const folder = yield* temporary
        const homes = ["roomy", "full", "closed", "kept"]
        for (const home of homes) mkdirSync(`${folder}/${home}`)
        const args = [...(namespace ?? []), "sh", "-ec", script, "sh", process.execPath, program]
        const told = execFileSync("unshare", [...args, ...homes.map((home) => `${folder}/${home}`)], {
          cwd: folder,
          encoding: "utf8"
        })
        const lines = told.trim().split("\n")
        const [roomy, full, closed, kept] = lines.filter((_, index) => index < 8 && index % 2 === 0)
        assert.deepStrictEqual(
          lines.filter((_, index) => index < 8 && index % 2 === 1),
          [
            "2 answers, 1 requests, 0 warnings",
            ...["full", "closed", "kept"].map(() => "2 answers, 2 requests, 1 warnings")
          ]
        )
        const left = lines.slice(8)
        assert.strictEqual(roomy, "4181 bytes")
        assert.include(
          full,
          "full/boto-ses/sessions/0123456789abcdef0123456789abcdef cannot be written: no space is left"
        )
        assert.match(closed ?? "", /closed\/boto-ses\/sessions cannot be made/)
        assert.match(kept ?? "", /cannot be written: its file system is read-only/)
        assert.deepStrictEqual(left, [])
      })
    )
  })
})

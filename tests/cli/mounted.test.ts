import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { namespace } from "../support/namespace.ts"
import { inCi, onLaptop, programOf, spawn } from "./harness.ts"

/** Runs a script where what it mounts is its own; `"$@"` is the command line. */
const inside = (script: string, options: Parameters<typeof spawn>[1]) =>
  spawn(["unshare", ...(namespace ?? []), "sh", "-ec", script, "sh", ...programOf("node")], options)

describe.skipIf(namespace === undefined)("a file system of its own (needs unshare)", () => {
  it.live("lets configure write a file that is mounted by itself, as Docker mounts it", () =>
    Effect.gen(function* () {
      const { folder: cwd, env } = yield* onLaptop
      writeFileSync(join(cwd, "outside"), "# mine\n")
      chmodSync(join(cwd, "outside"), 0o640)
      const { exitCode } = yield* inside('mount --bind outside .aws/config; "$@" configure', { cwd, env })
      assert.strictEqual(exitCode, 0)
      assert.match(readFileSync(join(cwd, "outside"), "utf8"), /^# mine\n\n\[profile boto-ses-devops\]\n/)
      assert.strictEqual(statSync(join(cwd, "outside")).mode & 0o777, 0o640)
      assert.strictEqual(readFileSync(join(cwd, ".aws/config"), "utf8"), "")
      assert.deepStrictEqual(readdirSync(join(cwd, ".aws")).sort(), ["config", "credentials"])
    })
  )

  it.live("that is full is said to be full, and what was there stays", () =>
    Effect.gen(function* () {
      const { folder: cwd, env } = yield* inCi
      mkdirSync(join(cwd, "disk"))
      const { exitCode, stdout, stderr } = yield* inside(
        `mount -t tmpfs -o size=8k none disk
echo A=1 >disk/.env
head -c 20000 /dev/zero >disk/full 2>/dev/null || true
"$@" env sbx --output disk/.env || code=$?
cat disk/.env; ls -A disk; exit $code`,
        { cwd, env }
      )
      assert.deepStrictEqual([exitCode, stdout], [3, "A=1\n.env\nfull\n"])
      assert.include(stderr.replace(/\s+/g, " "), "no space is left on its disk (ENOSPC)")
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { posixWords, windowsWords } from "../../src/domain/text/CommandWords.ts"
import { answers, run, withPeer } from "./peers.ts"

/** Reads commands, and writes the words of each on both systems, and `null` where botocore does not split it. */
const script = `
import json, os, sys
from botocore.compat import compat_shell_split
def words(command, platform):
    try:
        return compat_shell_split(command, platform)
    except ValueError:
        return None
json.dump([[words(c, p) for p in ("linux", "win32")] for c in json.load(sys.stdin)], sys.stdout)
`

const ours = (command: string) =>
  [posixWords(command), windowsWords(command)].map((split) => (Result.isSuccess(split) ? split.success : null))

const Command = Schema.Array(
  Schema.Literals([
    "a",
    "b",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "'",
    '"',
    "\\",
    "\\\\",
    "$",
    "|",
    "#",
    "~",
    "\u00a0",
    "\u000b",
    "ü"
  ])
)

withPeer("botocore", answers("python3", "-c", "import botocore"), () =>
  describe("the words of a credential_process", () => {
    const commands: Array<string> = []
    it.prop("(commands to compare)", [Command], ([parts]) => void commands.push(parts.join("")), {
      arbitrary: { runs: 5_000 }
    })
    it.live("are those of botocore", () =>
      Effect.gen(function* () {
        const { stdout, stderr } = yield* run("python3", ["-c", script], {}, JSON.stringify(commands))
        assert.strictEqual(stderr, "")
        for (const [index, theirs] of (JSON.parse(stdout) as ReadonlyArray<unknown>).entries()) {
          assert.deepStrictEqual(ours(commands[index] ?? ""), theirs, JSON.stringify(commands[index]))
        }
        assert.isAtLeast(commands.length, 5_000)
      })
    )
  })
)

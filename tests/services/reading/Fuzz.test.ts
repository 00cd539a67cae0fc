import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { layerFile } from "../../../src/services/reading/Layers.ts"
import { parseJson } from "../../../src/services/reading/StrictJson.ts"
import { assertFit, configOf, folderWith, platform } from "./harness.ts"

const valid = {
  json: JSON.stringify(
    { region: "us-east-1", devops: { accountId: "111111111111" }, workloads: { sbx: { profile: 'a\\"b' } } },
    null,
    1
  ),
  yaml: "region: us-east-1\ndevops: &d { accountId: '111111111111' }\nworkloads:\n  sbx: *d\n  prd:\n    profile: |\n      acme\n",
  toml: 'region = "us-east-1"\n[devops]\naccountId = "111111111111"\n[workloads]\nsbx = { profile = \'a\' }\n[[x]]\ny = 1979-05-27\n'
}

const pieces = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "'",
  "\\",
  "\n",
  " ",
  "#",
  "&a ",
  "*a",
  "<<: ",
  "---\n",
  "!!x ",
  "? ",
  "|",
  "=",
  "0",
  "1e999",
  "-",
  "null",
  "true",
  "\u0000",
  "\ud800",
  "😀",
  "__proto__",
  "devops",
  "workloads",
  '="""',
  "[[",
  "]]",
  "'''"
]

const Index = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000 }))
const Edits = Schema.Array(Schema.Tuple([Index, Index, Index])).check(Schema.isMaxLength(12))

/** The text with cuts, repetitions and strange pieces in it. */
const edited = (text: string, edits: typeof Edits.Type): string =>
  edits.reduce((current, [kind, place, more]) => {
    const at = place % (current.length + 1)
    const end = Math.min(current.length, at + (more % 9))
    const piece = pieces[more % pieces.length] ?? ""
    switch (kind % 4) {
      case 0:
        return current.slice(0, at) + piece + current.slice(at)
      case 1:
        return current.slice(0, at) + current.slice(end)
      case 2:
        return current.slice(0, end) + current.slice(at, end).repeat(more % 40) + current.slice(end)
      default:
        return current.slice(0, at) + piece.repeat(more % 2000) + current.slice(at)
    }
  }, text)

layer(platform)("any file at all", (it) => {
  for (const format of ["json", "yaml", "toml"] as const) {
    it.effect.prop(
      `gives a configuration or a fit error: ${format}`,
      [Edits],
      ([edits]) =>
        Effect.gen(function* () {
          const fs = yield* FileSystem.FileSystem
          const working = yield* folderWith({})
          yield* fs.writeFile(`${working}/x.${format}`, new TextEncoder().encode(edited(valid[format], edits)))
          const outcome = yield* Effect.result(configOf(layerFile(`x.${format}`), { working }))
          if (Result.isFailure(outcome)) {
            assert.strictEqual(outcome.failure.reason._tag, "ConfigInvalid")
            assertFit(outcome.failure)
          }
        }),
      { arbitrary: { runs: 400 } }
    )
  }

  it.effect("YAML with keys in keys in keys is refused at once, where its parser would take minutes", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const working = yield* folderWith({})
      for (const text of [
        `devops:\n${"? ".repeat(1400)}x: y\n`,
        "? [a, b]\n: c\n",
        "? { a: b }\n: c\n",
        "&a a: b\n*a : c\n"
      ]) {
        yield* fs.writeFileString(`${working}/x.yaml`, text)
        const { reason } = yield* Effect.flip(configOf(layerFile("x.yaml"), { working }))
        assert.strictEqual(reason._tag, "ConfigInvalid")
        assert.match(reason.message, /no text|too deeply|is not YAML/)
      }
    })
  )

  it.prop(
    "JSON is read as JSON.parse reads it, but for keys that stand twice and great depth",
    [Edits],
    ([edits]) => {
      const text = edited(valid.json, edits)
      const ours = parseJson(text)
      let theirs: unknown
      try {
        theirs = JSON.parse(text)
      } catch {
        return assert.isTrue(Result.isFailure(ours))
      }
      if (Result.isSuccess(ours)) return assert.deepStrictEqual(ours.success, theirs)
      assert.match(ours.failure.detail, /stands twice|nested more than/)
    },
    { arbitrary: { runs: 5000 } }
  )

  it.prop(
    "JSON that JSON.stringify writes is read back",
    [Schema.Json],
    ([value]) => {
      const text = JSON.stringify(value, null, 2)
      assert.deepStrictEqual(Result.getOrThrow(parseJson(text)), JSON.parse(text))
    },
    { arbitrary: { runs: 500 } }
  )
})

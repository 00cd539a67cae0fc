import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { editConfig, textOf, type WantedProfile } from "../../src/cli/commands/configure/editAwsConfig.ts"
import { namedSection, parseIni, type Sections } from "../../src/domain/text/Ini.ts"
import { configTexts } from "./configureTexts.ts"

const wanted: ReadonlyArray<WantedProfile> = ["devops", "sbx"].map((target) => ({
  name: `boto-ses-${target}`,
  target,
  command: `/usr/bin/boto-ses --config "/my folder/c.json" credential-process ${target}`,
  region: target === "sbx" ? "us-east-1" : undefined
}))

/** Parts of config files, so that what is put together often is one. */
const pieces = [
  "[default]",
  "[profile boto-ses-sbx]",
  "[profile 'boto-ses-sbx']",
  "[profile boto-ses-devops] # ours",
  "[profile other]",
  "[sso-session corp]",
  "region = eu-west-1",
  "output: json",
  "s3 =",
  "max_concurrent_requests = 1",
  "credential_process = old credential-process sbx",
  "credential_process =",
  "old credential-process devops",
  "# a comment",
  "; credential_process = old credential-process sbx",
  "role_arn = x",
  ""
]

const Line = Schema.Tuple([
  Schema.Literals(["", "  ", "\t"]),
  Schema.Union([Schema.Literals(pieces), Schema.Literals(pieces), Schema.String]),
  Schema.Literals(["\n", "\n", "\n", "\r\n", "\r", " \n", ""])
])
const Text = Schema.Union([Schema.Array(Line), Schema.Literals(configTexts)])

const read = (text: typeof Text.Type): string =>
  typeof text === "string" ? text : text.map((parts) => parts.join("")).join("")

const isOurName = (title: string): boolean => wanted.some(({ name }) => name === namedSection(title, "profile"))

/** What readers of the file find in it, but for the commands of our profiles. */
const foundIn = (sections: Sections): ReadonlyArray<unknown> =>
  [...sections].map(([title, settings]) => [
    title,
    [...settings].filter(([name]) => !(isOurName(title) && name === "credential_process"))
  ])

const check = (text: string): void => {
  const result = editConfig(text, wanted)
  if (Result.isFailure(result)) return
  const { lines, changes } = result.success
  const after = textOf(result.success)

  // Every line is still there in its order, but for those of an old command of ours.
  const before = lines.filter(({ mark }) => mark !== "+").map((line) => line.text)
  assert.include([text, `${text}\n`, `${text}\r\n`], before.join(""))
  for (const { mark, text } of lines)
    if (mark === "-") assert.match(text, /^\s*credential_process\s*[=:].* credential-process \w+\s*$/i)

  // Where the file could be read, it can be, and says the same of everything else.
  const said = Result.getOrUndefined(parseIni(text))
  if (said !== undefined) {
    const now = Result.getOrThrow(parseIni(after))
    const added = wanted.filter(({ name }) => changes.get(name) === "added").map(({ name }) => `profile ${name}`)
    assert.deepStrictEqual(
      foundIn(new Map([...now].filter(([title]) => !added.includes(title)))),
      foundIn(said),
      JSON.stringify(text)
    )
    for (const { name, command } of wanted) {
      const [, settings] = [...now].find(([title]) => namedSection(title, "profile") === name) ?? []
      assert.strictEqual(settings?.get("credential_process"), command, JSON.stringify(text))
    }
  }

  const again = Result.getOrThrow(editConfig(after, wanted))
  assert.strictEqual(textOf(again), after)
  assert.deepStrictEqual([...new Set(again.changes.values())], ["unchanged"])
}

describe("the edit of any config file", () => {
  it.prop(
    "loses no line, changes nothing else that is said, and has nothing to do a second time",
    [Text],
    ([text]) => check(read(text)),
    { arbitrary: { runs: 2_000 } }
  )

  it("holds for files as people write them, none of which is refused", () => {
    for (const text of configTexts) {
      assert.isTrue(Result.isSuccess(editConfig(text, wanted)), text)
      check(text)
    }
  })

  it("keeps a line of ours as far in as its neighbours, which else would go on with it", () => {
    const [, sbx] = wanted
    const edited = (text: string) => textOf(Result.getOrThrow(editConfig(text, wanted.slice(1))))
    assert.strictEqual(
      edited("[profile boto-ses-sbx]\n  region = mine\n"),
      `[profile boto-ses-sbx]\n  credential_process = ${sbx?.command}\n  region = mine\n`
    )
    assert.strictEqual(
      edited("[profile boto-ses-sbx]\n  credential_process = old credential-process sbx\n  region = mine\n"),
      `[profile boto-ses-sbx]\n  credential_process = ${sbx?.command}\n  region = mine\n`
    )
  })

  it("refuses a profile that is there twice, in different quotes", () => {
    const twice = "[profile boto-ses-sbx]\n[profile 'boto-ses-sbx']\n"
    assert.deepStrictEqual(
      Result.flip(editConfig(twice, wanted)),
      Result.succeed(["[profile boto-ses-sbx] is there twice, in different quotes. Remove one of them."])
    )
  })
})

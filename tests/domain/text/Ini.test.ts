import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { iniLines, namedSection, parseIni } from "../../../src/domain/text/Ini.ts"

const read = (text: string) =>
  Result.match(parseIni(text), {
    onFailure: ({ line, problem }) => `line ${line}: ${problem}`,
    onSuccess: (sections) =>
      Object.fromEntries([...sections].map(([title, settings]) => [title, Object.fromEntries(settings)]))
  })

describe("iniLines", () => {
  it("gives each line its meaning, its end and its indentation", () => {
    const text = "\uFEFF [a] # c\r\n\tX : 1\r\n\n\t  more\n; c\nnonsense\n  goes on\ny="
    assert.deepStrictEqual(iniLines(text), [
      { kind: "header", title: "a", text: "\uFEFF [a] # c\r\n", indent: " " },
      { kind: "setting", name: "x", value: "1", text: "\tX : 1\r\n", indent: "\t" },
      { kind: "nothing", text: "\n", indent: "" },
      { kind: "continuation", value: "more", text: "\t  more\n", indent: "\t  " },
      { kind: "nothing", text: "; c\n", indent: "" },
      { kind: "unreadable", text: "nonsense\n", indent: "" },
      { kind: "continuation", value: "goes on", text: "  goes on\n", indent: "  " },
      { kind: "setting", name: "y", value: "", text: "y=", indent: "" }
    ])
  })

  it.prop("are the whole text", [Schema.String], ([text]) => {
    const all = iniLines(text)
    assert.strictEqual(all.map((line) => line.text).join(""), text)
    for (const { text } of all) assert.match(text, /^[^\r\n]*(\r\n|\n|\r)?$/)
  })
})

describe("parseIni", () => {
  it("reads sections, settings, comments and line ends of every kind", () => {
    assert.deepStrictEqual(read("\uFEFF# c\r\n[a]\rx = 1\n;c\n\n[ b c ] trailing\nY:2 = 3\nempty =\n"), {
      a: { x: "1" },
      " b c ": { y: "2 = 3", empty: "" }
    })
  })

  it("reads a header to the last bracket of its line", () => {
    assert.deepStrictEqual(read("[a]b]\nx = 1\n[c] # [d]\n"), { "a]b": { x: "1" }, "c] # [d": {} })
  })

  it("keeps what follows a blank and a hash in a value", () => {
    assert.deepStrictEqual(read("[a]\nx = 1 # not a comment\n"), { a: { x: "1 # not a comment" } })
  })

  it("joins more indented lines to the value above", () => {
    assert.deepStrictEqual(read("[a]\n  s3 =\n    one = 1\n\n    two = 2\n  x = 3\n"), {
      a: { s3: "\none = 1\n\ntwo = 2", x: "3" }
    })
  })

  it("keeps the empty lines within a value, not those behind it, and no comment", () => {
    assert.deepStrictEqual(read("[a]\nx = 1\n\n \t\n# c\n  2\n\n\ny = 3\n\n[b]\nz = 4\n\n"), {
      a: { x: "1\n\n\n2", y: "3" },
      b: { z: "4" }
    })
  })

  it("gives every section what [DEFAULT] says, wherever it stands, unless it says otherwise", () => {
    assert.deepStrictEqual(read("[a]\nx = 1\n[DEFAULT]\nx = 2\ny = 3\n[b]\n[DEFAULT]\nz = 4\n"), {
      a: { x: "1", y: "3", z: "4" },
      b: { x: "2", y: "3", z: "4" }
    })
    assert.deepStrictEqual(read("[DEFAULT]\nx = 1\n"), {})
    assert.deepStrictEqual(read("[default]\nx = 1\n"), { default: { x: "1" } })
  })

  for (const [text, problem] of [
    ["[DEFAULT]\nx=1\n[DEFAULT]\nx=2\n", "line 4: the setting x is there twice in its section"],
    [
      "[a]\ns3 =\n  one = 1\n  two: 2\n",
      "line 4: the line stands below s3, which has no value, and is no setting itself (name = value)"
    ],
    ["x = 1\n", "line 1: there is a setting before the first [section]"],
    ["[a]\nnonsense\n", "line 2: neither a [section] nor a setting (name = value)"],
    ["[a\n", "line 1: there is a setting before the first [section]"],
    ["[a]\n= 1\n", "line 2: neither a [section] nor a setting (name = value)"],
    ["[a]\nx=1\n\nX=2\n", "line 4: the setting x is there twice in its section"],
    ["[a]\n[b]\n[a]\n", "line 3: the section [a] is there twice"]
  ] as const) {
    it(`tells the line of a problem: ${JSON.stringify(text)}`, () => {
      assert.strictEqual(read(text), problem)
    })
  }

  const Line = Schema.Union([
    Schema.Literals(["[a]", "[profile b]", "x = 1", "  y = 2", "    z", "", "# c", "[", "]", "=", "\t", "\u0000"]),
    Schema.String
  ])

  it.prop("never throws, and reads a text that it accepts the same way twice", [Schema.Array(Line)], ([lines]) => {
    const text = lines.join("\n")
    assert.deepStrictEqual(read(text), read(text))
  })

  const Name = Schema.String.check(Schema.isPattern(/^[a-z_]{1,12}$/))
  const Value = Schema.String.check(Schema.isPattern(/^[!-~]([ -~]{0,20}[!-~])?$/))

  it.prop("reads back what was written", [Schema.Record(Name, Schema.Record(Name, Value))], ([file]) => {
    const text = Object.entries(file)
      .map(([title, settings]) =>
        [`[${title}]`, ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`)].join("\n")
      )
      .join("\n")
    assert.deepStrictEqual(read(text), file)
  })

  it("takes time in proportion to a hostile file", () => {
    assert.isString(read(`[a]\n${"a ".repeat(200_000)}`))
    assert.isObject(read(`[a]\n${" ".repeat(200_000)}\nx${" ".repeat(200_000)}= 1`))
    assert.isString(read(`[a]\nx${" ".repeat(200_000)}y`))
    assert.isObject(read(`[a]\nx =\n${"  y=\n".repeat(100_000)}`))
  })
})

describe("namedSection", () => {
  for (const [title, kind, name] of [
    ["profile acme", "profile", "acme"],
    ['profile "acme sbx"', "profile", "acme sbx"],
    ["profile 'acme'", "profile", "acme"],
    ["profile\tacme ", "profile", "acme"],
    ["profile", "profile", undefined],
    ["profile a b", "profile", undefined],
    ["profile (ü,#&;=)", "profile", "(ü,#&;=)"],
    ["profile a\\ b'c d'", "profile", "a bc d"],
    ["profile 'a", "profile", undefined],
    [" profile a", "profile", undefined],
    ["profiles acme", "profile", undefined],
    ["sso-session corp", "profile", undefined],
    ["acme", "profile", undefined]
  ] as const) {
    it(`${title} names ${name}`, () => {
      assert.strictEqual(namedSection(title, kind), name)
    })
  }
})

import { assert, describe, it } from "@effect/vitest"
import { type Form, formProblems, isText, patternText } from "../../../src/domain/text/Form.ts"

const name = patternText(/^[a-z]+$/u, "a name", { maxLength: 4, except: { texts: ["none"], expected: "another name" } })

const form: Form = {
  kind: "fields",
  fields: {
    name: { form: name },
    on: { form: { kind: "yes or no" } },
    size: { form: { kind: "whole", minimum: 1, maximum: 3, word: "max", expected: "1 to 3" } },
    list: { form: { kind: "list", of: name, most: 2, expected: "two at most" } },
    record: { form: { kind: "record", key: name, of: name, most: { count: 1, expected: "one at most" } } },
    any: { form: { kind: "any" } }
  },
  must: ["name"]
}

const problems = (value: unknown) =>
  formProblems(form, value).map(({ path, expected, absent }) => [
    path.join("."),
    expected,
    ...(absent ? ["absent"] : [])
  ])

describe("formProblems", () => {
  it("finds none in what is right", () => {
    for (const value of [
      { name: "a" },
      { name: "abcd", on: false, size: 3, list: ["a", "b"], record: { a: "b" }, any: Symbol("any") },
      { name: "a", size: "max", list: [], record: {}, any: undefined }
    ]) {
      assert.deepStrictEqual(problems(value), [])
    }
  })

  it("finds every mistake, each at its place", () => {
    assert.deepStrictEqual(
      problems({
        on: "yes",
        size: 1.5,
        list: ["a", "B", 1],
        record: { a: 1, B: "a" },
        more: 1
      }),
      [
        ["name", "a value", "absent"],
        ["on", "true or false"],
        ["size", "1 to 3"],
        ["list.1", "a name"],
        ["list.2", "text"],
        ["record.a", "text"],
        ["record.B", undefined],
        ["more", undefined]
      ]
    )
  })

  it("counts only what is right in itself", () => {
    assert.deepStrictEqual(problems({ name: "a", list: ["a", "b", "c"], record: { a: "a", b: "b" } }), [
      ["list", "two at most"],
      ["record", "one at most"]
    ])
  })

  it("tells the kind where it is another", () => {
    for (const value of [undefined, null, 1, "text", [], [1]])
      assert.deepStrictEqual(problems(value), [["", "an object"]])
    assert.deepStrictEqual(problems({ name: [], list: {}, record: [] }), [
      ["name", "text"],
      ["list", "a list"],
      ["record", "an object"]
    ])
  })

  it("takes no name of an object's prototype for a field", () => {
    assert.deepStrictEqual(problems(JSON.parse('{"name":"a","__proto__":1,"constructor":1}')), [
      ["__proto__", undefined],
      ["constructor", undefined]
    ])
  })
})

describe("isText", () => {
  it("holds to the pattern, the length and the exceptions", () => {
    assert.deepStrictEqual(
      ["a", "abcd", "abcde", "none", "A", "", 1, undefined].filter((value) => isText(name, value)),
      ["a", "abcd"]
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { paintNothing } from "../../../src/cli/terminal/Paint.ts"
import { renderTable, type Table } from "../../../src/cli/terminal/Table.ts"

const table: Table<"name" | "kind" | "size" | "note"> = {
  columns: [
    { key: "name", header: "NAME" },
    { key: "kind", header: "KIND", whenNarrow: "shorten" },
    { key: "size", header: "SIZE", align: "right" },
    { key: "note", header: "NOTE", whenNarrow: "below" }
  ],
  sections: [
    {
      title: "Fruit",
      about: "what grows on trees",
      rows: [
        { name: "apple", kind: "pomaceous", size: "8", note: "kept until spring" },
        { name: "plum", kind: "stone", size: "12", note: "" },
        { name: "quince", note: "not to be eaten raw" }
      ]
    }
  ]
}

const at = (width: number) => renderTable(table, { width, paint: paintNothing })

describe("a table", () => {
  it("has aligned columns where there is room", () => {
    assert.deepStrictEqual(at(60), [
      "NAME      KIND       SIZE  NOTE",
      "",
      "Fruit     what grows on trees",
      "  apple   pomaceous     8  kept until spring",
      "  plum    stone        12",
      "  quince  not to be eaten raw"
    ])
  })
  it("sets a column beneath its rows where there is less", () => {
    assert.deepStrictEqual(at(30), [
      "NAME      KIND       SIZE",
      "          NOTE",
      "",
      "Fruit     what grows on trees",
      "  apple   pomaceous     8",
      "          kept until spring",
      "  plum    stone        12",
      "  quince  not to be eaten raw"
    ])
  })
  it("shortens what may be shortened, and nothing else", () => {
    assert.deepStrictEqual(at(22), [
      "NAME      KIND    SIZE",
      "          NOTE",
      "",
      "Fruit     what grows",
      "          on trees",
      "  apple   pomac…     8",
      "          kept until …",
      "  plum    stone     12",
      "  quince  not to be e…"
    ])
    assert.deepStrictEqual(at(10).slice(-4, -3), ["  apple   pomac…     8"])
  })
  it("leaves out a column that may be left out before all else", () => {
    const [name, kind, size, note] = table.columns
    assert.isDefined(kind && size && note)
    const columns = [name, { key: "kind", header: "KIND", whenNarrow: "omit" }, ...table.columns.slice(2)] as const
    assert.strictEqual(
      renderTable({ ...table, columns }, { width: 40, paint: paintNothing })[3],
      "  apple      8  kept until spring"
    )
  })
})

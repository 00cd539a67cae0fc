import * as NodeFS from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { columns, places } from "../../scripts/lib/migrationPlaces.ts"
import { cells, migrationFile, migrationText } from "../../scripts/migration.ts"

describe("the migration page", () => {
  it("has the places that scripts/migration.ts writes", () => {
    const page = NodeFS.readFileSync(migrationFile, "utf8")
    assert.strictEqual(page, migrationText(page))
  })

  it("tells the original's answer in every cell, and why ours differs", () => {
    assert.deepStrictEqual(
      places.filter(({ original }) => original.length !== columns.length).map(({ title }) => title),
      []
    )
    assert.deepStrictEqual(
      cells.filter(({ isSame, why }) => !isSame && why === undefined),
      []
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { circlesOf, graphOf } from "../../scripts/check/circles.ts"

const circles = (texts: { readonly [file: string]: string }): ReadonlyArray<string> =>
  circlesOf(graphOf(new Map(Object.entries(texts)))).map((circle) => circle.join(" → "))

describe("circlesOf", () => {
  it("finds none where imports lead one way, by two ways too", () => {
    assert.deepStrictEqual(
      circles({
        "mod.ts": 'export * from "./src/a/A.ts"\nexport * from "./src/B.ts"',
        "src/a/A.ts": 'import "../B.ts"\nimport "../C.ts"',
        "src/B.ts": 'import "./C.ts"',
        "src/C.ts": 'import "effect/Effect"\nconst lost = import("./Lost.ts")'
      }),
      []
    )
  })

  for (const back of [
    'import { a } from "../A.ts"',
    'import type { A } from "../A.ts"',
    'export * from "../A.ts"',
    'export type { A } from "../A.ts"',
    'type A = typeof import("../A.ts")',
    'const a = () => import("../A.ts")'
  ]) {
    it(`finds the one that is closed by ${back}`, () =>
      assert.deepStrictEqual(circles({ "src/A.ts": 'import { b } from "./b/B.ts"', "src/b/B.ts": back }), [
        "src/A.ts → src/b/B.ts"
      ]))
  }

  it("finds a file that imports itself", () => {
    assert.deepStrictEqual(circles({ "src/A.ts": 'import "./A.ts"' }), ["src/A.ts"])
  })

  it("gives the files in the order in which they import each other, whichever is read first", () => {
    const texts = {
      "src/C.ts": 'import "./A.ts"',
      "src/A.ts": 'import "./D.ts"',
      "src/D.ts": 'import "./B.ts"',
      "src/B.ts": 'import "./C.ts"'
    }
    assert.deepStrictEqual(circles(texts), ["src/A.ts → src/D.ts → src/B.ts → src/C.ts"])
  })

  it("shows every import that is part of one, in circles that share files too", () => {
    const texts = {
      "src/A.ts": 'import "./B.ts"\nimport "./C.ts"',
      "src/B.ts": 'import "./A.ts"',
      "src/C.ts": 'import "./D.ts"',
      "src/D.ts": 'import "./A.ts"\nimport "./E.ts"',
      "src/E.ts": "export const e = 1",
      "src/F.ts": 'import "./A.ts"'
    }
    assert.deepStrictEqual(circles(texts), ["src/A.ts → src/B.ts", "src/A.ts → src/C.ts → src/D.ts"])
  })
})

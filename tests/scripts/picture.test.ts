import { assert, describe, it } from "@effect/vitest"
import { pictureOf, themes } from "../../scripts/lib/picture.ts"

const texts = (svg: string): ReadonlyArray<string> =>
  Array.from(svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g), ([, attributes, text]) => `${text} | ${attributes}`)

describe("pictureOf", () => {
  it("keeps each word at its column and line, in its colour", () => {
    const svg = pictureOf("demo", "\u001b[1mCI\u001b[22m   a & b\n  \u001b[33mrefused: <x>\u001b[39m\n", themes.light)
    assert.deepStrictEqual(texts(svg).slice(2), [
      'CI | x="20.0" y="69" textLength="15.6" font-weight="bold"',
      'a &amp; b | x="59.0" y="69" textLength="39.0"',
      `refused: &lt;x&gt; | x="35.6" y="87" textLength="93.6" fill="${themes.light.colours[33]}"`
    ])
  })

  it("has nothing but text: no script, no font, nothing from elsewhere", () => {
    const svg = pictureOf("demo", "<script>", themes.dark)
    assert.notMatch(svg, /<script|<style|@font-face|href|url\(/)
    assert.strictEqual(svg.match(/http[^"]*/g)?.join(), "http://www.w3.org/2000/svg")
  })
})

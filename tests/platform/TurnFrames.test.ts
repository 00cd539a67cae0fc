import { assert, describe, it } from "@effect/vitest"
import { frame, frameReader, longest, wordBytes } from "../../src/platform/TurnFrames.ts"

const text = (content: Uint8Array): string => new TextDecoder().decode(content)

/** What a reader takes of bytes that come in pieces of a size, and whether it went on to the end. */
const readIn = (bytes: Uint8Array, size: number) => {
  const taken: Array<readonly [number, string]> = []
  const read = frameReader((kind, content) => {
    taken.push([kind, text(content)])
    return true
  })
  let goes = true
  for (let at = 0; at < bytes.length && goes; at += size) goes = read(bytes.slice(at, at + size))
  return { taken, goes }
}

const bytes = (...parts: ReadonlyArray<Uint8Array | ReadonlyArray<number>>): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))

describe("frameReader", () => {
  it("takes frames in pieces of any size", () => {
    const all = bytes(
      frame("greeting", new TextEncoder().encode("hello")),
      frame("words", wordBytes("Grüezi")),
      frame("outcome", new Uint8Array(0))
    )
    const taken: Array<readonly [number, string]> = [
      [0, "hello"],
      [1, "Grüezi"],
      [2, ""]
    ]
    for (let size = 1; size <= all.length; size++) assert.deepStrictEqual(readIn(all, size), { taken, goes: true })
  })

  it("refuses what no owner says, before it keeps it", () => {
    for (const wrong of [
      [3],
      [255, 255, 255, 255, 255],
      [0, 0, 0, 0, longest.greeting + 1],
      [1, 0, 0, 4, 1],
      [2, 255, 255, 255, 255],
      new TextEncoder().encode("HTTP/1.1 400 Bad Request")
    ]) {
      assert.deepStrictEqual(readIn(bytes(wrong), 1), { taken: [], goes: false })
    }
  })

  it("refuses words without end", () => {
    const words = frame("words", new Uint8Array(longest.words))
    const read = frameReader(() => true)
    let goes = 0
    while (goes < 10_000 && read(words)) goes++
    assert.strictEqual(goes, Math.floor((1024 * 1024) / words.length))
  })
})

describe("wordBytes", () => {
  it("cuts what is too long between two characters", () => {
    const cut = text(wordBytes(`a${"€".repeat(longest.words)}`))
    assert.strictEqual(cut, `a${"€".repeat(Math.floor((longest.words - 1) / 3))}`)
  })
})

/**
 * What the owner of a turn says to those who wait, in frames: a byte for the kind, four for the length (big-endian), the
 * content. The first is the greeting. Those who wait say nothing.
 */

export const kinds: { readonly greeting: 0; readonly words: 1; readonly outcome: 2 } = {
  greeting: 0,
  words: 1,
  outcome: 2
}

/** Bytes that the content of each kind may have. */
export const longest: { readonly [Kind in keyof typeof kinds]: number } = {
  greeting: 32,
  words: 1024,
  outcome: 64 * 1024
}

const limits: ReadonlyArray<number> = [longest.greeting, longest.words, longest.outcome]

/** Bytes that are read of one owner: an outcome, and more words than any owner has. */
const mostOfAll = 1024 * 1024

/** The greeting's content, with the version of these frames. */
export const hello = "effect-boto-ses turn 1"

const headLength = 5

export const frame = (kind: keyof typeof kinds, content: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(headLength + content.length)
  whole[0] = kinds[kind]
  new DataView(whole.buffer).setUint32(1, content.length)
  whole.set(content, headLength)
  return whole
}

/** Words as bytes, cut between two characters where they are too long. */
export const wordBytes = (words: string): Uint8Array => {
  const bytes = new Uint8Array(longest.words)
  return bytes.slice(0, new TextEncoder().encodeInto(words, bytes).written)
}

/** Takes what comes off a connection, in pieces of any size; false once it is nothing that an owner of ours says. */
export const frameReader = (take: (kind: number, content: Uint8Array) => boolean): ((piece: Uint8Array) => boolean) => {
  let [rest, total] = [new Uint8Array(0), 0]
  return (piece) => {
    total += piece.length
    if (total > mostOfAll) return false
    const bytes = new Uint8Array(rest.length + piece.length)
    bytes.set(rest)
    bytes.set(piece, rest.length)
    rest = bytes
    while (rest.length > 0) {
      const limit = limits[rest[0] ?? -1]
      if (limit === undefined) return false
      if (rest.length < headLength) return true
      const end = headLength + new DataView(rest.buffer, rest.byteOffset).getUint32(1)
      if (end > headLength + limit) return false
      if (rest.length < end) return true
      if (!take(rest[0] ?? -1, rest.slice(headLength, end))) return false
      rest = rest.slice(end)
    }
    return true
  }
}

const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * What another program wrote, for a terminal: its words, lines and tabs, without colours, cursor movements and marks
 * that turn the direction of writing.
 */
export const plainText = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(sequences, "").replace(controls, "")

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const unfinished = /(?:\r|\u001b(?:\[[0-?]*[ -/]*|\][^\u0007\u001b]{0,400}\u001b?|[ -/]*)?)$/

/** `plainText` for a text that comes piece by piece: what may go on in the next piece waits for it. */
export const plainPieces = (): ((piece: string) => string) => {
  let waiting = ""
  return (piece) => {
    const text = waiting + piece
    waiting = unfinished.exec(text)?.[0] ?? ""
    return plainText(text.slice(0, text.length - waiting.length))
  }
}

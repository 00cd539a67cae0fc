import { safeLine } from "./OneLine.ts"

const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g

/**
 * What another program wrote, for a person at a terminal: its words and lines, without the colours and the cursor that
 * they came with; what else has an effect is escaped.
 */
export const plainText = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(sequences, "").replaceAll("\t", "  ").split("\n").map(safeLine).join("\n")

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

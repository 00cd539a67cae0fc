import { displayWidth } from "effect/cli/CliOutput"
import { oneLine } from "../../domain/text/OneLine.ts"
import { phrases } from "./Phrases.ts"

/** Spaces after a text, or before it, up to a width. */
export const pad = (given: string, width: number, align: "left" | "right" = "left"): string => {
  const text = oneLine(given)
  const space = " ".repeat(Math.max(0, width - displayWidth(text)))
  return align === "left" ? text + space : space + text
}

/** A text that takes no more than `width` columns; what is cut is marked by an ellipsis. */
export const shorten = (given: string, width: number): string => {
  const text = oneLine(given)
  if (displayWidth(text) <= width) return text
  const kept = Array.from(text)
  while (kept.length > 0 && displayWidth(kept.join("")) > width - 1) kept.pop()
  return `${kept.join("")}…`
}

/**
 * Lines of at most `width` columns, broken between words and never within a command; what is longer has a line of its own,
 * so that it can be copied.
 */
export const wrap = (text: string, width: number): ReadonlyArray<string> =>
  text.split("\n").flatMap((paragraph) => {
    const lines: Array<string> = []
    let line = ""
    for (const word of phrases(oneLine(paragraph))) {
      if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
        lines.push(line)
        line = word
      } else {
        line = line === "" ? word : `${line} ${word}`
      }
    }
    return [...lines, line]
  })

/** A text behind a label: the lines after the first start where the first one's text does. */
export const hang = (label: string, text: string, width: number): ReadonlyArray<string> => {
  const indent = displayWidth(label)
  return wrap(text, width - indent).map((line, index) => (index === 0 ? label : " ".repeat(indent)) + line)
}

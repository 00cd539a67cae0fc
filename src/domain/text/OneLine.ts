/**
 * Characters that do more than stand in a line: control characters (with them a terminal's escape sequences), those that
 * turn the direction of writing or take no place, tags, and halves of surrogate pairs.
 *
 * Source: ECMA-48; Unicode Technical Report 36, "Bidirectional text spoofing"; Unicode Standard, chapter 23.
 */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/**
 * How a line of a log gives an order to the CI system that reads it: GitHub's `::` at its beginning, blanks aside; and
 * `##[`, Azure's `##vso[` and TeamCity's `##teamcity[` anywhere.
 *
 * Source: actions/runner, ActionCommand; microsoft/azure-pipelines-agent, Command; TeamCity, "Service messages".
 */
const order = /(?<!\S):(?=:[A-Za-z])|#(?=#[A-Za-z]*\[)/g

/** As JSON escapes: within a text of JSON's it stays the same text. */
const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")

/** A line without effects: what would move a cursor, turn the writing or give an order to a CI system is escaped. */
export const safeLine = (line: string): string => line.replace(unsafe, escaped).replace(order, escaped)

/** Line breaks with the blanks around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const breaks = /[ \t]*(?:[\n\r\u000b\f\u0085\u2028\u2029][ \t]*)+/g

/**
 * A text of another's, which a person, an AWS account, a file or a program chose, as it may stand in a line of a terminal
 * or a log: its line breaks are blanks, so that it never begins a line, and it has no effects.
 */
export const oneLine = (text: string): string =>
  safeLine(
    text
      .replace(breaks, (part, at: number) => (at === 0 || at + part.length === text.length ? "" : " "))
      .replaceAll("\t", " ")
  )

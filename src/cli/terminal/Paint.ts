/** What a piece of text is for a reader, which decides how it looks. */
export type Ink = "plain" | "heading" | "accent" | "dim" | "good" | "warn" | "bad"

/** Gives a text its look. */
export type Paint = (ink: Ink, text: string) => string

/** Text as it is. */
export const paintNothing: Paint = (_, text) => text

/** Set and reset. Source: ECMA-48, "Select Graphic Rendition". */
const codes: { readonly [Look in Exclude<Ink, "plain">]: readonly [set: number, reset: number] } = {
  heading: [1, 22],
  accent: [36, 39],
  dim: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39]
}

/** The terminal's own sixteen colours, which follow its light or dark theme. */
export const paintColours: Paint = (ink, text) => {
  if (ink === "plain" || text === "") return text
  const [set, reset] = codes[ink]
  return `\u001b[${set}m${text}\u001b[${reset}m`
}

/** What decides whether a stream shows colours. */
export interface ColourFacts {
  readonly isTerminal: boolean
  readonly NO_COLOR: string | undefined
  readonly FORCE_COLOR: string | undefined
  readonly CI: string | undefined
  readonly TERM: string | undefined
}

const isOff = (value: string): boolean => value === "0" || value.toLowerCase() === "false"

/**
 * Whether colours are wanted: never with `NO_COLOR`; else as `FORCE_COLOR` says; else on a terminal that is neither
 * dumb nor the log of a CI job. An empty variable is unset.
 *
 * Source: no-color.org, force-color.org.
 */
export const wantsColour = ({ isTerminal, NO_COLOR = "", FORCE_COLOR = "", CI = "", TERM }: ColourFacts): boolean => {
  if (NO_COLOR !== "") return false
  if (FORCE_COLOR !== "") return !isOff(FORCE_COLOR)
  return isTerminal && TERM !== "dumb" && (CI === "" || isOff(CI))
}

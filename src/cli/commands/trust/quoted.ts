/**
 * Texts of others within quotes, for four languages. All take a JSON text in double quotes, with these differences, by
 * which a claim could otherwise leave its place.
 */

/** A JSON text of printable ASCII only: what turns, hides or ends a line in some language is escaped. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** Beyond the first 65,536 characters YAML and HCL have one long escape, and know no halves. Source: YAML 1.2, 5.7; HCL Syntax, "Template Expressions". */
const wholeCharacters = (text: string, escape: (character: string) => string): string =>
  Array.from(text.toWellFormed(), (character) => {
    if (/^[ -~]$/.test(character)) return escape(character)
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`
  }).join("")

const sign = (character: string): string => (/["\\]/.test(character) ? `\\${character}` : character)

/** A double-quoted scalar of YAML. */
export const quotedYaml = (text: string): string => `"${wholeCharacters(text, sign)}"`

/** A quoted template of HCL, in which `$` and `%` begin nothing. */
export const quotedHcl = (text: string): string =>
  `"${wholeCharacters(text, (character) => (/[$%]/.test(character) ? `\\u00${character.charCodeAt(0).toString(16)}` : sign(character)))}"`

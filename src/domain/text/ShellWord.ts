/** What no shell takes for more than itself. */
const plain = /^[A-Za-z0-9_./:@%+,=-]+$/

/** Between single quotes a POSIX shell takes everything as it is but the quote. Source: POSIX, Shell, 2.2.2. */
export const posixQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A word of a command that a person copies. */
export const shellWord = (text: string): string => (plain.test(text) ? text : posixQuoted(text))

/** A word as a person may copy it into a command: in quotes where a shell would take it for more than one word, or for none. */
export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

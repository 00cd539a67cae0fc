/** Programs that messages tell a reader to run, each with how many words after it name what is to be done. */
const programs: ReadonlyMap<string, number> = new Map([
  ["aws", 2],
  ["boto-ses", 1],
  ["npx", 2],
  ["npm", 2],
  ["chmod", 2],
  ["chown", 2]
])

/** What closes a command within a sentence: the rest of the sentence goes on behind it. */
const closing = /[.,;:)]+$/

/** A word of prose that a command may be followed by, and none begins with. */
const isName = (word: string): boolean => /^[a-z0-9][a-z0-9-]*$/.test(word)

/** Where the value of a flag ends, which may stand in quotes; a flag may have none. */
const afterValue = (words: ReadonlyArray<string>, start: number): number => {
  const value = words[start]
  if (value === undefined || value.startsWith("-")) return start
  const quote = /^["']/.exec(value)?.[0]
  let at = start + 1
  while (quote !== undefined && at < words.length && !words[at - 1]?.replace(closing, "").endsWith(quote)) at++
  return at
}

/** Where the phrase that begins at a word ends: a command with its flags and their values, or the word alone. */
const endOf = (words: ReadonlyArray<string>, start: number): number => {
  const program = words[start]?.replace(/^\(/, "") ?? ""
  const named = programs.get(program)
  if (named === undefined) return start + 1
  const isPath = program === "chmod" || program === "chown"
  let left = named
  let at = start + 1
  for (let word = words[at]; word !== undefined; word = words[at]) {
    const isFlag = word.startsWith("-")
    if (!isFlag && (left === 0 || (!isPath && !isName(word.replace(closing, ""))))) break
    at++
    if (!isFlag) left--
    else if (!closing.test(word)) at = afterValue(words, at)
    if (closing.test(words[at - 1] ?? "") && !(isPath && left > 0)) break
  }
  return at
}

/**
 * The parts of a line between which it may be broken: words, and whole commands, which are copied from a terminal and
 * would run as two if they were broken.
 */
export const phrases = (line: string): ReadonlyArray<string> => {
  const words = line.split(/\s+/).filter((word) => word !== "")
  const found: Array<string> = []
  for (let at = 0; at < words.length; ) {
    const end = endOf(words, at)
    found.push(words.slice(at, end).join(" "))
    at = end
  }
  return found
}

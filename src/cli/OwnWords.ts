/** The flags of every command that take the word after them. */
const withValue: ReadonlySet<string> = new Set(["--config", "--runtime", "--region", "--log-level", "--completions"])

/** Where the words that are no flags of ours stand, up to `--`. */
export const wordsAt = (args: ReadonlyArray<string>): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let at = 0; at < args.length && args[at] !== "--"; at++) {
    const word = args[at] ?? ""
    if (withValue.has(word)) at++
    else if (!word.startsWith("-") || word === "-") found.push(at)
  }
  return found
}

/** The flags of every command that take the word after them. */
const withValue: ReadonlySet<string> = new Set(["--config", "--runtime", "--region", "--log-level", "--completions"])

/** Where the words that are no flags of ours stand, up to `--`. */
const wordsAt = (args: ReadonlyArray<string>): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let at = 0; at < args.length && args[at] !== "--"; at++) {
    const word = args[at] ?? ""
    if (withValue.has(word)) at++
    else if (!word.startsWith("-") || word === "-") found.push(at)
  }
  return found
}

/**
 * A command line on which what `exec` is to run stands after `--`, so that nothing there is taken as ours: it begins with
 * the first word after TARGET that is no flag. Every other command line stays as it is.
 */
export const commandSetApart = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [name = -1, , command] = wordsAt(args)
  return args[name] !== "exec" || command === undefined
    ? args
    : [...args.slice(0, command), "--", ...args.slice(command)]
}

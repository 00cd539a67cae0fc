import { wordsAt } from "../../OwnWords.ts"

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

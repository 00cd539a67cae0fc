import { wordsAt } from "../../OwnWords.ts"

/** Whether a word asks for a version: after TARGET that of a command, before which TARGET was forgotten. */
export const isVersionFlag = (word: string | undefined): boolean => word === "--version" || word === "-v"

/**
 * A command line on which what `exec` is to run stands after `--`, so that nothing there is taken as ours: it begins with
 * the first word after TARGET that is no flag, or that asks for a version (`exec aws --version`). Every other command line
 * stays as it is.
 */
export const commandSetApart = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [name = -1, target, command = args.length] = wordsAt(args)
  if (args[name] !== "exec" || target === undefined) return args
  const end = args.indexOf("--")
  const version = args.findIndex((word, at) => at > target && isVersionFlag(word))
  const from = Math.min(command, version === -1 ? args.length : version, end === -1 ? args.length : end)
  return from === args.length || from === end ? args : [...args.slice(0, from), "--", ...args.slice(from)]
}

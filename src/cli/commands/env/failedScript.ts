import { wordsAt } from "../../OwnWords.ts"

/** What makes a shell that runs it take note, by the format: `false` is its status, which is else that of no lines, 0. */
const failing: { readonly [format: string]: string } = {
  fish: "false",
  powershell: "throw 'boto-ses env has failed'"
}

/** The formats that no shell runs as it reads them. */
const others: ReadonlySet<string> = new Set(["cmd", "dotenv", "json", "github"])

const valueOf = (args: ReadonlyArray<string>, flag: string): string | undefined => {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  return at === -1 ? undefined : args[at] === flag ? (args[at + 1] ?? "") : args[at]?.slice(flag.length + 1)
}

/**
 * The line that a shell is to run in place of those of an `env` that has failed, by its command line, which may itself be
 * what is wrong: `eval "$(boto-ses env nope)"` would leave the keys of another target there, and say that all is well.
 */
export const failedScript = (args: ReadonlyArray<string>): string | undefined => {
  const [command = -1] = wordsAt(args)
  if (args[command] !== "env" || args.includes("--json") || valueOf(args, "--output") !== undefined) return undefined
  const format = valueOf(args, "--format") ?? "sh"
  return others.has(format) ? undefined : (failing[format] ?? "false")
}

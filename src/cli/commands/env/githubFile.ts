/** What a file of variables for the later steps of a job sets. */
export interface GitHubFile {
  readonly names: ReadonlySet<string>
  /** The variable whose value of several lines has no end: what comes after would be of it. */
  readonly open: string | undefined
}

/**
 * Reads a file of GITHUB_ENV.
 *
 * Source: GitHub Actions runner, FileCommandManager.cs (`EnvFileKeyValuePairs`): NAME=VALUE, or NAME<<DELIMITER, lines,
 * DELIMITER.
 */
export const readGitHubFile = (text: string): GitHubFile => {
  const names = new Set<string>()
  let open: { readonly name: string; readonly delimiter: string } | undefined
  for (const line of text.split(/\r?\n/)) {
    if (open !== undefined) {
      if (line === open.delimiter) open = undefined
      continue
    }
    const [, name, sign, rest = ""] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? []
    if (name === undefined) continue
    names.add(name)
    if (sign === "<<") open = { name, delimiter: rest }
  }
  return { names, open: open?.name }
}

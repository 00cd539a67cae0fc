/** Finds the code that documents show: fenced blocks of Markdown, and those within doc comments. */

export interface Snippet {
  /** Relative to the repository. */
  readonly file: string
  /** Of the block's first line of code, counted from 1. */
  readonly line: number
  readonly language: string
  /** The words after the language; Markdown's readers do not see them. */
  readonly marks: ReadonlyArray<string>
  readonly code: string
}

/** The fenced blocks of a Markdown text, with the indent of their fence taken off. */
export const snippetsOf = (file: string, markdown: string): ReadonlyArray<Snippet> => {
  const snippets: Array<Snippet> = []
  const lines = markdown.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const [, indent = "", fence, info = ""] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(lines[at] ?? "") ?? []
    if (fence === undefined) continue
    const start = at + 1
    const closes = (line: string): boolean => line.trim().startsWith(fence) && /^[`~]+$/.test(line.trim())
    do at++
    while (at < lines.length && !closes(lines[at] ?? ""))
    if (at === lines.length) throw new Error(`${file}:${start}: the fence is not closed`)
    const code = lines.slice(start, at).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    const [language = "", ...marks] = info.trim().split(/\s+/)
    snippets.push({ file, line: start + 1, language, marks, code: `${code.join("\n")}\n` })
  }
  return snippets
}

/** The fenced blocks within the doc comments of a source text. */
export const docSnippetsOf = (file: string, source: string): ReadonlyArray<Snippet> =>
  Array.from(source.matchAll(/\/\*\*[^\n]*\n[\s\S]*?\*\//g)).flatMap((comment) => {
    const before = source.slice(0, comment.index).split("\n").length - 1
    const markdown = comment[0]
      .replace(/\*\/$/, "")
      .split("\n")
      .map((line) => line.replace(/^\s*\/?\*+ ?/, ""))
      .join("\n")
    return snippetsOf(file, markdown).map((snippet) => ({ ...snippet, line: snippet.line + before }))
  })

/** The commands of a shell block: one a line, without prompts, comments and what a trailing backslash continues. */
export const commandsOf = (code: string): ReadonlyArray<string> =>
  code
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*\$ /, "")
        .replace(/(^|\s)#.*$/, "")
        .trim()
    )
    .filter((line) => line !== "")

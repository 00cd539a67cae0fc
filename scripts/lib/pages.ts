/** What the Markdown pages name and where they lead: links, headings, names of the public API, variables. */
import { posix } from "node:path"
import type { Problem } from "./problems.ts"

/** A page's text without fenced blocks, and with what stands in them emptied, so that lines stay. */
const prose = (markdown: string): string =>
  markdown.replace(/^([ \t]*)(`{3,}|~{3,})[\s\S]*?^\1\2[ \t]*$/gm, (block) => block.replace(/[^\n]/g, ""))

/** As GitHub makes it of a heading: lower case, what is neither letter, digit, blank, `-` nor `_` left out. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-")

/** The anchors of a page's headings; one that comes again has a number behind it. */
export const anchorsOf = (markdown: string): ReadonlySet<string> => {
  const anchors = new Set<string>()
  for (const [, heading = ""] of prose(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const anchor = anchorOf(heading)
    let found = anchor
    for (let again = 1; anchors.has(found); again++) found = `${anchor}-${again}`
    anchors.add(found)
  }
  return anchors
}

/** A link to something of the repository, with the line where it stands. */
export interface Link {
  readonly target: string
  readonly line: number
}

/** The links of a page that lead into the repository: in the text, as references, and of pictures. */
export const linksOf = (markdown: string): ReadonlyArray<Link> => {
  const text = prose(markdown).replace(/`[^`\n]+`/g, (code) => " ".repeat(code.length))
  const patterns = [/\]\(([^)\s]+)\)/g, /^\[[^\]]+\]: *(\S+)/gm, /(?:src|srcset|href)="([^"\s]+)"/g]
  return patterns
    .flatMap((pattern) => Array.from(text.matchAll(pattern)))
    .map(({ 1: target = "", index }) => ({ target, line: text.slice(0, index).split("\n").length }))
    .filter(({ target }) => !/^[a-z]+:/.test(target))
}

/** The variables of ours and of AWS's that a source reads or sets, by what its texts name. */
export const variablesOf = (source: string): ReadonlyArray<string> =>
  Array.from(source.matchAll(/"((?:AMAZON|AWS|BOTO_SES|USER|XDG)_[A-Z0-9_]*[A-Z0-9])"/g), ([, name = ""]) => name)

/** Whether a page names it as a word of its own, or, of a family, as its beginning and `…`. */
export const isNamed = (text: string, name: string): boolean => {
  if (new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text)) return true
  const parts = name.split("_")
  return parts.some((_, at) => at > 1 && text.includes(`${parts.slice(0, at).join("_")}_…`))
}

/** What is wrong with where the links of pages lead. `exists` tells whether a path of the repository is there. */
export const linkProblems = (
  pages: ReadonlyMap<string, string>,
  exists: (path: string) => boolean
): ReadonlyArray<Problem> =>
  Array.from(pages).flatMap(([file, text]) =>
    linksOf(text).flatMap(({ target, line }) => {
      const [path = "", anchor] = target.split("#")
      const to = path === "" ? file : posix.join(posix.dirname(file), path)
      const where = `${file}:${line}`
      if (!exists(to)) return [{ where, what: `leads to ${to}, which is not there` }]
      const page = pages.get(to)
      if (anchor === undefined || page === undefined || anchorsOf(page).has(anchor)) return []
      return [{ where, what: `leads to #${anchor}, which is no heading of ${to}` }]
    })
  )

/** Which of the names no page has, with where each comes from. */
export const unnamed = (
  pages: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>
): ReadonlyArray<Problem> => {
  const text = [...pages.values()].join("\n")
  return Array.from(names).flatMap(([name, where]) =>
    isNamed(text, name) ? [] : [{ where, what: `neither README.md nor docs/ names ${name}` }]
  )
}

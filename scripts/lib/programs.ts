/** Makes a file that can be compiled and run of each `ts` block. */
import type { Snippet } from "./snippets.ts"

export interface Program {
  readonly snippet: Snippet
  /** Relative to the project that it is to stand in. */
  readonly path: string
  /** Padded with empty lines, so that line numbers are the document's. */
  readonly text: string
  /** Whether the next block goes on from it, and so does all that it does. */
  readonly isContinued: boolean
}

export interface SnippetProblem {
  readonly snippet: Snippet
  readonly what: string
}

/** Marks of tests, each for another runner. */
const testMarks = ["test", "bun-test", "deno-test"]

const knownMarks = ["continues", "no-run", "job", "codebuild", "spans", ...testMarks]

/** The folder of what tsc cannot read without the types of another runtime. */
export const foreignFolder = "foreign"

const problemsOf = (snippet: Snippet): ReadonlyArray<SnippetProblem> => [
  ...snippet.marks
    .filter((mark) => !knownMarks.includes(mark))
    .map((mark) => ({ snippet, what: `"${mark}" is no mark of a ts block` })),
  ...(snippet.marks.includes("no-run") && !snippet.code.includes("@ts-expect-error")
    ? [{ snippet, what: "a no-run block shows what does not compile, with a @ts-expect-error" }]
    : [])
]

/** Sets a block's code at its line of the document, after what is there already. */
const placeAt = (text: string, { line, code }: Snippet): string =>
  text + "\n".repeat(line - text.split("\n").length) + code

const pathOf = ({ file, line, marks }: Snippet): string => {
  const folder = marks.includes("bun-test") || marks.includes("deno-test") ? foreignFolder : "snippets"
  return `${folder}/${file.replaceAll("/", "-")}-${line}${marks.some((mark) => testMarks.includes(mark)) ? ".test" : ""}.ts`
}

/** A program for each block, in their order, and what is wrong with the blocks' marks. */
export const programsOf = (
  snippets: ReadonlyArray<Snippet>
): { readonly programs: ReadonlyArray<Program>; readonly problems: ReadonlyArray<SnippetProblem> } => {
  const programs: Array<Program> = []
  for (const snippet of snippets) {
    const previous = programs.at(-1)
    const goesOn = snippet.marks.includes("continues") && previous?.snippet.file === snippet.file
    if (goesOn) programs[programs.length - 1] = { ...previous, isContinued: true }
    const text = placeAt(goesOn ? previous.text : "", snippet)
    programs.push({ snippet, path: pathOf(snippet), text, isContinued: false })
  }
  return { programs, problems: snippets.flatMap(problemsOf) }
}

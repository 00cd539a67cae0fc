/** Makes a case smaller as long as it shows what it showed. */
import type { Draft, Section } from "./Draft.ts"

const without = <A>(list: ReadonlyArray<A>, index: number): ReadonlyArray<A> => list.filter((_, at) => at !== index)

/** Every case that is this one without one of its parts. */
const smaller = (draft: Draft): ReadonlyArray<Draft> => {
  const { sections, env, windows, marked } = draft
  const lines = sections.flatMap((section, at) =>
    section.lines.map((_, line) => {
      const less: Section = { ...section, lines: without(section.lines, line) }
      return { ...draft, sections: sections.map((other, index) => (index === at ? less : other)) }
    })
  )
  return [
    ...sections.map((_, at) => ({ ...draft, sections: without(sections, at) })),
    ...Object.keys(env).map((name) => ({
      ...draft,
      env: Object.fromEntries(Object.entries(env).filter(([other]) => other !== name))
    })),
    ...(windows.length > 0 ? [{ ...draft, windows: [] }] : []),
    ...(marked.length > 0 ? [{ ...draft, marked: [] }] : []),
    ...lines
  ]
}

/** @param shows which of these cases still show it */
export const shrink = async (
  draft: Draft,
  shows: (drafts: ReadonlyArray<Draft>) => Promise<ReadonlyArray<boolean>>
): Promise<Draft> => {
  const candidates = smaller(draft)
  const at = (await shows(candidates)).indexOf(true)
  const found = candidates[at]
  return found === undefined ? draft : shrink(found, shows)
}

import { displayWidth } from "effect/cli/CliOutput"
import type { Style } from "./Screen.ts"
import { pad, wrap } from "./TextLayout.ts"

/** A fact and its name; without a text there is nothing to say of it. */
export type Fact = readonly [name: string, text: string | undefined]

/** Facts below each other, their names in a column of their own; what is long goes on beneath itself. */
export const factLines = (facts: ReadonlyArray<Fact>, { columns, paint }: Style): ReadonlyArray<string> => {
  const told = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== "")
  const width = Math.max(...told.map(([name]) => displayWidth(name))) + 2
  return told.flatMap(([name, text]) =>
    wrap(text, columns - width - 2).map(
      (line, index) => `  ${index === 0 ? paint("dim", pad(name, width)) : pad("", width)}${line}`
    )
  )
}

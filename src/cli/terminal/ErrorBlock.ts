import type { Style } from "./Screen.ts"
import { wrap } from "./TextLayout.ts"

const indent = "  "

/** An error as a person reads it: what it is, its message as it may be shown, and no stack. */
export const errorBlock = (
  error: { readonly title: string; readonly message: string },
  { columns, paint }: Style
): ReadonlyArray<string> => [
  `${paint("bad", "error")} ${paint("heading", error.title)}`,
  ...wrap(error.message, columns - indent.length).map((line) => indent + line)
]

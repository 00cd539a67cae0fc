import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import type { Channel } from "./Screen.ts"
import { wrap } from "./Text.ts"

const indent = "  "

/** An error as a person reads it: what it is, its message, and no stack. */
export const errorBlock = (
  error: { readonly title: string; readonly message: string },
  { columns, paint }: Pick<Channel, "columns" | "paint">
): ReadonlyArray<string> => [
  `${paint("bad", "error")} ${paint("heading", error.title)}`,
  ...wrap(maskAccountIds(error.message), columns - indent.length).map((line) => indent + line)
]

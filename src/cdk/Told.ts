import { maskAround } from "../domain/aws/AccountId.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { oneLine } from "../domain/text/OneLine.ts"

/** CDK shows a message in the middle of its own output: more lines than these help nobody there. */
const mostLines = 6

/** Characters of a line: what AWS, an endpoint or a program said may be of any length. */
const longest = 1_000

const shortened = (text: string): string => {
  const lines = text.split("\n").map((line) => (line.length > longest ? `${line.slice(0, longest)}…` : line))
  return lines.length <= mostLines
    ? lines.join("\n")
    : [...lines.slice(0, mostLines), `  … and ${lines.length - mostLines} more: npx effect-boto-ses doctor`].join("\n")
}

/**
 * A failure as CDK is to show it: short, without a stack or a cause. The account that CDK asked for, which it prints
 * itself, is told in full, others masked.
 */
export const told = (error: unknown, accountId: string): Error => {
  const text =
    error instanceof BotoSesError
      ? `${error.reason._tag}: ${error.reason.full}`
      : oneLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  const shown = new Error(shortened(`effect-boto-ses: ${maskAround(text, [accountId])}`))
  shown.name = "BotoSesError"
  shown.stack = shown.message
  return shown
}

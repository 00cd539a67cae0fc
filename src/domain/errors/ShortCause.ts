import { maskAccountIds } from "../aws/AccountId.ts"
import { oneLine } from "../text/OneLine.ts"
import { inspected } from "../text/Printed.ts"

/** More causes than this tell nothing that helps; hostile ones may go round. */
const deepest = 8

/**
 * An error beneath ours that prints as one line, accounts masked: its stack is that of the AWS SDK's insides, and of no
 * help to whoever reads our message above it.
 *
 * **Details**: it is the error itself in all else, as its prototype: of the same class, with every field; and its
 * `original` is the error with its whole stack.
 */
export const shortCause = (cause: unknown, depth = 0): unknown => {
  if (!(cause instanceof Error) || depth > deepest) return cause
  const hidden = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true })
  const message = oneLine(maskAccountIds(cause.message))
  return Object.create(cause, {
    message: hidden(message),
    stack: hidden(`${cause.name}: ${message}`),
    ...(cause.cause === undefined ? {} : { cause: hidden(shortCause(cause.cause, depth + 1)) }),
    original: hidden(cause),
    toString: hidden(() => `${cause.name}: ${message}`),
    [inspected]: hidden(() => `${cause.name}: ${message}`)
  })
}

import { maskAccountIds } from "../aws/AccountId.ts"

/** By this name Node, Deno and Bun find how a value prints. */
export const inspected: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never

/** A value as JSON, with the account ids in its texts masked and what its getters give. */
export const maskedJson = (value: unknown, mask: (text: string) => string = maskAccountIds): unknown =>
  JSON.parse(JSON.stringify(value, (_, field) => (typeof field === "string" ? mask(field) : field)))

/** The value with the text that it is wherever it is printed, which is no field: an equal value stays equal. */
export const printedAs = <A extends object>(
  value: A,
  text: () => string
): A & { toString(): string; toJSON(): unknown } => {
  const fields = { ...Object.getOwnPropertyDescriptors(value) }
  const hidden = (found: () => unknown): PropertyDescriptor => ({ value: found })
  return Object.defineProperties(value, {
    toString: hidden(text),
    toJSON: hidden(() => maskedJson(Object.defineProperties({}, fields))),
    [inspected]: hidden(text)
  }) as A & { toString(): string; toJSON(): unknown }
}

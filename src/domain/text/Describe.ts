import { maskAccountIds } from "../aws/AccountId.ts"
import { holdsSecret } from "./Secrets.ts"

const longest = 80

/** Text for a message: without what looks like a secret, account ids masked, on one line and not long. */
export const safeText = (text: string): string => {
  if (holdsSecret(text)) return "a text that looks like a key (not shown)"
  const shown = maskAccountIds(JSON.stringify(text))
  return shown.length > longest ? `${shown.slice(0, longest - 2)}…"` : shown
}

/** A value that is not what was expected, as an error message may show it. Total for any value at all. */
export const describeValue = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return value === "" ? "an empty text" : safeText(value)
    case "number":
    case "bigint":
      return `the number ${maskAccountIds(String(value))}`
    case "boolean":
      return String(value)
    case "undefined":
      return "nothing"
    case "function":
      return "a function"
    case "symbol":
      return "a symbol"
    case "object":
      if (value === null) return "null"
      if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`
      return value instanceof Date ? "a date" : "an object"
  }
}

/** An object written as one: no list, date, map or instance of another built-in. */
export const isPlainObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  Object.prototype.toString.call(value) === "[object Object]"

/** The value at a path, or none where the path leads nowhere. */
export const valueAt = (value: unknown, path: ReadonlyArray<unknown>): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key as PropertyKey)
        ? (at as Record<PropertyKey, unknown>)[key as PropertyKey]
        : undefined,
    value
  )

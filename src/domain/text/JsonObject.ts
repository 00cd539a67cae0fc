/** The object that a text is in JSON; `undefined` for every other text. */
export const readJsonObject = (text: string): { readonly [name: string]: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Whether a field is a text that says something. */
export const isFilled = (value: unknown): value is string => typeof value === "string" && value !== ""

/** Whether a field is a text, or is not there. */
export const isTextOrAbsent = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string"

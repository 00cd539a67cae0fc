import * as Schema from "effect/Schema"

/**
 * Text that matches a pattern, with a phrase that says what is expected.
 *
 * The pattern is of Unicode mode and anchored, so that the JSON Schema made from it means the same.
 */
export const patternText = (pattern: RegExp, expected: string): Schema.String =>
  Schema.String.check(Schema.isPattern(pattern, { expected }))

/** The description of the command line's answers, and whether one is as it is described. */
import { assert } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { cliSchemaText } from "../../scripts/cli-schema.ts"

const { $defs } = JSON.parse(cliSchemaText())

/** Closed, so that a field which no description has is found here. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== "object" || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return "properties" in schema ? { ...inner, additionalProperties: false } : inner
}

/** Fails where an answer as JSON is not as the command's is described, or has more. */
export const checkAnswer = (command: string, text: string): void => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(closed($defs[command]) as object)
  assert.isTrue(validate(JSON.parse(text)), `${command}: ${JSON.stringify(validate.errors)}`)
}

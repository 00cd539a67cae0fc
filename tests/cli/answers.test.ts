import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Effect from "effect/Effect"
import { cliSchemaFile, cliSchemaText } from "../../scripts/cli-schema.ts"
import { inCi, onLaptop } from "./harness.ts"

const { $defs } = JSON.parse(cliSchemaText())

/** Closed, so that a field which no description has is found here. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== "object" || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return "properties" in schema ? { ...inner, additionalProperties: false } : inner
}

const check = (command: string, text: string): void => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(closed($defs[command]) as object)
  assert.isTrue(validate(JSON.parse(text)), `${command}: ${JSON.stringify(validate.errors)}`)
}

describe("answers as JSON", () => {
  it("are described by the file that ships", () => {
    assert.strictEqual(readFileSync(cliSchemaFile, "utf8"), cliSchemaText())
  })

  it.live("are as they are described", () =>
    Effect.gen(function* () {
      for (const place of [yield* onLaptop, yield* inCi]) {
        for (const [command, ...args] of [
          ["whoami", "whoami", "prd"],
          ["whoami", "whoami"],
          ["env", "env", "sbx"],
          ["configure", "configure", "--dry-run"],
          ["explain", "explain", "prd"],
          ["explain", "explain", "app", "--runtime", "aws_lambda"],
          ["explain --matrix", "explain", "--matrix"]
        ] as const) {
          check(command, (yield* place.cli([...args, "--json"])).stdout)
        }
      }
    })
  )
})

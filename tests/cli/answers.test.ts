import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cliSchemaFile, cliSchemaText } from "../../scripts/cli-schema.ts"
import { checkAnswer } from "./answerSchema.ts"
import { inCi, onLaptop } from "./harness.ts"

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
          checkAnswer(command, (yield* place.cli([...args, "--json"])).stdout)
        }
      }
    })
  )
})

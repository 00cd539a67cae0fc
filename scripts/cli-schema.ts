/**
 * Writes `cli.schema.json`, which ships in the package: what the commands answer with `--json`, each under its name in
 * `$defs`, from the Schemas by which they write it.
 */
import * as NodeFS from "node:fs"
import * as Schema from "effect/Schema"
import { answers } from "../src/cli/commands/AnswerSchemas.ts"

/** Short lists on one line, as the formatter wants them. */
const compact = (json: string): string =>
  json.replace(/\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g, (list, items: string) => {
    const line = `[${items.replace(/,\n\s+/g, ", ")}]`
    return line.length > 100 ? list : line
  })

export const cliSchemaText = (): string => {
  const commands = Object.entries(answers).map(([command, answer]) => {
    const { schema, definitions } = Schema.toJsonSchemaDocument(answer)
    if (Object.keys(definitions).length > 0) throw new Error(`the answer of ${command} has definitions of its own`)
    return [command, schema] as const
  })
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "boto-ses answers",
    description: "What each command of boto-ses answers with --json, by the command's name. More fields may come.",
    $defs: Object.fromEntries(commands)
  }
  return `${compact(JSON.stringify(document, null, 2))}\n`
}

export const cliSchemaFile: URL = new URL("../cli.schema.json", import.meta.url)

if (import.meta.main) NodeFS.writeFileSync(cliSchemaFile, cliSchemaText())

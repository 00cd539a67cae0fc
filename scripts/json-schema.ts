/**
 * Writes `config.schema.json`, which ships in the package, from the form by which the configuration file is judged.
 */
import * as NodeFS from "node:fs"
import { ConfigFile } from "../src/domain/config/ConfigFile.ts"
import { schemaOf } from "./lib/formSchema.ts"

export const jsonSchemaText = (): string => {
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "effect-boto-ses configuration",
    description: "The devops account and the workload accounts of boto-ses.config.json (also .yaml, .toml).",
    ...schemaOf(ConfigFile)
  }
  // Short lists on one line, as the formatter wants them.
  const text = JSON.stringify(document, null, 2).replace(
    /\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g,
    (_, items: string) => `[${items.replace(/,\n\s+/g, ", ")}]`
  )
  return `${text}\n`
}

export const jsonSchemaFile: URL = new URL("../config.schema.json", import.meta.url)

if (import.meta.main) NodeFS.writeFileSync(jsonSchemaFile, jsonSchemaText())

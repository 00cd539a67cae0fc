import type { ConfigFile, EntryFields } from "../../../domain/config/ConfigFile.ts"

/** What a configuration is written from. */
export interface Draft {
  readonly region: string
  readonly devops: EntryFields
  readonly workloads: { readonly [env: string]: EntryFields }
  readonly defaultAppEnv: string | undefined
}

/** Where editors find the form of the file, once the package is installed beside it. */
const schema = "./node_modules/effect-boto-ses/config.schema.json"

/** The configuration of a draft, not yet judged. */
export const configOf = ({ region, devops, workloads, defaultAppEnv }: Draft): ConfigFile => ({
  $schema: schema,
  region,
  devops,
  workloads,
  ...(defaultAppEnv === undefined ? {} : { defaultAppEnv })
})

/** The text of the file: an entry a line, as one reads it. */
export const configText = (config: ConfigFile): string => {
  const inLine = (value: unknown): string => JSON.stringify(value, null, 1).replace(/\n */g, " ")
  const object = (fields: ReadonlyArray<string>, indent: string): string =>
    `{\n${fields.map((field) => `${indent}  ${field}`).join(",\n")}\n${indent}}`
  const workloads = Object.entries(config.workloads).map(([env, entry]) => `${JSON.stringify(env)}: ${inLine(entry)}`)
  const fields = Object.entries(config).map(
    ([name, value]) => `${JSON.stringify(name)}: ${name === "workloads" ? object(workloads, "  ") : inLine(value)}`
  )
  return `${object(fields, "")}\n`
}

import * as Schema from "effect/Schema"

/** `boto-ses env --format json`: variables for a child process, secrets in clear. */
export const Variables: Schema.Struct<{
  readonly set: Schema.$Record<Schema.String, Schema.String>
  readonly unset: Schema.$Array<Schema.String>
}> = Schema.Struct({
  set: Schema.Record(Schema.String, Schema.String).annotate({ description: "Variables to set, secrets in clear." }),
  unset: Schema.Array(Schema.String).annotate({
    description: "Variables to remove, since they would win over those set."
  })
}).annotate({ title: "env" })

import * as Schema from "effect/Schema"

/** `boto-ses init --json`: what was written. */
export const InitAnswer: Schema.Struct<{
  readonly file: Schema.String
  readonly envs: Schema.$Array<Schema.String>
  readonly defaultAppEnv: Schema.NullOr<Schema.String>
  readonly region: Schema.String
}> = Schema.Struct({
  file: Schema.String.annotate({ description: "The configuration file, in full." }),
  envs: Schema.Array(Schema.String).annotate({ description: "The workloads in it." }),
  defaultAppEnv: Schema.NullOr(Schema.String).annotate({ description: "The env of the app session; null for none." }),
  region: Schema.String.annotate({ description: "The region of every entry." })
}).annotate({ title: "init" })

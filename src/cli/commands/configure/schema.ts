import * as Schema from "effect/Schema"

/** `boto-ses configure --json`: what was, or would be, written. */
export const Configuration: Schema.Struct<{
  readonly file: Schema.String
  readonly written: Schema.Boolean
  readonly profiles: Schema.$Array<
    Schema.Struct<{
      readonly profile: Schema.String
      readonly target: Schema.String
      readonly change: Schema.Literals<readonly ["added", "updated", "unchanged"]>
    }>
  >
}> = Schema.Struct({
  file: Schema.String.annotate({ description: "The AWS CLI's config file." }),
  written: Schema.Boolean.annotate({
    description: "Whether the file was written: not in a dry run, nor where nothing changes."
  }),
  profiles: Schema.Array(
    Schema.Struct({
      profile: Schema.String.annotate({ description: "The profile's name." }),
      target: Schema.String.annotate({ description: "The target whose credentials it gives." }),
      change: Schema.Literals(["added", "updated", "unchanged"]).annotate({ description: "What becomes of its block." })
    })
  )
}).annotate({ title: "configure" })

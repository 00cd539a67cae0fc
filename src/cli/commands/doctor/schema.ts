import * as Schema from "effect/Schema"

const statuses = ["ok", "warning", "failed", "waiting", "notHere"] as const

/** What is looked at beside the targets, in the order of the report. */
export const placeNames = [
  "runtime",
  "config",
  "region",
  "clock",
  "token",
  "cloud9",
  "snapshots",
  "aws-files",
  "aws-profile",
  "aws-cli"
] as const

export type PlaceName = (typeof placeNames)[number]

type RowSchema<Name extends Schema.Top> = Schema.Struct<{
  readonly name: Name
  readonly status: Schema.Literals<typeof statuses>
  readonly found: Schema.String
  readonly next: Schema.NullOr<Schema.String>
  readonly code: Schema.NullOr<Schema.String>
  readonly exitCode: Schema.Int
}>

const row = <Name extends Schema.Top>(name: Name): RowSchema<Name> =>
  Schema.Struct({
    name,
    status: Schema.Literals(statuses).annotate({
      description:
        "waiting: what it needs has a row of its own, which is not good yet. notHere: it does not apply in this runtime or on this system."
    }),
    found: Schema.String.annotate({
      description:
        "What was found, for people: who a target is, what failed, what it waits for. Account ids are masked unless --unmasked was given."
    }),
    next: Schema.NullOr(Schema.String).annotate({ description: "What to do; null where nothing is to be done." }),
    code: Schema.NullOr(Schema.String).annotate({
      description: "The failure's name, such as ProfileMissing; null where the row has not failed."
    }),
    exitCode: Schema.Int.annotate({
      description: "With which a command ends that meets this failure; 0 where the row has not failed."
    })
  })

/** `boto-ses doctor --json`: what was found of the place, and of each target. */
export const Report: Schema.Struct<{
  readonly failed: Schema.Int
  readonly warnings: Schema.Int
  readonly place: Schema.$Array<RowSchema<Schema.Literals<typeof placeNames>>>
  readonly targets: Schema.$Array<RowSchema<Schema.String>>
}> = Schema.Struct({
  failed: Schema.Int.annotate({ description: "How many rows failed; the exit code is 0 where it is 0." }),
  warnings: Schema.Int.annotate({ description: "How many rows warn." }),
  place: Schema.Array(row(Schema.Literals(placeNames).annotate({ description: "What was looked at." }))).annotate({
    description: "What is not about one target."
  }),
  targets: Schema.Array(row(Schema.String.annotate({ description: "devops, an env's name or app." }))).annotate({
    description: "Every target: who it is, or why its session cannot be given."
  })
}).annotate({ title: "doctor" })

export type Report = typeof Report.Type
export type PlaceRow = Report["place"][number]
export type TargetRow = Report["targets"][number]

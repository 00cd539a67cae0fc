import * as Schema from "effect/Schema"
import { type PlaceName, placeNames, type Report, type Row, type Status } from "./row.ts"

const statuses: ReadonlyArray<Status> = ["ok", "warning", "failed", "waiting", "notHere"]

const orNull = (description: string): Schema.NullOr<Schema.String> =>
  Schema.NullOr(Schema.String).annotate({ description })

type RowFields = {
  readonly status: Schema.Literals<ReadonlyArray<Status>>
  readonly found: Schema.String
  readonly next: Schema.NullOr<Schema.String>
  readonly code: Schema.NullOr<Schema.String>
}

const rowFields: RowFields = {
  status: Schema.Literals(statuses).annotate({
    description:
      "waiting: what it needs has a row of its own, which is not good yet. notHere: it does not apply in this runtime or on this system."
  }),
  found: Schema.String.annotate({
    description:
      "What was found, for people: who a target is, what failed, what it waits for. Account ids are masked unless --unmasked was given."
  }),
  next: orNull("What to do; null where nothing is to be done."),
  code: orNull("The failure's name, such as ProfileMissing; null where the row has not failed.")
}

/** `boto-ses doctor --json`: what was found of the place, and of each target. */
export const DoctorAnswer: Schema.Struct<{
  readonly failed: Schema.Int
  readonly warnings: Schema.Int
  readonly place: Schema.$Array<
    Schema.Struct<{ readonly check: Schema.Literals<ReadonlyArray<PlaceName>> } & RowFields>
  >
  readonly targets: Schema.$Array<Schema.Struct<{ readonly target: Schema.String } & RowFields>>
}> = Schema.Struct({
  failed: Schema.Int.annotate({ description: "How many rows failed; the exit code is 0 where it is 0." }),
  warnings: Schema.Int.annotate({ description: "How many rows warn." }),
  place: Schema.Array(
    Schema.Struct({
      check: Schema.Literals(placeNames).annotate({ description: "What was looked at." }),
      ...rowFields
    })
  ).annotate({ description: "What is not about one target." }),
  targets: Schema.Array(
    Schema.Struct({
      target: Schema.String.annotate({ description: "devops, an env's name or app." }),
      ...rowFields
    })
  ).annotate({ description: "Every target: who it is, or why its session cannot be given." })
}).annotate({ title: "doctor" })

export type DoctorAnswer = typeof DoctorAnswer.Type

const fieldsOf = ({ status, found, next, code }: Row) => ({ status, found, next: next ?? null, code: code ?? null })

/** The report as the command line answers it. */
export const doctorAnswer = ({ place, targets }: Report): DoctorAnswer => {
  const count = (status: Status): number => [...place, ...targets].filter((row) => row.status === status).length
  return {
    failed: count("failed"),
    warnings: count("warning"),
    place: place.map((row) => ({ check: row.name, ...fieldsOf(row) })),
    targets: targets.map((row) => ({ target: row.name, ...fieldsOf(row) }))
  }
}

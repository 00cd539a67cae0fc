import * as Schema from "effect/Schema"
import { type Check, type CheckName, checkNames, type Status } from "./Check.ts"

const statuses: ReadonlyArray<Status> = ["ok", "warning", "failed", "notHere", "notChecked"]

const orNull = (description: string): Schema.NullOr<Schema.String> =>
  Schema.NullOr(Schema.String).annotate({ description })

const AnswerCheck: Schema.Struct<{
  readonly check: Schema.Literals<ReadonlyArray<CheckName>>
  readonly target: Schema.NullOr<Schema.String>
  readonly status: Schema.Literals<ReadonlyArray<Status>>
  readonly found: Schema.String
  readonly next: Schema.NullOr<Schema.String>
  readonly code: Schema.NullOr<Schema.String>
}> = Schema.Struct({
  check: Schema.Literals(checkNames).annotate({ description: "What was checked." }),
  target: orNull("The target that it is about: devops, an env's name or app; null for the place itself."),
  status: Schema.Literals(statuses).annotate({
    description:
      "notHere: it does not apply in this runtime. notChecked: what it needs has failed itself, or is not known."
  }),
  found: Schema.String.annotate({
    description: "What was found, for people; account ids masked unless --unmasked was given."
  }),
  next: orNull("What to do; null where nothing is to be done."),
  code: orNull("The failure's name, such as ProfileMissing; null where the check has not failed.")
})

/** `boto-ses doctor --json`: every check with its result. */
export const DoctorAnswer: Schema.Struct<{
  readonly failed: Schema.Int
  readonly warnings: Schema.Int
  readonly checks: Schema.$Array<typeof AnswerCheck>
}> = Schema.Struct({
  failed: Schema.Int.annotate({ description: "How many checks failed; the exit code is 0 where it is 0." }),
  warnings: Schema.Int.annotate({ description: "How many checks warn." }),
  checks: Schema.Array(AnswerCheck).annotate({
    description: "The checks, those of the place before those of the targets."
  })
}).annotate({ title: "doctor" })

export type DoctorAnswer = typeof DoctorAnswer.Type

/** The checks as the command line answers them. */
export const doctorAnswer = (checks: ReadonlyArray<Check>): DoctorAnswer => ({
  failed: checks.filter(({ status }) => status === "failed").length,
  warnings: checks.filter(({ status }) => status === "warning").length,
  checks: checks.map(({ name, target, status, found, next, code }) => ({
    check: name,
    target: target ?? null,
    status,
    found,
    next: next ?? null,
    code: code ?? null
  }))
})

import * as Schema from "effect/Schema"

const text = (description: string): Schema.String => Schema.String.annotate({ description })
const orNull = (description: string): Schema.NullOr<Schema.String> =>
  Schema.NullOr(Schema.String).annotate({ description })

/** `boto-ses whoami --json`: the identity of a target. */
export const WhoAmI: Schema.Struct<{
  readonly target: Schema.String
  readonly purpose: Schema.String
  readonly env: Schema.NullOr<Schema.String>
  readonly runtime: Schema.String
  readonly runtimeGroup: Schema.String
  readonly runtimeEvidence: Schema.String
  readonly region: Schema.String
  readonly accountId: Schema.String
  readonly accountAlias: Schema.NullOr<Schema.String>
  readonly arn: Schema.String
  readonly source: Schema.String
  readonly expiration: Schema.NullOr<Schema.String>
  readonly keptSince: Schema.NullOr<Schema.String>
}> = Schema.Struct({
  target: text("The target asked for: devops, app or an env's name."),
  purpose: text("What the session is for: devops, env or app."),
  env: orNull("The env that the session belongs to; null for an application of unknown env."),
  runtime: text("The runtime's name."),
  runtimeGroup: text("The runtime's group, which decides where credentials come from."),
  runtimeEvidence: text("What gave the runtime away."),
  region: text("The session's region."),
  accountId: text("The account's id, masked unless --unmasked was given."),
  accountAlias: orNull("The account's alias; null where it has none or none may be asked for."),
  arn: text("The principal, account ids masked unless --unmasked was given."),
  source: text("Where the credentials come from."),
  expiration: orNull("When the present credentials end, ISO 8601 in UTC; null where that is not known or never."),
  keptSince: orNull(
    "When they were made, ISO 8601 in UTC, where an earlier call did that and kept them; null where they were made now."
  )
}).annotate({ title: "whoami" })

export type WhoAmI = typeof WhoAmI.Type

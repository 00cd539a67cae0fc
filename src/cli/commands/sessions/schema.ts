import * as Schema from "effect/Schema"

const text = (description: string): Schema.String => Schema.String.annotate({ description })
const orNull = (description: string): Schema.NullOr<Schema.String> =>
  Schema.NullOr(Schema.String).annotate({ description })

/** What the store keeps for one target. */
export const KeptTarget: Schema.Struct<{
  readonly target: Schema.String
  readonly state: Schema.Literals<readonly ["kept", "none", "unkept", "unknown", "refused"]>
  readonly why: Schema.NullOr<Schema.String>
  readonly accountId: Schema.NullOr<Schema.String>
  readonly principal: Schema.NullOr<Schema.String>
  readonly madeAt: Schema.NullOr<Schema.String>
  readonly expiration: Schema.NullOr<Schema.String>
}> = Schema.Struct({
  target: text("The target: devops, app or an env's name."),
  state: Schema.Literals(["kept", "none", "unkept", "unknown", "refused"]).annotate({
    description:
      "kept: the next call uses this session; none: the next call obtains one; unkept: the target's credentials are of a kind that is kept nowhere; unknown: it is not known without signing in; refused: there is no session of it here, as why tells."
  }),
  why: orNull("What more is known, where no session is kept."),
  accountId: orNull("The account's id, masked unless --unmasked was given; null where it is not known."),
  principal: orNull("The role or the user; null where it is not known."),
  madeAt: orNull("When the session was made, ISO 8601 in UTC; null where none is kept."),
  expiration: orNull("When it ends, ISO 8601 in UTC; null where none is kept.")
})

export type KeptTarget = typeof KeptTarget.Type

/** `boto-ses sessions --json`: what is kept for each target. */
export const KeptTargets: Schema.$Array<typeof KeptTarget> = Schema.Array(KeptTarget).annotate({ title: "sessions" })

/** `boto-ses sessions clear --json`: what was removed. */
export const Cleared: Schema.Struct<{ readonly removed: Schema.Int }> = Schema.Struct({
  removed: Schema.Int.annotate({ description: "How many files were removed." })
}).annotate({ title: "sessions clear" })

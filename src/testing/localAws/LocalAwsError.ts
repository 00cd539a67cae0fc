import type * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"

const LocalAwsErrorBase: Schema.Class<
  LocalAwsError,
  Schema.TaggedStruct<"LocalAwsError", { readonly message: Schema.String }>,
  Cause.YieldableError
> = Schema.TaggedError<LocalAwsError>()("LocalAwsError", { message: Schema.String })

/**
 * What a user of the local AWS did wrong (options that contradict themselves, a
 * user that does not exist), or a port that could not be opened. What AWS
 * refuses is not an error of this kind: it is an HTTP answer.
 */
export class LocalAwsError extends LocalAwsErrorBase {}

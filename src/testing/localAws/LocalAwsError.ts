import * as Data from "effect/Data"

/**
 * What a user of the local AWS did wrong (options that contradict themselves, a
 * user that does not exist), or a port that could not be opened. What AWS
 * refuses is not an error of this kind: it is an HTTP answer.
 */
export class LocalAwsError extends Data.Error<{ readonly message: string }> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "LocalAwsError"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "LocalAwsError"
  }
}

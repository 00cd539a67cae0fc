import { Fact, type Kinds, sentence } from "./Fact.ts"

/** What the parent process handed over cannot be used; or a session cannot be handed over. */
export class HandoverUnusable extends Fact<{
  /** What failed, and the next step. */
  readonly detail: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<HandoverUnusable> = { detail: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "HandoverUnusable"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** What failed. */
  get found(): string {
    return `The hand-over failed: ${sentence(this.detail)}`
  }
  /** Empty: `detail` tells the next step. */
  get next(): string {
    return ""
  }
}

import { Fact, type Kinds, sentence } from "./Fact.ts"

/** What the parent process handed over cannot be used; or a session cannot be handed over. */
export class HandoverUnusable extends Fact<{ readonly detail: string }> {
  static readonly fields: Kinds<HandoverUnusable> = { detail: "text" }
  readonly _tag = "HandoverUnusable"
  readonly exitCode = 5
  get found(): string {
    return `The hand-over failed: ${sentence(this.detail)}`
  }
  get next(): string {
    return ""
  }
}

import * as Schema from "effect/Schema"
import { masked, type ReasonClass, sentence, type Text, text } from "./Fact.ts"

const HandoverUnusableBase: ReasonClass<HandoverUnusable, "HandoverUnusable", { detail: Text }> =
  Schema.TaggedError<HandoverUnusable>()("HandoverUnusable", { detail: text })

/** What the parent process handed over cannot be used; or a session cannot be handed over. */
export class HandoverUnusable extends HandoverUnusableBase {
  override get message(): string {
    return masked(`The hand-over failed: ${sentence(this.detail)}`)
  }
}

import * as Schema from "effect/Schema"
import { masked, type ReasonClass, sentence, type Text, text } from "./reason.ts"

const HandoverUnusableBase: ReasonClass<HandoverUnusable, "HandoverUnusable", { detail: Text }> =
  Schema.TaggedError<HandoverUnusable>()("HandoverUnusable", { detail: text })

/** devops was handed over by the parent process, and what was handed over cannot be used; or it cannot be handed over. */
export class HandoverUnusable extends HandoverUnusableBase {
  override get message(): string {
    return masked(`The hand-over of devops failed: ${sentence(this.detail)}`)
  }
}

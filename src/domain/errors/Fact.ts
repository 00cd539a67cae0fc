import type * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"
import { maskAccountIds } from "../aws/AccountId.ts"

/** The written-out type of a reason's base class, as JSR's declaration output needs it. */
export type ReasonClass<Self, Tag extends string, Fields extends Schema.Struct.Fields> = Schema.Class<
  Self,
  Schema.TaggedStruct<Tag, Fields>,
  Cause.YieldableError
>

export type Text = Schema.String
export type Texts = Schema.$Array<Schema.String>
export type MaybeText = Schema.optionalKey<Schema.String>

export const text: Text = Schema.String
export const texts: Texts = Schema.Array(Schema.String)
export const maybeText: MaybeText = Schema.optionalKey(Schema.String)

/** A message as it may be shown. The fields of a reason hold account ids in full; its message ends in logs. */
export const masked: (message: string) => string = maskAccountIds

/** A text of another's as a sentence: AWS ends some of its own with a full stop, and some not. */
export const sentence = (text: string): string => (/[.!?]\s*$/.test(text) ? text.trimEnd() : `${text}.`)

/** `a, b, c`, or `none` for an empty list. */
export const list = (items: ReadonlyArray<string>): string => (items.length === 0 ? "none" : items.join(", "))

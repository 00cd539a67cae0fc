import { maskAccountIds } from "../aws/AccountId.ts"
import type { ConfigProblem } from "../config/ConfigProblem.ts"
import { oneLine } from "../text/OneLine.ts"

/** A field's value with every text in it as it may stand within a line. */
const onOneLine = (value: unknown): unknown => {
  if (typeof value === "string") return oneLine(value)
  if (Array.isArray(value)) return value.map(onOneLine)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, onOneLine(inner)]))
}

/**
 * What every reason of a failure has besides its own fields. The fields, `found` and `next` hold texts of others as they
 * are, and account ids in full: whoever shows them takes those of `told`, and lets them pass through `mask`, as `message`
 * does.
 */
export abstract class FactBase {
  /** The reason's name, by which it is told from the others. */
  abstract readonly _tag: string
  /** The exit code with which the command line ends: 3 configuration, 4 place, 5 credentials, 6 refused by AWS, 7 AWS out of reach. */
  abstract readonly exitCode: 3 | 4 | 5 | 6 | 7
  /** What was expected and what was found, in sentences. */
  abstract readonly found: string
  /** What to do, in sentences or as a command; empty where nothing better is known than what `found` tells. */
  abstract readonly next: string

  /** Keeps the facts as fields of its own. */
  constructor(fields: object) {
    Object.assign(this, fields)
  }

  /** A text of this reason as it may be shown. */
  mask(text: string): string {
    return maskAccountIds(text)
  }

  /** `found` and `next` made of fields that are safe to show: a name or an answer of AWS's begins no line of its own. */
  get told(): { readonly found: string; readonly next: string } {
    const safe: FactBase = Object.create(
      Object.getPrototypeOf(this),
      Object.getOwnPropertyDescriptors(onOneLine({ ...this }))
    )
    return { found: safe.found, next: safe.next }
  }

  /** The message with the account ids in full, for somebody who has asked for them. */
  get full(): string {
    const { found, next } = this.told
    return next === "" ? found : `${found} ${next}`
  }

  /**
   * `found` and `next` in one text that may be shown and logged: account ids are masked, others' texts keep to a line.
   */
  get message(): string {
    return this.mask(this.full)
  }

  /** The tag and the message. */
  toString(): string {
    return `${this._tag}: ${this.message}`
  }
}

/**
 * The base of a reason: `class X extends Fact<{ … }>` with its tag, its exit code and its two texts. It is no Schema, so
 * that declaring a reason costs nothing at load.
 */
export const Fact: abstract new <F extends object>(fields: F) => FactBase & Readonly<F> = FactBase as never

/** What a field holds at run time. */
export type Kind = "text" | "texts" | "number" | "problems"

/** The kind of a field, with a `?` where it may be absent. */
export type FieldKind = Kind | `${Kind}?`

/** The kind of a field by the type of its values. */
export type KindOf<Value> = [Value] extends [string]
  ? "text"
  : [Value] extends [number]
    ? "number"
    : [Value] extends [ReadonlyArray<string>]
      ? "texts"
      : [Value] extends [ReadonlyArray<ConfigProblem>]
        ? "problems"
        : never

/** The kinds of a reason's fields, of which its Schema is made: they must agree with the fields' types. */
export type Kinds<Self> = {
  readonly [Name in Exclude<keyof Self, keyof FactBase>]-?: object extends Pick<Self, Name>
    ? `${KindOf<NonNullable<Self[Name]>>}?`
    : KindOf<Self[Name]>
}

/** The class of a reason. */
export interface FactClass<Self extends FactBase> {
  /** What each field holds. */
  readonly fields: { readonly [name: string]: FieldKind }
  /** Made of its fields alone. */
  new (fields: never): Self
}

/** A text of another's as a sentence: AWS ends some of its own with a full stop, and some not. */
export const sentence = (text: string): string => (/[.!?]\s*$/.test(text) ? text.trimEnd() : `${text}.`)

/** `a, b, c`, or `none` for an empty list. */
export const list = (items: ReadonlyArray<string>): string => (items.length === 0 ? "none" : items.join(", "))

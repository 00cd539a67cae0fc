/**
 * The Schemas of reasons and of their error, made when someone asks for them: only `Reason.schema` and
 * `BotoSesError.schema` load this file.
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { FactBase, FactClass, FieldKind, Kind } from "./Fact.ts"

/** A reason as JSON: its tag, and its fields. */
export interface EncodedReason {
  /** The reason's name. */
  readonly _tag: string
  /** Its fields, those that are absent left out. */
  readonly [field: string]: unknown
}

/** The error as JSON. */
export interface EncodedError {
  /** `BotoSesError`. */
  readonly _tag: string
  /** What happened, as facts. */
  readonly reason: EncodedReason
  /** The error beneath, as far as JSON can hold it. */
  readonly cause?: unknown
}

/** The Schema of each kind of field. */
const kinds: { readonly [K in Kind]: Schema.Codec<unknown> } = {
  text: Schema.String,
  texts: Schema.Array(Schema.String),
  number: Schema.Number,
  problems: Schema.Array(
    Schema.Struct({ path: Schema.String, expected: Schema.String, found: Schema.String, next: Schema.String })
  )
}

const fieldOf = (kind: FieldKind): Schema.Codec<unknown> | Schema.optionalKey<Schema.Codec<unknown>> =>
  kind.endsWith("?") ? Schema.optionalKey(kinds[kind.slice(0, -1) as Kind]) : kinds[kind as Kind]

const reasonSchema = <R extends FactBase>(tag: string, Reason: FactClass<R>): Schema.Codec<R, EncodedReason> => {
  const fields = Object.entries(Reason.fields).map(([name, kind]) => [name, fieldOf(kind)] as const)
  return Schema.Struct({ ...Object.fromEntries(fields), _tag: Schema.Literal(tag) }).pipe(
    Schema.decodeTo(
      Schema.declare((value): value is R => value instanceof Reason),
      SchemaTransformation.transform<R, EncodedReason>({
        decode: ({ _tag, ...given }) => new Reason(given as never),
        // The struct drops what is no field.
        encode: (reason) => ({ ...(reason as object), _tag: tag })
      })
    )
  )
}

/** The Schema of the reasons that these classes make; `classes` has each under its tag. */
export const reasonsSchema = <R extends FactBase>(classes: {
  readonly [tag: string]: FactClass<R>
}): Schema.Codec<R, EncodedReason> =>
  Schema.Union(Object.entries(classes).map(([tag, Reason]) => reasonSchema(tag, Reason)))

/** The Schema of an error with such a reason. */
export const errorSchema = <R extends FactBase, E extends { readonly reason: R; readonly cause?: unknown }>(
  tag: string,
  ErrorClass: new (fields: { readonly reason: R; readonly cause?: unknown }) => E,
  reasons: Schema.Codec<R, EncodedReason>
): Schema.Codec<E, EncodedError> =>
  Schema.TaggedStruct(tag, { reason: reasons, cause: Schema.optionalKey(Schema.Defect()) }).pipe(
    Schema.decodeTo(
      Schema.declare((value): value is E => value instanceof ErrorClass),
      SchemaTransformation.transform({
        decode: ({ _tag, ...fields }) => new ErrorClass(fields),
        encode: ({ reason, cause }) => ({ _tag: tag, reason, ...(cause === undefined ? {} : { cause }) })
      })
    )
  )

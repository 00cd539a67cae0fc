import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { BotoSesError } from "../errors/BotoSesError.ts"
import { RoleOptionInvalid } from "../errors/Config.ts"
import { describeValue, isPlainObject, valueAt } from "../text/Describe.ts"
import { nearest } from "../text/Nearest.ts"
import { patternText } from "../text/PatternText.ts"
import { schemaProblems } from "./SchemaProblems.ts"

/** A multi-factor device and how to get a code of it: asked once for each sign-in, never twice for one code. */
export interface MfaOptions {
  /** The device's ARN or hardware serial number. */
  readonly serialNumber: string
  /** The six digits that the device shows, for example from a prompt. */
  readonly code: Effect.Effect<Redacted.Redacted<string>, BotoSesError>
}

/**
 * What can be asked of AssumeRole beyond the role itself; each field is AWS's parameter of that name.
 *
 * Source: STS API Reference, AssumeRole.
 */
export interface RoleOptions {
  /** Seconds: 900 to the role's maximum, and at most 3,600 from another role. `"max"`: 43,200, capped to 3,600 in a chain. */
  readonly durationSeconds?: number | "max"
  /** 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`. */
  readonly roleSessionName?: string
  /** At most 50 session tags. */
  readonly tags?: { readonly [key: string]: string }
  /** The keys of those tags that a next role in the chain inherits. */
  readonly transitiveTagKeys?: ReadonlyArray<string>
  /** 2 to 1,224 characters. */
  readonly externalId?: string
  /** 2 to 64 characters; cannot be changed further along a chain. */
  readonly sourceIdentity?: string
  /** A session policy: JSON text of at most 2,048 characters. The session may do no more than it and the role allow. */
  readonly policy?: string
  /** At most 10 managed policies that limit the session likewise. */
  readonly policyArns?: ReadonlyArray<string>
  readonly mfa?: MfaOptions
}

const isJsonObject = (value: string): boolean => {
  try {
    return isPlainObject(JSON.parse(value))
  } catch {
    return false
  }
}

const tagCharacters = "\\p{L}\\p{Z}\\p{N}_.:/=+@\\-"
const tagExpected = "letters, digits, spaces and _ . : / = + - @"
const tagKeyExpected = `a tag key of 1 to 128 ${tagExpected}, not beginning with "aws:"`
const tagKey = patternText(new RegExp(`^(?![aA][wW][sS]:)[${tagCharacters}]{1,128}$`, "u"), tagKeyExpected)
const tagValue = patternText(
  new RegExp(`^[${tagCharacters}]{0,256}$`, "u"),
  `0 to 256 ${tagExpected}, as a tag's value`
)

type PolicyOptionFields = {
  readonly [Name in Exclude<RoleOptionName, "roleSessionName" | "mfa">]: Schema.Codec<NonNullable<RoleOptions[Name]>>
}

/**
 * The options that can be written in a file, each with AWS's limits. What needs more than one value at once is checked
 * by `roleOptionProblems`.
 */
export const policyOptionFields: PolicyOptionFields = {
  durationSeconds: Schema.Union([
    Schema.Int.check(
      Schema.isBetween({ minimum: 900, maximum: 43_200 }, { expected: 'whole seconds from 900 to 43200, or "max"' })
    ),
    Schema.Literal("max")
  ]),
  tags: Schema.Record(tagKey, tagValue).check(Schema.isMaxProperties(50, { expected: "at most 50 tags" })),
  transitiveTagKeys: Schema.Array(tagKey).check(Schema.isMaxLength(50, { expected: "at most 50 keys" })),
  externalId: patternText(/^[\w+=,.@:/-]{2,1224}$/u, "2 to 1224 characters of A-Z a-z 0-9 _ + = , . @ : / -"),
  sourceIdentity: patternText(
    /^(?![aA][wW][sS]:)[\w+=,.@-]{2,64}$/u,
    '2 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, not beginning with "aws:"'
  ),
  policy: patternText(/^[\s\S]{1,2048}$/u, "a JSON object of at most 2048 characters"),
  policyArns: Schema.Array(
    patternText(/^arn:[a-z-]+:iam::(aws|\d{12}):policy\/.{1,}$/u, "the ARN of a managed policy")
  ).check(Schema.isMaxLength(10, { expected: "at most 10 policy ARNs" }))
}

const { durationSeconds, ...otherFields } = policyOptionFields

const fields = {
  durationSeconds,
  roleSessionName: patternText(/^[\w+=,.@-]{2,64}$/u, "2 to 64 characters of A-Z a-z 0-9 _ + = , . @ -"),
  ...otherFields,
  policy: policyOptionFields.policy.check(
    Schema.makeFilter(isJsonObject, { expected: "a JSON object of at most 2048 characters" }),
    Schema.isPattern(/^[\t\n\r\u0020-\u00ff]*$/u, { expected: "a JSON object of characters up to U+00FF" })
  ),
  mfa: Schema.Struct({
    serialNumber: patternText(/^[\w+=/:,.@-]{9,256}$/u, "9 to 256 characters of A-Z a-z 0-9 _ + = / : , . @ -"),
    code: Schema.Unknown
  })
}

/** The name under which an option is listed to a person. */
export type RoleOptionName = keyof RoleOptions

export const roleOptionNames: ReadonlyArray<RoleOptionName> = Object.keys(fields) as Array<keyof typeof fields>

/** Options that narrow what a session may do: they must be applied, or refused aloud. */
export const limitingOptions: ReadonlyArray<RoleOptionName> = ["policy", "policyArns"]

const fieldProblems = (options: RoleOptions, where: string): ReadonlyArray<RoleOptionInvalid> =>
  roleOptionNames.flatMap((name) => {
    const value: unknown = options[name]
    if (value === undefined) return []
    const result = Schema.decodeUnknownResult(fields[name] as Schema.Codec<unknown>)(value, {
      errors: "all",
      onExcessProperty: "error"
    })
    if (result._tag === "Success") return []
    return schemaProblems(result.failure.issue).map(({ path, expected, absent }) => {
      const field = `${where}${[name, ...path].join(".")}`
      if (expected !== undefined) {
        const actual = describeValue(valueAt(value, path))
        return new RoleOptionInvalid({ field, expected: absent ? "a value" : expected, actual })
      }
      const of = name === "tags" ? tagKeyExpected : `no such field in ${name}`
      return new RoleOptionInvalid({ field: `${where}${name}`, expected: of, actual: describeValue(path.at(-1)) })
    })
  })

/**
 * What AWS would refuse in these options, found before a request; empty where nothing.
 *
 * `where` is put before each field's name, such as `rolePolicy.sbx.`.
 */
export const roleOptionProblems = (options: RoleOptions, where = ""): ReadonlyArray<RoleOptionInvalid> => {
  if (!isPlainObject(options)) {
    const field = where.replace(/\.$/, "") || "options"
    return [new RoleOptionInvalid({ field, expected: "an object of role options", actual: describeValue(options) })]
  }
  const problems = fieldProblems(options, where)
  return problems.length > 0 ? problems : tagProblems(options, where)
}

/** The rules that hold between tags, in options whose fields are each right. */
const tagProblems = (options: RoleOptions, where: string): ReadonlyArray<RoleOptionInvalid> => {
  const keys = Object.keys(options.tags ?? {})
  const twice = keys.filter((key, index) => keys.findIndex((k) => k.toLowerCase() === key.toLowerCase()) !== index)
  const missing = (options.transitiveTagKeys ?? []).filter((key) => !keys.includes(key))
  const problem = (field: string, expected: string, found: ReadonlyArray<string>): ReadonlyArray<RoleOptionInvalid> =>
    found.length === 0
      ? []
      : [new RoleOptionInvalid({ field: `${where}${field}`, expected, actual: found.map(describeValue).join(", ") })]
  return [
    ...problem("tags", "tag keys that differ in more than their case", twice),
    ...problem("transitiveTagKeys", "keys of tags given in the same request", missing)
  ]
}

/** The options given, by name, in a fixed order. */
export const givenOptions = (options: RoleOptions): ReadonlyArray<RoleOptionName> =>
  roleOptionNames.filter((name) => options[name] !== undefined)

/** `call` over `policy`, field by field. */
export const mergeOptions = (policy: RoleOptions, call: RoleOptions): RoleOptions => ({
  ...policy,
  ...Object.fromEntries(givenOptions(call).map((name) => [name, call[name]]))
})

/** Names that are no option: a mistyped `policy` would otherwise vanish, and its limit with it. `also` are known besides. */
export const unknownOptions = (options: object, also: ReadonlyArray<string>): ReadonlyArray<RoleOptionInvalid> => {
  const known = [...roleOptionNames, ...also]
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        new RoleOptionInvalid({
          field: name.slice(0, 64),
          expected: `one of the options ${nearest(name, known).join(", ")} (the nearest first)`,
          actual: "an option of that name"
        })
    )
}

import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { BotoSesError } from "./BotoSesError.ts"
import { RoleOptionInvalid } from "./errors/config.ts"

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

const text = (pattern: RegExp, min: number, max: number, characters: string): Schema.String =>
  Schema.String.check(
    Schema.makeFilter((value) => value.length >= min && value.length <= max && pattern.test(value), {
      expected: `${min} to ${max} characters of ${characters}`
    })
  )

const sessionName = text(/^[\w+=,.@-]*$/, 2, 64, "A-Z a-z 0-9 _ + = , . @ -")
const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const tagExpected = "letters, digits, spaces and _ . : / = + - @"

const isJsonObject = (value: string): boolean => {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
  } catch {
    return false
  }
}

const fields = {
  durationSeconds: Schema.Union([
    Schema.Int.check(
      Schema.makeFilter((n) => n >= 900 && n <= 43_200, { expected: 'whole seconds from 900 to 43200, or "max"' })
    ),
    Schema.Literal("max")
  ]),
  roleSessionName: sessionName,
  tags: Schema.Record(
    text(tagCharacters, 1, 128, `${tagExpected}, as a tag's key`),
    text(tagCharacters, 0, 256, `${tagExpected}, as a tag's value`)
  ).check(
    Schema.makeFilter((tags) => Object.keys(tags).length <= 50, { expected: "at most 50 tags" }),
    Schema.makeFilter(
      (tags) => new Set(Object.keys(tags).map((key) => key.toLowerCase())).size === Object.keys(tags).length,
      { expected: "tag keys that differ in more than their case" }
    ),
    Schema.makeFilter((tags) => Object.keys(tags).every((key) => !key.toLowerCase().startsWith("aws:")), {
      expected: 'tag keys that do not begin with "aws:"'
    })
  ),
  transitiveTagKeys: Schema.Array(text(tagCharacters, 1, 128, tagExpected)).check(
    Schema.makeFilter((keys) => keys.length <= 50, { expected: "at most 50 keys" })
  ),
  externalId: text(/^[\w+=,.@:/-]*$/, 2, 1224, "A-Z a-z 0-9 _ + = , . @ : / -"),
  sourceIdentity: text(/^(?!aws:)[\w+=,.@-]*$/i, 2, 64, 'A-Z a-z 0-9 _ + = , . @ -, not beginning with "aws:"'),
  policy: Schema.String.check(
    Schema.makeFilter((policy) => policy.length >= 1 && policy.length <= 2048 && isJsonObject(policy), {
      expected: "a JSON object of at most 2048 characters"
    })
  ),
  policyArns: Schema.Array(
    Schema.String.check(
      Schema.isPattern(/^arn:[a-z-]+:iam::(aws|\d{12}):policy\/.{1,}$/, { expected: "the ARN of a managed policy" })
    )
  ).check(Schema.makeFilter((arns) => arns.length <= 10, { expected: "at most 10 policy ARNs" })),
  mfa: Schema.Struct({
    serialNumber: text(/^[\w+=/:,.@-]*$/, 9, 256, "A-Z a-z 0-9 _ + = / : , . @ -"),
    code: Schema.Unknown
  })
}

/** The name under which an option is listed to a person. */
export type RoleOptionName = keyof RoleOptions

export const roleOptionNames: ReadonlyArray<RoleOptionName> = Object.keys(fields) as Array<keyof typeof fields>

/** Options that narrow what a session may do: they must be applied, or refused aloud. */
export const limitingOptions: ReadonlyArray<RoleOptionName> = ["policy", "policyArns"]

const show = (value: unknown): string => {
  const shown = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown
}

const formatter = SchemaIssue.makeFormatterStandardSchemaV1()

const fieldProblems = (options: RoleOptions, where: string): ReadonlyArray<RoleOptionInvalid> =>
  roleOptionNames.flatMap((name) => {
    const value: unknown = options[name]
    if (value === undefined) return []
    const result = Schema.decodeUnknownResult(fields[name] as Schema.Codec<unknown>)(value, { errors: "all" })
    if (result._tag === "Success") return []
    return formatter(result.failure.issue).issues.map(
      (issue) =>
        new RoleOptionInvalid({
          field: `${where}${[name, ...(issue.path ?? [])].map(String).join(".")}`,
          expected: issue.message.replace(/^Expected /, "").replace(/, got .*$/s, ""),
          found: name === "mfa" ? "another value" : show(value)
        })
    )
  })

/**
 * What AWS would refuse in these options, found before a request; empty where nothing.
 *
 * `where` is put before each field's name, such as `rolePolicy.sbx.`.
 */
export const roleOptionProblems = (options: RoleOptions, where = ""): ReadonlyArray<RoleOptionInvalid> => {
  const problems = [...fieldProblems(options, where)]
  const missing = (options.transitiveTagKeys ?? []).filter((key) => options.tags?.[key] === undefined)
  if (problems.length === 0 && missing.length > 0) {
    problems.push(
      new RoleOptionInvalid({
        field: `${where}transitiveTagKeys`,
        expected: "keys of tags given in the same request",
        found: show(missing)
      })
    )
  }
  return problems
}

/** The options given, by name, in a fixed order. */
export const givenOptions = (options: RoleOptions): ReadonlyArray<RoleOptionName> =>
  roleOptionNames.filter((name) => options[name] !== undefined)

/** `call` over `policy`, field by field. */
export const mergeOptions = (policy: RoleOptions, call: RoleOptions): RoleOptions => ({
  ...policy,
  ...Object.fromEntries(givenOptions(call).map((name) => [name, call[name]]))
})

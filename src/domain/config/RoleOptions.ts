import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { BotoSesError } from "../errors/BotoSesError.ts"
import { describeValue, isPlainObject, valueAt } from "../text/Describe.ts"
import { type Form, formProblems, patternText, type TextForm } from "../text/Form.ts"
import { nearest } from "../text/Nearest.ts"
import type { ConfigProblem } from "./ConfigProblem.ts"

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
  /** The multi-factor device, where the role's trust policy asks for one. Default: none. */
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
const tagKey: TextForm = patternText(new RegExp(`^(?![aA][wW][sS]:)[${tagCharacters}]{1,128}$`, "u"), tagKeyExpected)
const tagValue: TextForm = patternText(
  new RegExp(`^[${tagCharacters}]{0,256}$`, "u"),
  `0 to 256 ${tagExpected}, as a tag's value`
)

/** What is to be known of an option: a new one is added here and to `RoleOptions`, and nowhere else. */
interface RoleOption {
  /** AWS's limits for one value. What needs more than one value at once is checked by `roleOptionProblems`. */
  readonly form: Form
  /** What it is, for the configuration file's schema and the documents; none where a file cannot hold it. */
  readonly about?: string
  /** Whether it narrows what a session may do: it must then be applied, or refused aloud. */
  readonly limits?: true
}

/** The name under which an option is listed to a person. */
export type RoleOptionName = keyof RoleOptions

/** Every option of assuming a role, in the order in which they are listed. */
export const roleOptions: { readonly [Name in RoleOptionName]-?: RoleOption } = {
  durationSeconds: {
    form: {
      kind: "whole",
      minimum: 900,
      maximum: 43_200,
      word: "max",
      expected: 'whole seconds from 900 to 43200, or "max"'
    },
    about: 'Seconds from 900 to 43200, or "max".'
  },
  roleSessionName: {
    form: patternText(/^[\w+=,.@-]{2,64}$/u, "2 to 64 characters of A-Z a-z 0-9 _ + = , . @ -")
  },
  tags: {
    form: { kind: "record", key: tagKey, of: tagValue, most: { count: 50, expected: "at most 50 tags" } },
    about: "Session tags."
  },
  transitiveTagKeys: {
    form: { kind: "list", of: tagKey, most: 50, expected: "at most 50 keys" },
    about: "The keys of tags that a next role inherits."
  },
  externalId: {
    form: patternText(/^[\w+=,.@:/-]{2,1224}$/u, "2 to 1224 characters of A-Z a-z 0-9 _ + = , . @ : / -"),
    about: "The external id that the roles' trust policies ask for."
  },
  sourceIdentity: {
    form: patternText(
      /^(?![aA][wW][sS]:)[\w+=,.@-]{2,64}$/u,
      '2 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, not beginning with "aws:"'
    ),
    about: "The source identity of the roles' sessions."
  },
  policy: {
    form: patternText(/^[\s\S]{1,2048}$/u, "a JSON object of at most 2048 characters"),
    about: "A session policy, as JSON text: it limits the sessions.",
    limits: true
  },
  policyArns: {
    form: {
      kind: "list",
      of: patternText(/^arn:[a-z-]+:iam::(aws|\d{12}):policy\/.{1,}$/u, "the ARN of a managed policy"),
      most: 10,
      expected: "at most 10 policy ARNs"
    },
    about: "Managed policies that limit the sessions likewise.",
    limits: true
  },
  mfa: {
    form: {
      kind: "fields",
      fields: {
        serialNumber: {
          form: patternText(/^[\w+=/:,.@-]{9,256}$/u, "9 to 256 characters of A-Z a-z 0-9 _ + = / : , . @ -")
        },
        code: { form: { kind: "any" } }
      },
      must: ["serialNumber", "code"]
    }
  }
}

export const roleOptionNames: ReadonlyArray<RoleOptionName> = Object.keys(roleOptions) as Array<RoleOptionName>

export const isRoleOption = (name: string): name is RoleOptionName => Object.hasOwn(roleOptions, name)

/** Options that narrow what a session may do: they must be applied, or refused aloud. */
export const limitingOptions: ReadonlyArray<RoleOptionName> = roleOptionNames.filter((name) => roleOptions[name].limits)

const changeIt = "Change the option."

const mfaFields: ReadonlyArray<keyof MfaOptions> = ["serialNumber", "code"]

const fieldProblems = (options: RoleOptions, where: string): ReadonlyArray<ConfigProblem> =>
  roleOptionNames.flatMap((name) => {
    const value: unknown = options[name]
    if (value === undefined) return []
    return formProblems(roleOptions[name].form, value).map(({ path, expected }) => {
      if (expected !== undefined) {
        const found = describeValue(valueAt(value, path))
        return { path: `${where}${[name, ...path].join(".")}`, expected, found, next: changeIt }
      }
      const fields = name === "mfa" ? nearest(path.at(-1) ?? "", mfaFields) : []
      const of =
        name === "tags"
          ? tagKeyExpected
          : fields.length === 0
            ? `no such field in ${name}`
            : `the fields ${fields.join(", ")} (the nearest first)`
      return { path: `${where}${name}`, expected: of, found: describeValue(path.at(-1)), next: changeIt }
    })
  })

/** Rules of a session policy that the configuration file's schema cannot tell. */
const policyProblems = ({ policy }: RoleOptions, where: string): ReadonlyArray<ConfigProblem> => {
  if (typeof policy !== "string") return []
  const expected = !isJsonObject(policy)
    ? "a JSON object of at most 2048 characters"
    : /^[\t\n\r\u0020-\u00ff]*$/u.test(policy)
      ? undefined
      : "a JSON object of characters up to U+00FF"
  return expected === undefined
    ? []
    : [{ path: `${where}policy`, expected, found: describeValue(policy), next: changeIt }]
}

/** The rules that hold between tags, in options whose fields are each right. */
const tagProblems = (options: RoleOptions, where: string): ReadonlyArray<ConfigProblem> => {
  const keys = Object.keys(options.tags ?? {})
  const twice = keys.filter((key, index) => keys.findIndex((k) => k.toLowerCase() === key.toLowerCase()) !== index)
  const missing = (options.transitiveTagKeys ?? []).filter((key) => !keys.includes(key))
  const problem = (field: string, expected: string, found: ReadonlyArray<string>): ReadonlyArray<ConfigProblem> =>
    found.length === 0
      ? []
      : [{ path: `${where}${field}`, expected, found: found.map(describeValue).join(", "), next: changeIt }]
  return [
    ...problem("tags", "tag keys that differ in more than their case", twice),
    ...problem("transitiveTagKeys", "keys of tags given in the same request", missing)
  ]
}

/**
 * What AWS would refuse in these options, found before a request; empty where nothing.
 *
 * `where` is put before each field's name, such as `rolePolicy.sbx.`.
 */
export const roleOptionProblems = (options: RoleOptions, where = ""): ReadonlyArray<ConfigProblem> => {
  if (!isPlainObject(options)) {
    const path = where.replace(/\.$/, "") || "options"
    return [{ path, expected: "an object of role options", found: describeValue(options), next: changeIt }]
  }
  const form = fieldProblems(options, where)
  const told = new Set(form.map(({ path }) => path))
  const problems = [...form, ...policyProblems(options, where).filter(({ path }) => !told.has(path))]
  return problems.length > 0 ? problems : tagProblems(options, where)
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
export const unknownOptions = (options: object, also: ReadonlyArray<string>): ReadonlyArray<ConfigProblem> => {
  const known = [...roleOptionNames, ...also]
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: name.slice(0, 64),
      expected: `one of the options ${nearest(name, known).join(", ")} (the nearest first)`,
      found: "an option of that name",
      next: changeIt
    }))
}

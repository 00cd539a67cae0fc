/**
 * The checks of parameters that AWS makes before anything else, reported
 * together and in its words: "2 validation errors detected: Value 'x' at
 * 'roleSessionName' failed to satisfy constraint: Member must …; Value …".
 */
import { type AwsError, malformedInput, validationError } from "./AwsError.ts"

/** What a text may be. */
export interface TextRule {
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly pattern?: {
    readonly regex: RegExp
    /** The pattern as AWS prints it, where that is not the regular expression's own source. */
    readonly shown: string
  }
}

const names = { shown: "[\\w+=,.@-]*", regex: /^[\w+=,.@-]*$/ }
const printable = {
  shown: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
  regex: /^[\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u
}

type Field =
  | "roleArn"
  | "roleSessionName"
  | "sourceIdentity"
  | "externalId"
  | "policy"
  | "policyArn"
  | "serialNumber"
  | "tokenCode"
  | "tagKey"
  | "tagValue"
  | "webIdentityToken"
  | "providerId"
  | "principalArn"
  | "samlAssertion"
  | "federatedName"
  | "accessKeyId"
  | "encodedMessage"
  | "scopedSessionDescription"
  | "targetPrincipal"
  | "tradeInToken"
  | "signingAlgorithm"
  | "audience"

/** The limits of the STS API reference. */
export const rules: { readonly [name in Field]: TextRule } = {
  roleArn: { required: true, min: 20, max: 2048, pattern: printable },
  roleSessionName: { required: true, min: 2, max: 64, pattern: names },
  sourceIdentity: { min: 2, max: 64, pattern: names },
  externalId: { min: 2, max: 1224, pattern: { shown: "[\\w+=,.@:\\/-]*", regex: /^[\w+=,.@:/-]*$/ } },
  policy: {
    min: 1,
    max: 2048,
    pattern: { shown: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", regex: /^[\t\n\r\u0020-\u00FF]+$/ }
  },
  policyArn: { required: true, min: 20, max: 2048, pattern: printable },
  serialNumber: { min: 9, max: 256, pattern: { shown: "[\\w+=/:,.@-]*", regex: /^[\w+=/:,.@-]*$/ } },
  tokenCode: { min: 6, max: 6, pattern: { shown: "[\\d]*", regex: /^\d*$/ } },
  tagKey: {
    required: true,
    min: 1,
    max: 128,
    pattern: { shown: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", regex: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u }
  },
  tagValue: {
    required: true,
    max: 256,
    pattern: { shown: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", regex: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }
  },
  webIdentityToken: { required: true, min: 4, max: 20_000 },
  providerId: { min: 4, max: 2048 },
  principalArn: { required: true, min: 20, max: 2048, pattern: printable },
  samlAssertion: { required: true, min: 4, max: 100_000 },
  federatedName: { required: true, min: 2, max: 32, pattern: names },
  accessKeyId: { required: true, min: 16, max: 128, pattern: { shown: "[\\w]*", regex: /^\w*$/ } },
  encodedMessage: { required: true, min: 1, max: 10_240 },
  scopedSessionDescription: { min: 1, max: 256 },
  targetPrincipal: { required: true, min: 12, max: 2048 },
  tradeInToken: { required: true },
  signingAlgorithm: { required: true, min: 5, max: 5 },
  audience: { required: true, min: 1, max: 1000 }
}

/** The violations of one request. */
export class Constraints {
  readonly #violations: Array<string> = []
  #malformed = false

  #violate(value: string | undefined, field: string, member: string): void {
    const shown = value === undefined ? "null" : `'${value}'`
    this.#violations.push(`Value ${shown} at '${field}' failed to satisfy constraint: Member must ${member}`)
  }

  /** Checks a text and gives it back. */
  text(value: string | undefined, field: string, rule: TextRule): string | undefined {
    if (value === undefined) {
      if (rule.required === true) this.#violate(undefined, field, "not be null")
      return undefined
    }
    if (rule.pattern !== undefined && !rule.pattern.regex.test(value)) {
      this.#violate(value, field, `satisfy regular expression pattern: ${rule.pattern.shown}`)
    }
    if (rule.max !== undefined && value.length > rule.max) {
      this.#violate(value, field, `have length less than or equal to ${rule.max}`)
    }
    if (rule.min !== undefined && value.length < rule.min) {
      this.#violate(value, field, `have length greater than or equal to ${rule.min}`)
    }
    return value
  }

  /** Checks a whole number and gives it back. */
  integer(value: string | undefined, field: string, minimum: number, maximum: number): number | undefined {
    if (value === undefined) return undefined
    if (!/^-?\d{1,10}$/.test(value)) {
      this.#malformed = true
      return undefined
    }
    const number = Number(value)
    if (number > maximum) this.#violate(value, field, `have value less than or equal to ${maximum}`)
    if (number < minimum) this.#violate(value, field, `have value greater than or equal to ${minimum}`)
    return number
  }

  /** Checks how many members a list has. */
  size(shown: ReadonlyArray<string>, field: string, maximum: number): void {
    if (shown.length > maximum) {
      this.#violate(`[${shown.join(", ")}]`, field, `have length less than or equal to ${maximum}`)
    }
  }

  /** The refusal, where something is wrong. */
  get refusal(): AwsError | undefined {
    if (this.#malformed) return malformedInput
    const count = this.#violations.length
    if (count === 0) return undefined
    return validationError(
      `${count} validation error${count === 1 ? "" : "s"} detected: ${this.#violations.join("; ")}`
    )
  }
}

/** The members of a list parameter such as `PolicyArns.member.N.arn`, in order. */
export const members = <Field extends string>(
  params: ReadonlyMap<string, string>,
  list: string,
  fields: ReadonlyArray<Field>
): ReadonlyArray<{ readonly [K in Field]: string | undefined }> => {
  const indexes = new Set<number>()
  const start = `${list}.member.`
  for (const name of params.keys()) {
    const index = name.startsWith(start) ? Number.parseInt(name.slice(start.length), 10) : Number.NaN
    if (!Number.isNaN(index)) indexes.add(index)
  }
  return Array.from(indexes)
    .sort((a, b) => a - b)
    .map(
      (index) =>
        Object.fromEntries(
          fields.map((field) => [field, params.get(`${start}${index}${field === "" ? "" : `.${field}`}`)])
        ) as { readonly [K in Field]: string | undefined }
    )
}

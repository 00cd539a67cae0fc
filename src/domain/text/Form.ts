/**
 * What a value from outside may be, as data: which text, number, list, or object with which fields. A form is judged in
 * a few lines, since each program does so in its start, which a library for it would double; editors get it as JSON Schema.
 */
export type Form = TextForm | WholeForm | YesOrNoForm | AnyForm | ListForm | RecordForm | FieldsForm

/** Text that matches a pattern, with a phrase that says what is expected. */
export interface TextForm {
  readonly kind: "text"
  /** Of Unicode mode and anchored, so that the JSON Schema made from it means the same. */
  readonly pattern: RegExp
  readonly expected: string
  readonly maxLength?: number
  /** Texts that match and yet are none. */
  readonly except?: { readonly texts: ReadonlyArray<string>; readonly expected: string }
}

/** A whole number between two others, or one word in its place. */
export interface WholeForm {
  readonly kind: "whole"
  readonly minimum: number
  readonly maximum: number
  readonly word: string
  readonly expected: string
}

export interface YesOrNoForm {
  readonly kind: "yes or no"
}

/** Anything that is there. */
export interface AnyForm {
  readonly kind: "any"
}

export interface ListForm {
  readonly kind: "list"
  readonly of: TextForm
  readonly most: number
  readonly expected: string
}

/** An object whose keys are names of one kind. */
export interface RecordForm {
  readonly kind: "record"
  readonly key: TextForm
  readonly of: Form
  readonly most?: { readonly count: number; readonly expected: string }
}

/** An object with these fields and no others; `must` names those that may not be left out. */
export interface FieldsForm {
  readonly kind: "fields"
  readonly fields: { readonly [name: string]: { readonly form: Form; readonly about?: string } }
  readonly must?: ReadonlyArray<string>
  readonly about?: string
}

/** One mistake: where, and what would have been right there. */
export interface FormProblem {
  readonly path: ReadonlyArray<string>
  /** `undefined` where the key itself should not be there. */
  readonly expected: string | undefined
  readonly absent: boolean
}

/** A form of text. */
export const patternText = (pattern: RegExp, expected: string, more: Partial<TextForm> = {}): TextForm => ({
  kind: "text",
  pattern,
  expected,
  ...more
})

const textProblem = (form: TextForm, value: string): string | undefined => {
  if (!form.pattern.test(value) || value.length > (form.maxLength ?? Number.POSITIVE_INFINITY)) return form.expected
  return form.except?.texts.includes(value) === true ? form.except.expected : undefined
}

/** Whether a value is a text of a form. */
export const isText = (form: TextForm, value: unknown): value is string =>
  typeof value === "string" && textProblem(form, value) === undefined

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The mistakes of a value, in the order of the form's fields and then of the value's; none for a good one. */
export const formProblems = (
  form: Form,
  value: unknown,
  path: ReadonlyArray<string> = []
): ReadonlyArray<FormProblem> => {
  const problem = (expected: string | undefined, at = path, absent = false): ReadonlyArray<FormProblem> => [
    { path: at, expected, absent }
  ]
  switch (form.kind) {
    case "any":
      return []
    case "yes or no":
      return typeof value === "boolean" ? [] : problem("true or false")
    case "text": {
      const expected = typeof value === "string" ? textProblem(form, value) : "text"
      return expected === undefined ? [] : problem(expected)
    }
    case "whole": {
      const isOne =
        typeof value === "number" && Number.isInteger(value) && value >= form.minimum && value <= form.maximum
      return isOne || value === form.word ? [] : problem(form.expected)
    }
    case "list": {
      if (!Array.isArray(value)) return problem("a list")
      const items = value.flatMap((item, index) => formProblems(form.of, item, [...path, String(index)]))
      return items.length === 0 && value.length > form.most ? problem(form.expected) : items
    }
    case "record": {
      if (!isObject(value)) return problem("an object")
      const entries = Object.entries(value).flatMap(([key, item]) =>
        isText(form.key, key) ? formProblems(form.of, item, [...path, key]) : problem(undefined, [...path, key])
      )
      const { count, expected } = form.most ?? { count: Number.POSITIVE_INFINITY, expected: "" }
      return entries.length === 0 && Object.keys(value).length > count ? problem(expected) : entries
    }
    case "fields": {
      if (!isObject(value)) return problem("an object")
      const own = Object.entries(form.fields).flatMap(([name, field]) =>
        Object.hasOwn(value, name)
          ? formProblems(field.form, value[name], [...path, name])
          : form.must?.includes(name) === true
            ? problem("a value", [...path, name], true)
            : []
      )
      const unknown = Object.keys(value)
        .filter((name) => !Object.hasOwn(form.fields, name))
        .flatMap((name) => problem(undefined, [...path, name]))
      return [...own, ...unknown]
    }
  }
}

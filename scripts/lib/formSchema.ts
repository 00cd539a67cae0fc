/** JSON Schema of a form, for editors. */
import type { Form, TextForm } from "../../src/domain/text/Form.ts"

type JsonSchema = { readonly [keyword: string]: unknown }

const textSchema = ({ pattern, maxLength, except }: TextForm): JsonSchema => ({
  type: "string",
  pattern: pattern.source,
  ...(maxLength === undefined ? {} : { maxLength }),
  ...(except === undefined ? {} : { not: { enum: except.texts } })
})

/** The document of a form, in JSON Schema 2020-12. */
export const schemaOf = (form: Form): JsonSchema => {
  switch (form.kind) {
    case "any":
      return {}
    case "yes or no":
      return { type: "boolean" }
    case "text":
      return textSchema(form)
    case "whole":
      return {
        anyOf: [
          { type: "integer", minimum: form.minimum, maximum: form.maximum },
          { type: "string", enum: [form.word] }
        ]
      }
    case "list":
      return { type: "array", items: schemaOf(form.of), maxItems: form.most }
    case "record":
      return {
        type: "object",
        propertyNames: textSchema(form.key),
        additionalProperties: schemaOf(form.of),
        ...(form.most === undefined ? {} : { maxProperties: form.most.count })
      }
    case "fields":
      return {
        type: "object",
        properties: Object.fromEntries(
          Object.entries(form.fields).map(([name, { form, about }]) => [
            name,
            { ...schemaOf(form), ...(about === undefined ? {} : { description: about }) }
          ])
        ),
        ...(form.must === undefined ? {} : { required: form.must }),
        additionalProperties: false
      }
  }
}

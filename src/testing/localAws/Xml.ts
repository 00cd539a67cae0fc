/** Writing XML: elements with escaped text. */

/** A piece of XML that is already escaped. */
export interface Xml {
  readonly xml: string
}

type Content = string | number | Xml | ReadonlyArray<Xml | undefined>

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;"
}

const invalidCharacters = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Text as it may stand in an element or attribute; what XML 1.0 cannot hold becomes U+FFFD. */
const escape = (text: string): string =>
  text.replace(invalidCharacters, "\uFFFD").replace(/[&<>"']/g, (character) => entities[character] ?? character)

const render = (content: Content): string => {
  if (typeof content === "string") return escape(content)
  if (typeof content === "number") return String(content)
  return "xml" in content ? content.xml : content.map((child) => child?.xml ?? "").join("")
}

/** An element; children that are undefined are left out. */
export const element = (name: string, content: Content, namespace?: string): Xml => ({
  xml: `<${name}${namespace === undefined ? "" : ` xmlns="${escape(namespace)}"`}>${render(content)}</${name}>`
})

/** An element for a value that may not be there. */
export const optional = (name: string, value: string | number | undefined): Xml | undefined =>
  value === undefined ? undefined : element(name, value)

/** A document with its XML declaration. */
export const document = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`

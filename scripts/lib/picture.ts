/** Draws what a terminal shows as an SVG: its text stays text, with no font and no script within. */

/** The colours of a picture, by what a program asks for: https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
export interface Theme {
  readonly ground: string
  readonly frame: string
  readonly text: string
  readonly dim: string
  readonly colours: { readonly [code: number]: string }
}

/** Colours with enough contrast for small text on their ground (WCAG 2.2, 1.4.3). */
export const themes: { readonly light: Theme; readonly dark: Theme } = {
  light: {
    ground: "#ffffff",
    frame: "#d1d9e0",
    text: "#1f2328",
    dim: "#59636e",
    colours: { 31: "#c21c2b", 32: "#116329", 33: "#8a4600", 36: "#0550ae" }
  },
  dark: {
    ground: "#0d1117",
    frame: "#3d444d",
    text: "#e6edf3",
    dim: "#9198a1",
    colours: { 31: "#ff7b72", 32: "#56d364", 33: "#e3b341", 36: "#79c0ff" }
  }
}

const character = 7.8
const lineHeight = 18
const margin = 20

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

interface Style {
  readonly bold: boolean
  readonly dim: boolean
  readonly colour: number | undefined
}

const plain: Style = { bold: false, dim: false, colour: undefined }

const styled = (style: Style, code: number): Style => {
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, colour: undefined }
  return { ...style, colour: code }
}

/** A line's parts, each at its column, so that a font of another width keeps the columns. */
const partsOf = (
  line: string
): ReadonlyArray<{ readonly column: number; readonly text: string; readonly style: Style }> => {
  const parts: Array<{ column: number; text: string; style: Style }> = []
  let style = plain
  let column = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that colours begin with
  for (const piece of line.split(/(\u001b\[[\d;]*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const codes = /^\u001b\[([\d;]*)m$/.exec(piece)?.[1]
    if (codes !== undefined) {
      style = codes.split(";").map(Number).reduce(styled, style)
      continue
    }
    for (const [word] of piece.matchAll(/\S+(?: \S+)*| {2,}| /g)) {
      if (word.trim() !== "") parts.push({ column, text: word, style })
      column += word.length
    }
  }
  return parts
}

const attributesOf = ({ bold, dim, colour }: Style, theme: Theme): string => {
  const fill = colour === undefined ? (dim ? theme.dim : undefined) : theme.colours[colour]
  return `${bold ? ' font-weight="bold"' : ""}${fill === undefined ? "" : ` fill="${fill}"`}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const widthOf = (line: string): number => line.replace(/\u001b\[[\d;]*m/g, "").length

/** The picture of what a command printed, under the prompt at which it was typed. */
export const pictureOf = (command: string, output: string, theme: Theme): string => {
  const lines = [`\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m`, "", ...output.trimEnd().split("\n")]
  const width = Math.ceil(Math.max(...lines.map(widthOf)) * character + 2 * margin)
  const height = Math.ceil(lines.length * lineHeight + 2 * margin)
  const texts = lines.flatMap((line, at) =>
    partsOf(line).map(({ column, text, style }) => {
      const x = (margin + column * character).toFixed(1)
      const y = (margin + at * lineHeight + 13).toFixed(0)
      const length = (text.length * character).toFixed(1)
      return `<text x="${x}" y="${y}" textLength="${length}"${attributesOf(style, theme)}>${escaped(text)}</text>`
    })
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(command)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.ground}" stroke="${theme.frame}"/>`,
    `<g fill="${theme.text}" font-size="13" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace" xml:space="preserve">`,
    ...texts,
    "</g>",
    "</svg>",
    ""
  ].join("\n")
}

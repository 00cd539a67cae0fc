/** A random case in its parts: what is made up, made smaller and rewritten, before it is the text of files. */
import { type Case, type Facet, ssoToken } from "../Case.ts"

export type SharedFile = "config" | "credentials"

export interface Section {
  readonly file: SharedFile
  /** Without its brackets; what stands before the first section has none. */
  readonly header: string
  /** As they are written, each without its end. */
  readonly lines: ReadonlyArray<string>
}

export interface Draft {
  readonly sections: ReadonlyArray<Section>
  readonly env: { readonly [name: string]: string }
  readonly profile?: string
  readonly windows: ReadonlyArray<SharedFile>
  readonly marked: ReadonlyArray<SharedFile>
  /** What is looked at; that of a smaller case is that of the whole one. */
  readonly compare?: ReadonlyArray<Facet>
}

const tool = `#!/bin/sh\nprintf '{"Version":1,"AccessKeyId":"AKIAP%s","SecretAccessKey":"sp"}' "$(printf '%s|' "$@" | cksum | cut -c1-8)"\n`

/** Names of the sso-sessions, and the start URL of the older form. */
const sessions = ["s", "my corp"] as const
export const startUrl = "https://x.awsapps.com/start"

/** What profiles point to, each where a word of the case does. */
const others: ReadonlyArray<readonly [RegExp, { readonly [path: string]: string }]> = [
  [/\/tok\b/, { tok: "jwt-1" }],
  [/\btool\b/, { "bin/tool": tool }],
  [/sso_/i, Object.assign({}, ...[...sessions, startUrl].map((of) => ssoToken(of)))]
]

const isOther = (path: string): boolean => others.some(([, files]) => path in files)

const textOf = ({ sections, windows, marked }: Draft, file: SharedFile): string => {
  const text = sections
    .filter((section) => section.file === file)
    .map(({ header, lines }) => [`[${header}]`, ...lines].map((line) => `${line}\n`).join(""))
    .join("")
  return (marked.includes(file) ? "\uFEFF" : "") + (windows.includes(file) ? text.replaceAll("\n", "\r\n") : text)
}

/** The name and the value of a line that is a setting of its own. */
export const settingOf = (line: string): readonly [string, string] | undefined => {
  const [, name, value] = /^([^\s#;=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? []
  return name === undefined || value === undefined ? undefined : [name.toLowerCase(), value.trim()]
}

/** The sections of one profile. */
const sectionsOf = ({ sections }: Draft, name: string): ReadonlyArray<Section> =>
  sections.filter(({ file, header }) => {
    const bare = header.replace(/^profile\s+/, "").replace(/^"(.*)"$/, "$1")
    return (
      (file === "credentials" ? header : bare) === name &&
      (file === "credentials" || header !== name || name === "default")
    )
  })

/** What all sections of the file say that a profile has one in. */
const common = (draft: Draft, name: string): ReadonlyArray<Section> =>
  draft.sections.filter(
    ({ file, header }) => header === "DEFAULT" && sectionsOf(draft, name).some((section) => section.file === file)
  )

/** What a profile says: the later section, and the credentials file, over the others. */
export const profileOf = (draft: Draft, name: string): ReadonlyMap<string, string> =>
  new Map(
    [...common(draft, name), ...sectionsOf(draft, name)]
      .sort((a, b) => (a.file === b.file ? 0 : a.file === "config" ? -1 : 1))
      .flatMap(({ lines }) =>
        lines.flatMap((line) => {
          const setting = settingOf(line)
          return setting === undefined ? [] : [setting]
        })
      )
  )

/** The profile that the case is about. */
export const subjectOf = ({ profile, env }: Draft): string =>
  profile ?? (env.AWS_DEFAULT_PROFILE || env.AWS_PROFILE || "default")

/** To look at clients costs most of the time, so it is done in some of the cases. */
export const comparedIn = ({ sections, env }: Draft): ReadonlyArray<Facet> => {
  const size = sections.length + Object.keys(env).length
  return [
    "credentials",
    "asked",
    "region",
    ...(size % 3 === 0 ? ["sts" as const] : []),
    ...(size % 6 === 0 ? ["s3" as const] : [])
  ]
}

export const caseOf = (draft: Draft, name: string): Case => {
  const places = { config: draft.env.AWS_CONFIG_FILE, credentials: draft.env.AWS_SHARED_CREDENTIALS_FILE }
  const files = (["config", "credentials"] as const).flatMap((file): ReadonlyArray<readonly [string, string]> => {
    const place = places[file]
    const text = textOf(draft, file)
    const at = place === undefined || place === "" ? `.aws/${file}` : place.replace(/^(\{HOME\}|~|\$HOME)\//, "")
    return text === "" ? [] : [[at, text]]
  })
  const said = [...files.map(([, text]) => text), ...Object.values(draft.env)].join("\n")
  return {
    name,
    of: 22,
    files: {
      ...Object.assign({}, ...others.flatMap(([word, more]) => (word.test(said) ? [more] : []))),
      ...Object.fromEntries(files)
    },
    env: { AWS_REGION: null, AWS_DEFAULT_REGION: null, ...draft.env },
    ...(draft.profile === undefined ? {} : { profile: draft.profile }),
    compare: draft.compare ?? comparedIn(draft)
  }
}

/** A case for people: what stands in its files and its environment. */
export const show = (draft: Draft): string => {
  const { files = {} } = caseOf(draft, "")
  const written = Object.entries(files).filter(([path]) => !isOther(path))
  return [
    draft.profile === undefined ? "the place's own" : `profile ${draft.profile}`,
    ...Object.entries(draft.env).map(([name, value]) => `${name}=${value}`),
    ...written.map(([path, text]) => `${path}: ${JSON.stringify(text)}`)
  ].join("\n  ")
}

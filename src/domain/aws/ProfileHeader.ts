import { namedSection, type Sections } from "../text/Ini.ts"

/** Which of the AWS CLI's two files: by default `~/.aws/config` and `~/.aws/credentials`. */
export type SharedFile = "config" | "credentials"

/** A section that is meant for a profile, and is none by its header. */
export interface Misnamed {
  /** The file in which it stands. */
  readonly file: SharedFile
  /** The header as it stands there, without its brackets. */
  readonly header: string
}

/** Sections of the config file that are of no profile, though they have a name of their own. */
const otherKinds = /^(default|preview|plugins|sso-session\b.*|services\b.*)$/

/** The word in another case, in the plural, or joined by something else than a blank. */
const nearlyProfile = /^profiles?\s*[\s:./_-]\s*["']?(.+?)["']?$/i

/** The profile that a header is likely meant for, in a file where it names none. */
const meant = (file: SharedFile, title: string): string | undefined => {
  const nearly = nearlyProfile.exec(title.trim())?.[1]
  if (file === "credentials") return nearly
  return namedSection(title, "profile") !== undefined || otherKinds.test(title) ? undefined : (nearly ?? title.trim())
}

/** The sections of a file that are meant for profiles and are none, by the profiles' names. */
export const misnamedSections = (file: SharedFile, sections: Sections): ReadonlyArray<readonly [string, Misnamed]> =>
  [...sections.keys()].flatMap((header) => {
    const name = meant(file, header)
    return name === undefined ? [] : [[name, { file, header }] as const]
  })

/**
 * What to do about it. Source: AWS CLI User Guide, "Configuration and credential file settings": `[profile NAME]` in the
 * config file, `[NAME]` in the credentials file.
 */
export const headerAdvice = (profile: string, { file, header }: Misnamed): string => {
  const right = file === "config" ? `profile ${/^[\w.@+-]+$/.test(profile) ? profile : `"${profile}"`}` : profile
  return `Write [${right}] in place of [${header}] in the ${file} file: so a profile's section is called there.`
}

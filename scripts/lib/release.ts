/** What a release changes, as pure functions of the files' texts. */

/** A version as its three numbers; none where it is not of that form. */
const numbersOf = (version: string): ReadonlyArray<number> | undefined =>
  /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(version) ? version.split(".").map(Number) : undefined

/** Below 0, 0 or above, as the first version is lower, the same or higher. */
const compare = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  a.map((number, index) => number - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0

/**
 * What is wrong with the version of a release. It goes up from the last tag; that of package.json may be released once,
 * if no tag has it.
 */
export const versionProblem = (version: string, current: string, tags: ReadonlyArray<string>): string | undefined => {
  const numbers = numbersOf(version)
  if (numbers === undefined) return `"${version}" is no version: expected MAJOR.MINOR.PATCH, such as 1.2.3`
  if (tags.includes(`v${version}`)) return `there is a tag v${version} already`
  const released = tags.flatMap((tag) => (tag.startsWith("v") ? [numbersOf(tag.slice(1)) ?? []] : [])).sort(compare)
  const last = released.at(-1) ?? []
  if (compare(numbers, last) <= 0 && last.length > 0) return `${version} does not go up from ${last.join(".")}`
  if (compare(numbers, numbersOf(current) ?? []) < 0) return `${version} does not go up from package.json's ${current}`
  return undefined
}

const heading = "## Unreleased"

/** The lines that wait for a release, without their heading. */
export const unreleased = (changelog: string): string =>
  (changelog.split(`${heading}\n`)[1]?.split(/^## /m)[0] ?? "").trim()

/** Gives what is unreleased a version and a date, and leaves an empty heading for what comes next. */
export const releasedChangelog = (changelog: string, version: string, date: string): string =>
  changelog.replace(`${heading}\n`, `${heading}\n\n## ${version} (${date})\n`)

/** Where the version stands, and how often. */
export const versionFiles: { readonly [file: string]: { readonly before: string; readonly times: number } } = {
  "package.json": { before: '"version": "', times: 1 },
  "package-lock.json": { before: '"version": "', times: 2 },
  "deno.json": { before: '"version": "', times: 1 },
  "src/cli/Version.ts": { before: 'version = "', times: 1 }
}

/** A file's text with another version in its first places. */
export const withVersion = (file: string, text: string, current: string, version: string): string => {
  const { before, times } = versionFiles[file] ?? { before: "", times: 0 }
  return Array.from({ length: times }).reduce<string>((changed) => {
    const was = `${before}${current}"`
    if (!changed.includes(was)) throw new Error(`${file} has no ${was}`)
    // The first place is one that has the current version still, unless both are the same.
    return changed.replace(was, `${before}${version}"`)
  }, text)
}

/** Why a package of this manifest cannot be published as one that says where it was made. */
export const repositoryProblem = (
  manifest: { readonly repository?: unknown },
  made: string | undefined
): string | undefined => {
  const { repository } = manifest
  if (repository === undefined) {
    return "package.json has no `repository`, without which npm cannot say where the package was made: name it there, and `homepage` and `bugs` follow from it"
  }
  const text = JSON.stringify(repository)
  // The whole of both names: what they begin or end with may be the name of another's.
  const isMade =
    made === undefined ||
    ["/", ":", '"'].some((before) => ['"', '.git"'].some((after) => text.includes(`${before}${made}${after}`)))
  return isMade ? undefined : `package.json's \`repository\` is ${text}, and this is ${made}`
}

/** Which releases of Effect the package's range has. Only final ones: `4.2.0-rc.1` is none. */

type Numbers = readonly [major: number, minor: number, patch: number]

const numbersOf = (version: string): Numbers | undefined => {
  const found = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])]
}

const compare = (a: Numbers, b: Numbers): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/** The final releases of the first one's major from it on, in their order. */
export const peersFrom = (versions: ReadonlyArray<string>, first: string): ReadonlyArray<string> => {
  const from = numbersOf(first) ?? [0, 0, 0]
  return versions
    .flatMap((version) => [numbersOf(version) ?? []].filter((it): it is Numbers => it.length === 3))
    .filter((it) => it[0] === from[0] && compare(it, from) >= 0)
    .sort(compare)
    .map((it) => it.join("."))
}

/** Whether a range such as `~4.1.0 || ~4.2.0`, which names whole minors, has a release. */
export const isInRange = (version: string, range: string): boolean => {
  const wanted = numbersOf(version)
  return range.split("||").some((part) => {
    const start = /^~(\d+\.\d+\.\d+)$/.exec(part.trim())?.[1]
    const from = numbersOf(start ?? "")
    if (from === undefined) throw new Error(`the range ${range} names no whole minors, such as ~4.1.0`)
    return wanted !== undefined && wanted[0] === from[0] && wanted[1] === from[1] && wanted[2] >= from[2]
  })
}

/** The newest release of each minor above all that the range has. */
export const newMinors = (versions: ReadonlyArray<string>, range: string): ReadonlyArray<string> => {
  const last = versions.filter((version) => isInRange(version, range)).at(-1)
  const newest = new Map<string, string>()
  for (const version of peersFrom(versions, last ?? versions[0] ?? "0.0.0")) {
    if (!isInRange(version, range)) newest.set(version.split(".").slice(0, 2).join("."), version)
  }
  return [...newest.values()]
}

/** The number of insertions, deletions, replacements and neighbour swaps that turn `a` into `b`. */
const editDistance = (a: string, b: string): number => {
  let beforePrevious: Array<number> = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] ?? 0
}

/** Names longer than this are compared by their beginning only, so that hostile input costs nothing. */
const comparedLength = 64

/** As `editDistance`; a name of which somebody wrote the beginning alone is one step away: `aud` for `audience`. */
const distanceOf = (wanted: string, name: string): number =>
  wanted.length >= 3 && wanted.length < name.length && name.startsWith(wanted) ? 1 : editDistance(wanted, name)

/**
 * The candidates, the one most like `given` first; equals keep their order.
 *
 * Error messages use it so that the likely meant name is what a reader sees first.
 */
export const nearest = (given: string, candidates: ReadonlyArray<string>): ReadonlyArray<string> => {
  const wanted = given.slice(0, comparedLength).toLowerCase()
  return candidates
    .map((name, index) => ({
      name,
      index,
      distance: distanceOf(wanted, name.slice(0, comparedLength).toLowerCase())
    }))
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .map(({ name }) => name)
}

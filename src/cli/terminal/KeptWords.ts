const wholeMinutes = (milliseconds: number): number => Math.max(0, Math.floor(milliseconds / 60_000))

/** How long something is, in a cell of a table. */
export const spanWords = (milliseconds: number): string => {
  const minutes = wholeMinutes(milliseconds)
  if (minutes === 0) return "<1 min"
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

/** How old a session is that an earlier call made. */
export const keptWords = (milliseconds: number): string =>
  `made ${wholeMinutes(milliseconds) === 0 ? "less than a minute" : spanWords(milliseconds)} ago, by another call`

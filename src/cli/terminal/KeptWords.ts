/** How old a session is that an earlier call made. */
export const keptWords = (milliseconds: number): string => {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  return `made ${minutes === 0 ? "less than a minute" : `${minutes} min`} ago, by another call`
}

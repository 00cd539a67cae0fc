/** `2030-01-31T12:00:00Z`, in its extended and basic forms, with blanks and slashes as tools write them. */
const numeric =
  /^(\d{4})([-/]?)(\d\d)\2(\d\d)[T ]?(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d)?)$/i

/** A date in words (`Thu, 31 Jan 2030 12:00:00 GMT`) with the zone that it must state. */
const worded = /[a-z]{3}.*\d\d:\d\d.*(\b(?:Z|UTC|GMT)\b(?![+-])|[+-]\d\d:?\d\d)/i

/** `01/31/2030`: the month first, unless there is no such month. */
const american = /^(\d\d?)[/-](\d\d?)[/-](\d{4})(?=[T ])/

const isoOf = (_: string, first: string, second: string, year: string): string => {
  const [month, day] = Number(first) > 12 ? [second, first] : [first, second]
  return `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`
}

/**
 * Milliseconds since 1970 of a date and time with a time zone, in the forms that the AWS CLI reads; `undefined` for a
 * text that is none, or that names no zone, which the AWS CLI fails at.
 */
export const readDateTime = (given: string): number | undefined => {
  const text = given.trim().replace(american, isoOf)
  const fields = numeric.exec(text)
  if (fields === null) {
    const millis = worded.test(text) ? Date.parse(text) : Number.NaN
    return Number.isNaN(millis) ? undefined : millis
  }
  const [, year, , month, day, hour, minute = "00", second = "00", fraction = "", sign, hours, minutes = "00"] = fields
  const millis = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}Z`
  )
  // 30 February is no date, though some engines take it for one of March.
  if (Number.isNaN(millis) || new Date(millis).getUTCDate() !== Number(day)) return undefined
  const offset = sign === undefined ? 0 : Number(hours) * 60 + Number(minutes)
  return millis - (sign === "-" ? -1 : 1) * offset * 60_000
}

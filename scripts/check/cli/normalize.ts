/** Takes out of an answer what differs from run to run, and nothing else. */

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // Of the runtime or the program, whichever is in the folder: the repository itself may be in one.
  [/(?<=^warning The profiles are to run )\S+(?=, which)/gm, "<path>"],
  [/\S+(?: run(?: --[a-z-]+)+)? (?=<program>)/g, "<runtime> "],
  [/\b(?:ASIA|AKIA)[A-Z0-9]{16}\b/g, "<access key id>"],
  [/[A-Za-z0-9/+]{40,}={0,2}/g, "<secret>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>"],
  [/\bin (?:59|60) min\b/g, "in <an hour>"],
  [/\bmade (?:less than a minute|[1-5] min) ago\b/g, "made <minutes> ago"],
  // Of a table, whose columns end where they end.
  [/ (?:<| )[1-5] min {3}5\d min\b/g, " <minutes>   <an hour>"],
  [/\bboto_ses_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<delimiter>"],
  [/\b127\.0\.0\.1:\d+/g, "127.0.0.1:<port>"]
]

/** `paths` are replaced by their names first: a longer one stands before those that it begins with. */
export const normalize = (text: string, paths: ReadonlyArray<readonly [path: string, name: string]>): string => {
  const named = paths.reduce((result, [path, name]) => result.replaceAll(path, name), text)
  return patterns.reduce((result, [pattern, name]) => result.replace(pattern, name), named)
}

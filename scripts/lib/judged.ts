/** The variable that names the file in which a suite writes how many cases each peer judged. */
export const judgedVariable = "JUDGED_CASES"

/** "boto3 2,033, moto 310": the sums of a file with one `{ judge, cases }` in each line. */
export const describeJudged = (lines: string): string => {
  const sums = new Map<string, number>()
  for (const line of lines.trimEnd().split("\n")) {
    const { judge, cases } = JSON.parse(line) as { readonly judge: string; readonly cases: number }
    sums.set(judge, (sums.get(judge) ?? 0) + cases)
  }
  return [...sums]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([judge, cases]) => `${judge} ${cases.toLocaleString("en-US")}`)
    .join(", ")
}

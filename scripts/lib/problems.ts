/** What a check has to say, and how it ends. */

export interface Problem {
  /** Relative to the repository, with `:line` where there is one. */
  readonly where: string
  readonly what: string
}

/** Prints the problems, or what was fine, and sets the exit code. */
export const report = (problems: ReadonlyArray<Problem>, fine: string): void => {
  for (const { where, what } of problems) console.error(`${where}: ${what}`)
  if (problems.length === 0) console.log(fine)
  else process.exitCode = 1
}

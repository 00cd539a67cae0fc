/**
 * How processes that give credentials find that they would call each other without end. Only a variable and the text on
 * stderr go from one process to another, and other programs may stand between two of ours.
 */

/** The variable that names the profiles, and the targets of the command line, that the processes around this one ask for. */
export const underWay = "BOTO_SES_CREDENTIAL_PROCESS"

/** The names in that variable. */
export const namesUnderWay = (variable: string | undefined): ReadonlyArray<string> =>
  (variable ?? "").split(",").filter((name) => name !== "")

/** By this word a process says on stderr that it has found a loop. */
export const loopWord = "ProfileLoop"

export const saysLoop = (stderr: string): boolean => /\bProfileLoop\b/.test(stderr)

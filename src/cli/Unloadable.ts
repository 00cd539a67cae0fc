/** A failure that comes of the machine rather than of what was asked, as it is told. */
export interface MachineFailure {
  readonly title: string
  readonly message: string
  readonly exitCode: number
}

/** The process (EMFILE) or the machine (ENFILE) may open no more files. Source: POSIX, errno.h. */
const isExhausted = (code: unknown): boolean => code === "EMFILE" || code === "ENFILE"

/** The codes of a module that is not there, or whose loader could not look: Node does not say which. */
const unloadable: ReadonlySet<unknown> = new Set(["ERR_MODULE_NOT_FOUND", "ERR_INVALID_PACKAGE_CONFIG"])

/** More causes than this are no help, and a chain may go round. */
const longestChain = 8

/**
 * What to tell of an error that came since no more files may be opened, or since a part of the program could not be
 * loaded, which is most often the same; `undefined` for every other.
 */
export const machineFailure = (error: unknown): MachineFailure | undefined => {
  let at = error
  for (let depth = 0; depth < longestChain && typeof at === "object" && at !== null; depth++) {
    const code = "code" in at ? at.code : undefined
    if (isExhausted(code)) {
      return {
        title: "TooManyOpenFiles",
        message: `No more files may be opened (${code}). Raise the limit (ulimit -n 1024), or run fewer things at once.`,
        exitCode: 4
      }
    }
    if (unloadable.has(code)) {
      return {
        title: "ProgramIncomplete",
        message: `A part of this program cannot be loaded (${code}). Raise the limit of open files (ulimit -n 1024) where it is low; else install the package again.`,
        exitCode: 4
      }
    }
    at = "cause" in at ? at.cause : undefined
  }
  return undefined
}

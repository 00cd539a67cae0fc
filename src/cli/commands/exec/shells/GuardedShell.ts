type Variables = { readonly [name: string]: string | undefined }

/** What a shell is started for. */
export interface Guarding {
  readonly target: string
  /** The variables that are to be as `exec` decided. */
  readonly names: ReadonlyArray<string>
}

/** What the shell is started with. */
export interface Invocation {
  /** The arguments that a person gave it: those that make it a login shell. */
  readonly args: ReadonlyArray<string>
  /** Where the files stand. */
  readonly folder: string
  /** The variables that it gets. */
  readonly env: Variables
}

/**
 * How a kind of shell comes to have its prompt marked, and its variables as `exec` decided.
 *
 * A shell's own start files set its prompt and may export keys, so both are seen to after them: at the first prompt,
 * behind what the start files do there. What a person exports from then on counts, and the mark says so.
 */
export interface GuardedShell {
  readonly files: { readonly [name: string]: string }
  readonly args: ReadonlyArray<string>
  readonly set: { readonly [name: string]: string }
  /** A call of the shell whose answer ends so where it will find the files; none where it always does. */
  readonly probe?: { readonly args: ReadonlyArray<string>; readonly answer: string; readonly otherwise: string }
}

/** The file that a shell makes beside its own when it has come past its start files, and has told what they changed. */
export const readyFile = "ready"

export type MakeGuardedShell = (guarding: Guarding, invocation: Invocation) => GuardedShell

/** The prefix of the variables in which a shell finds what `exec` decided: its own start files come first. */
export const decidedPrefix = "BOTO_SES_DECIDED_"

/** The decided values, for a shell that compares with them. Those of a secret are in its environment anyway. */
export const decidedValues = (names: ReadonlyArray<string>, env: Variables): { readonly [name: string]: string } =>
  Object.fromEntries(
    names.flatMap((name): ReadonlyArray<readonly [string, string]> => {
      const value = env[name]
      return value === undefined ? [] : [[decidedPrefix + name, value]]
    })
  )

/** The mark of a prompt, and that of one in whose shell a person has changed what `exec` decided. */
export const marks = (target: string): { readonly mark: string; readonly changed: string } => ({
  mark: `(boto-ses:${target}) `,
  changed: `(boto-ses:${target}, changed) `
})

/** The lines of a shell that has set variables back, or could not: formats of `printf` for their names. */
export const told = (target: string, why = "readonly"): { readonly back: string; readonly kept: string } => ({
  back: `boto-ses: the start files of this shell had changed%s; set back to what ${target} has.\\n`,
  kept: `boto-ses: %s cannot be set back (${why}), so this shell does not have what ${target} has.\\n`
})

/** For a text without quotes. */
export const quoted = (text: string): string => `'${text}'`

/** A text as a word of a POSIX shell. Source: POSIX, Shell & Utilities, 2.2.2. */
export const posixWord = (text: string): string => quoted(text.replaceAll("'", `'\\''`))

/** A text as a word of fish, which keeps two escapes between single quotes. Source: fish documentation, "Quotes". */
export const fishWord = (text: string): string => quoted(text.replaceAll("\\", "\\\\").replaceAll("'", "\\'"))

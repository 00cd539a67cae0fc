export interface Question {
  /** What stands before the cursor; one line, made safe by whoever asks. */
  readonly text: string
  /** Whether what is typed is not to be seen. */
  readonly isHidden: boolean
}

/** What a person typed, or why nobody did. */
export type Answer =
  | { readonly _tag: "Line"; readonly line: string }
  /** The person ended the input (Ctrl-D). */
  | { readonly _tag: "Left" }
  | { readonly _tag: "TooLong"; readonly minutes: number }
  /** Nobody was asked. `why` is a clause, `next` the sentence on what helps. */
  | { readonly _tag: "Unasked"; readonly why: string; readonly next: string }

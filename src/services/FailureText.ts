/** How failures are told from one process to another. */
export interface FailureText<E> {
  /** A failure as text without a secret; `undefined` for one that is nobody else's. */
  readonly encode: (failure: unknown) => string | undefined
  /** The failure of a text that `encode` made; `undefined` where it is none. */
  readonly decode: (text: string) => E | undefined
}

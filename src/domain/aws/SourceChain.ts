import type * as Redacted from "effect/Redacted"
import type { Credentials } from "./Credentials.ts"

/**
 * What credentials were obtained from: the secret at the beginning, and each step since. Who has the secret could
 * have made every step, so it seals what is kept of them beyond the process.
 */
export interface SourceChain {
  /** The secret of the first source: a long-term secret key, an access token, the job's own token. */
  readonly secret: Redacted.Redacted<string>
  /** Which source it is: its access key id, or what tells one sign-in from another. */
  readonly id: string
  /** What was asked for since, the first request first: each with everything that makes its answer another. */
  readonly steps: ReadonlyArray<string>
}

/** Keys as a first source, such as an IAM user's or those that a platform gives. */
export const chainOfKeys = ({ accessKeyId, secretAccessKey }: Credentials): SourceChain => ({
  secret: secretAccessKey,
  id: accessKeyId,
  steps: []
})

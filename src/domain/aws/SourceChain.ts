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
  /** Whether somebody else obtained the first source, with whatever policies and tags nobody here knows. */
  readonly isForeign: boolean
}

/** Keys as a first source, such as an IAM user's or those that a platform gives. */
export const chainOfKeys = ({ accessKeyId, secretAccessKey }: Credentials): SourceChain => ({
  secret: secretAccessKey,
  id: accessKeyId,
  steps: [],
  isForeign: true
})

const webIdentity = "web identity"

/** An identity provider's token as a first source: another one at each time, so that only what it says tells whose it is. */
export const chainOfToken = (token: Redacted.Redacted<string>): SourceChain => ({
  secret: token,
  id: webIdentity,
  steps: [],
  isForeign: false
})

/** The identity provider's token that a chain begins with; `undefined` for one that begins otherwise. */
export const tokenOfChain = ({ id, secret }: SourceChain): Redacted.Redacted<string> | undefined =>
  id === webIdentity ? secret : undefined

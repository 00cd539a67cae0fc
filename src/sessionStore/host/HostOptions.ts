import type * as Duration from "effect/Duration"

/** How a host keeps sessions. */
export interface HostOptions {
  /**
   * Whether sessions are also kept where by default none are: of endpoints that are not AWS's, sealed by secrets that
   * could be guessed, and in a CI job whose vendor documents no folder of the job's own. Default: false.
   */
  readonly everywhere?: boolean
  /** Where a sign-in with a multi-factor device is kept: in this process alone by `"process"`. Default: `"host"`. */
  readonly mfa?: "host" | "process"
  /** Seconds for which such a sign-in is asked for and kept: 900 to 129,600. Default: 3,600. */
  readonly mfaDurationSeconds?: number
  /** How old a session may be that is not made for the ask. Default: as old as AWS lets it. */
  readonly maxAge?: Duration.Input
}

/** What a configuration says of the token that identifies a job. Only one of `variable`, `file` and `command` is given. */
export interface IdentityTokenFields {
  /** For whom the token is; `sts.amazonaws.com` where the place lets it be chosen. */
  readonly audience?: string
  /** The variable that holds the token. */
  readonly variable?: string
  /** The file that holds the token, read again when the last one has ended. */
  readonly file?: string
  /** The command that prints the token, run again when the last one has ended, past every shell. */
  readonly command?: string
  /** The id of the service connection that an Azure pipeline asks for its token through. */
  readonly serviceConnection?: string
}

/** What is known of a job's own token without asking for it. */
export type TokenPlace = TokenOffered | TokenNotOffered

/** The place gives a token. */
export interface TokenOffered {
  /** Tells it from `NotOffered`. */
  readonly _tag: "Offered"
  /** Who gives it, as it stands after "the token of": `GitHub Actions`, `the variable AWS_ID_TOKEN`. */
  readonly by: string
  /** Whether a new one can be had when it has ended. */
  readonly renewable: boolean
  /** When it ends, in milliseconds since the epoch, where it is there already. */
  readonly expiresAt?: number
  /** Whether session tags can be asked for in the request for it, since AssumeRoleWithWebIdentity takes none. */
  readonly carriesTags: boolean
  /** What a careful reader should know: another vendor's marker that is there too. */
  readonly notes: ReadonlyArray<string>
}

/** The place gives no token, or not to this job. */
export interface TokenNotOffered {
  /** Tells it from `Offered`. */
  readonly _tag: "NotOffered"
  /** The place that was looked at. */
  readonly by: string
  /** What the vendor's file needs, or the configuration. */
  readonly next: string
}

/** For whom a token is where nobody says otherwise. Source: IAM User Guide, "Create a role for OpenID Connect federation". */
export const defaultAudience = "sts.amazonaws.com"

import { shellWord } from "../text/ShellWord.ts"

/** Which sign-in to IAM Identity Center a profile needs. */
export interface SsoSignIn {
  readonly profile: string
  /** The `sso-session`, whose sign-in serves every profile that names it; none where the profile states it by itself. */
  readonly session?: string
}

/**
 * The arguments of the AWS CLI v2 that make the sign-in.
 *
 * Source: AWS CLI v2 Command Reference, "sso login".
 */
export const signInArguments = ({ profile, session }: SsoSignIn): ReadonlyArray<string> => [
  "sso",
  "login",
  ...(session === undefined ? ["--profile", profile] : ["--sso-session", session])
]

/** The command that makes the sign-in, as a person copies it: one for all profiles that share it. */
export const signInCommand = (signIn: SsoSignIn): string => ["aws", ...signInArguments(signIn)].map(shellWord).join(" ")

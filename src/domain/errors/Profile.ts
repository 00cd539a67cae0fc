import { maskAround } from "../aws/AccountId.ts"
import { headerAdvice, type SharedFile } from "../aws/ProfileHeader.ts"
import { signInCommand } from "../aws/SsoSignIn.ts"
import { shellWord } from "../text/ShellWord.ts"
import { Fact, type Kinds, list, sentence } from "./Fact.ts"

// None of these masks a profile's name: it may hold an account id, and its command is to be run as it stands.

/** The AWS CLI profile is in none of the files read. `known` has the nearest first. */
export class ProfileMissing extends Fact<{
  /** The profile's name, as it was asked for. */
  readonly profile: string
  /** The paths of the files that were read. */
  readonly files: ReadonlyArray<string>
  /** The profiles that are there, the nearest name first. */
  readonly known: ReadonlyArray<string>
  /** The header of a section that is meant for it, where one is there: `p`, where `profile p` is right. */
  readonly misnamed?: string
  /** The file in which that section stands. */
  readonly misnamedIn?: SharedFile
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<ProfileMissing> = {
    profile: "text",
    files: "texts",
    known: "texts",
    misnamed: "text?",
    misnamedIn: "text?"
  }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "ProfileMissing"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** The profile, the files that were read, and the profiles in them. */
  get found(): string {
    return (
      `The AWS CLI profile "${this.profile}" is not in ${list(this.files)}. ` +
      `Profiles there, nearest first: ${list(this.known)}.`
    )
  }
  /** To correct the header of a section that is meant for it, else to add the profile. */
  get next(): string {
    const { profile, misnamed: header, misnamedIn: file } = this
    if (header !== undefined && file !== undefined) return headerAdvice(profile, { header, file })
    return `Add it (aws configure --profile ${shellWord(this.profile)}), or correct the name.`
  }
  /** Masks accounts, but not within the names of profiles. */
  override mask(text: string): string {
    return maskAround(text, [this.profile, ...this.known])
  }
}

/** The AWS CLI profile is there, but gives no credentials. */
export class ProfileUnusable extends Fact<{
  /** The profile's name. */
  readonly profile: string
  /** What is wrong with it, and the next step. */
  readonly detail: string
  /** The profile whose process asks for its own credentials, on and on, where that is what is wrong. */
  readonly loop?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<ProfileUnusable> = { profile: "text", detail: "text", loop: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "ProfileUnusable"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** The profile, and what is wrong with it. */
  get found(): string {
    return `The AWS CLI profile "${this.profile}" gives no credentials: ${sentence(this.detail)}`
  }
  /** Empty: `detail` tells the next step. */
  get next(): string {
    return ""
  }
  /** Masks accounts, but not within the profile's name. */
  override mask(text: string): string {
    return maskAround(text, [this.profile])
  }
}

const ofSession = ({ session }: { readonly session?: string }): string =>
  session === undefined ? "" : ` (sso-session "${session}")`

/** Nobody has made the IAM Identity Center sign-in behind a profile on this machine, or it was signed out. */
export class SsoNotSignedIn extends Fact<{
  /** The profile whose sign-in it is. */
  readonly profile: string
  /** The `sso-session` of the sign-in, which several profiles may share. */
  readonly session?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<SsoNotSignedIn> = { profile: "text", session: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "SsoNotSignedIn"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** The profile, and the `sso-session` where it names one. */
  get found(): string {
    return `Nobody is signed in for the AWS CLI profile "${this.profile}"${ofSession(this)} on this machine.`
  }
  /** The `aws sso login` that makes the sign-in. */
  get next(): string {
    return `Run: ${signInCommand(this)}`
  }
  /** Masks accounts, but not within the names that the command needs. */
  override mask(text: string): string {
    return maskAround(text, [this.profile, this.session ?? ""])
  }
}

/** The IAM Identity Center sign-in behind a profile has ended. */
export class SsoExpired extends Fact<{
  /** The profile whose sign-in it is. */
  readonly profile: string
  /** The `sso-session` of the sign-in, which several profiles may share. */
  readonly session?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<SsoExpired> = { profile: "text", session: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "SsoExpired"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** The profile, and the `sso-session` where it names one. */
  get found(): string {
    return `The sign-in of the AWS CLI profile "${this.profile}"${ofSession(this)} has expired.`
  }
  /** The `aws sso login` that renews the sign-in. */
  get next(): string {
    return `Run: ${signInCommand(this)}`
  }
  /** Masks accounts, but not within the names that the command needs. */
  override mask(text: string): string {
    return maskAround(text, [this.profile, this.session ?? ""])
  }
}

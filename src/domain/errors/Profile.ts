import { maskAround } from "../aws/AccountId.ts"
import { headerAdvice, type SharedFile } from "../aws/ProfileHeader.ts"
import { signInCommand } from "../aws/SsoSignIn.ts"
import { shellWord } from "../text/ShellWord.ts"
import { Fact, type Kinds, list, sentence } from "./Fact.ts"

// None of these masks a profile's name: it may hold an account id, and its command is to be run as it stands.

/** The AWS CLI profile is in none of the files read. `known` has the nearest first. */
export class ProfileMissing extends Fact<{
  readonly profile: string
  readonly files: ReadonlyArray<string>
  readonly known: ReadonlyArray<string>
  /** The header of a section that is meant for it, where one is there: `p`, where `profile p` is right. */
  readonly misnamed?: string
  /** The file in which that section stands. */
  readonly misnamedIn?: SharedFile
}> {
  static readonly fields: Kinds<ProfileMissing> = {
    profile: "text",
    files: "texts",
    known: "texts",
    misnamed: "text?",
    misnamedIn: "text?"
  }
  readonly _tag = "ProfileMissing"
  readonly exitCode = 5
  get found(): string {
    return (
      `The AWS CLI profile "${this.profile}" is not in ${list(this.files)}. ` +
      `Profiles there, nearest first: ${list(this.known)}.`
    )
  }
  get next(): string {
    const { profile, misnamed: header, misnamedIn: file } = this
    if (header !== undefined && file !== undefined) return headerAdvice(profile, { header, file })
    return `Add it (aws configure --profile ${shellWord(this.profile)}), or correct the name.`
  }
  override mask(text: string): string {
    return maskAround(text, [this.profile, ...this.known])
  }
}

/** The AWS CLI profile is there, but gives no credentials. */
export class ProfileUnusable extends Fact<{
  readonly profile: string
  readonly detail: string
  /** The profile whose process asks for its own credentials, on and on, where that is what is wrong. */
  readonly loop?: string
}> {
  static readonly fields: Kinds<ProfileUnusable> = { profile: "text", detail: "text", loop: "text?" }
  readonly _tag = "ProfileUnusable"
  readonly exitCode = 5
  get found(): string {
    return `The AWS CLI profile "${this.profile}" gives no credentials: ${sentence(this.detail)}`
  }
  get next(): string {
    return ""
  }
  override mask(text: string): string {
    return maskAround(text, [this.profile])
  }
}

const ofSession = ({ session }: { readonly session?: string }): string =>
  session === undefined ? "" : ` (sso-session "${session}")`

/** Nobody has made the IAM Identity Center sign-in behind a profile on this machine, or it was signed out. */
export class SsoNotSignedIn extends Fact<{
  readonly profile: string
  /** The `sso-session` of the sign-in, which several profiles may share. */
  readonly session?: string
}> {
  static readonly fields: Kinds<SsoNotSignedIn> = { profile: "text", session: "text?" }
  readonly _tag = "SsoNotSignedIn"
  readonly exitCode = 5
  get found(): string {
    return `Nobody is signed in for the AWS CLI profile "${this.profile}"${ofSession(this)} on this machine.`
  }
  get next(): string {
    return `Run: ${signInCommand(this)}`
  }
  override mask(text: string): string {
    return maskAround(text, [this.profile, this.session ?? ""])
  }
}

/** The IAM Identity Center sign-in behind a profile has ended. */
export class SsoExpired extends Fact<{
  readonly profile: string
  /** The `sso-session` of the sign-in, which several profiles may share. */
  readonly session?: string
}> {
  static readonly fields: Kinds<SsoExpired> = { profile: "text", session: "text?" }
  readonly _tag = "SsoExpired"
  readonly exitCode = 5
  get found(): string {
    return `The sign-in of the AWS CLI profile "${this.profile}"${ofSession(this)} has expired.`
  }
  get next(): string {
    return `Run: ${signInCommand(this)}`
  }
  override mask(text: string): string {
    return maskAround(text, [this.profile, this.session ?? ""])
  }
}

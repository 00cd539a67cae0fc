import * as Schema from "effect/Schema"
import { list, type ReasonClass, sentence, type Text, type Texts, text, texts } from "./Fact.ts"

const ProfileMissingBase: ReasonClass<ProfileMissing, "ProfileMissing", { profile: Text; files: Texts; known: Texts }> =
  Schema.TaggedError<ProfileMissing>()("ProfileMissing", { profile: text, files: texts, known: texts })

/** The AWS CLI profile is in none of the files read. `known` has the nearest first. */
export class ProfileMissing extends ProfileMissingBase {
  override get message(): string {
    return (
      `The AWS CLI profile "${this.profile}" is not in ${list(this.files)}. ` +
      `Profiles there, nearest first: ${list(this.known)}. Add it (aws configure --profile ${this.profile}), or correct the name.`
    )
  }
}

const ProfileUnusableBase: ReasonClass<ProfileUnusable, "ProfileUnusable", { profile: Text; detail: Text }> =
  Schema.TaggedError<ProfileUnusable>()("ProfileUnusable", { profile: text, detail: text })

/** The profile is there, but gives no credentials. */
export class ProfileUnusable extends ProfileUnusableBase {
  override get message(): string {
    return `The AWS CLI profile "${this.profile}" gives no credentials: ${sentence(this.detail)}`
  }
}

const SsoExpiredBase: ReasonClass<SsoExpired, "SsoExpired", { profile: Text }> = Schema.TaggedError<SsoExpired>()(
  "SsoExpired",
  { profile: text }
)

/** The IAM Identity Center sign-in behind a profile has ended. */
export class SsoExpired extends SsoExpiredBase {
  override get message(): string {
    return `The sign-in of the AWS CLI profile "${this.profile}" has expired. Run: aws sso login --profile ${this.profile}`
  }
}

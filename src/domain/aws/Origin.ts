/** Where credentials come from. */
export type Origin =
  | { readonly _tag: "EnvironmentKeys" }
  | { readonly _tag: "Profile"; readonly profile: string }
  | { readonly _tag: "WebIdentity" }
  /** The job's own token, exchanged for the session of a role. */
  | { readonly _tag: "JobToken"; readonly by: string; readonly role: string }
  | { readonly _tag: "Container" }
  | { readonly _tag: "Instance" }
  | { readonly _tag: "AssumedRole"; readonly role: string }
  | { readonly _tag: "MfaSignIn"; readonly device: string }
  /** The session that an IAM user has in place of its own keys. */
  | { readonly _tag: "UserSession" }
  | { readonly _tag: "Handover"; readonly by: "server" | "snapshot file" | "plain file" | "memory" }
  /** A place that was to lead to credentials and could not be read. */
  | { readonly _tag: "Variables" }
  | { readonly _tag: "SharedFile"; readonly file: "config" | "credentials" }
  /** A source of the program's own, by the program's own name of it. */
  | { readonly _tag: "Own"; readonly name: string }

export const profileOrigin = (profile: string): Origin => ({ _tag: "Profile", profile })

const handedOver = {
  server: "by the parent process",
  "snapshot file": "in an encrypted snapshot file",
  "plain file": "in a plain snapshot file",
  memory: "in memory"
} as const

/** An origin for people, as it stands after "the credentials of": `the AWS CLI profile acme-sbx`. */
export const describeOrigin = (origin: Origin): string => {
  switch (origin._tag) {
    case "EnvironmentKeys":
      return "keys in the environment"
    case "Profile":
      return `the AWS CLI profile ${origin.profile}`
    case "WebIdentity":
      return "the web identity of AWS_ROLE_ARN"
    case "JobToken":
      return `the role ${origin.role}, by the identity token of ${origin.by}`
    case "Container":
      return "the container's credentials"
    case "Instance":
      return "the instance's role"
    case "AssumedRole":
      return `the assumed role ${origin.role}`
    case "MfaSignIn":
      return `the multi-factor sign-in with ${origin.device}`
    case "UserSession":
      return "a session of the user's"
    case "Handover":
      return `devops handed over ${handedOver[origin.by]}`
    case "Variables":
      return "the environment"
    case "SharedFile":
      return `the AWS ${origin.file} file`
    case "Own":
      return origin.name
  }
}

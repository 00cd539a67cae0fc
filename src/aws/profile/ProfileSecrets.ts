import { hiddenCause } from "../../domain/text/HiddenCause.ts"
import { hideSecretLike, hideSecrets } from "../../domain/text/Secrets.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { StsError } from "../../services/Sts.ts"
import type { Profile, ProfileFiles } from "./ProfileFiles.ts"

const secretNames: ReadonlySet<string> = new Set([
  "aws_secret_access_key",
  "aws_session_token",
  "aws_security_token",
  "sso_client_secret"
])

const namesSecret = /secret|token|password|key/i
const setting = /^([^=:]+?)\s*[=:]\s*(.*)$/

/** A line that goes on with a setting above, where it was meant as one of its own: a secret by its name, else the line. */
const secretsInLine = (line: string): ReadonlyArray<string> => {
  const [, name = "", value = ""] = setting.exec(line) ?? []
  if (name.toLowerCase() === "endpoint_url") return []
  return namesSecret.test(name) ? [line, value] : [line]
}

const secretsOfProfile = (profile: Profile): ReadonlyArray<string> =>
  [...profile].flatMap(([name, value]) => {
    const [first = "", ...further] = value.split("\n")
    return [...(secretNames.has(name) ? [first] : []), ...further.flatMap(secretsInLine)]
  })

/** The texts of the files that no message may hold, wherever in a profile they stand. */
const secretsOf = ({ inConfig, inCredentials, ssoSessions, services }: ProfileFiles): ReadonlyArray<string> =>
  [inConfig, inCredentials, ssoSessions, services].flatMap((sections) =>
    [...sections.values()].flatMap(secretsOfProfile)
  )

/**
 * The error of a profile without the secrets of the files. A message tells a setting as it is written, and by one blank
 * too many the next line, with a secret key, belongs to it; AWS and the process of a profile quote what they are given.
 */
export const withoutProfileSecrets = (files: ProfileFiles, error: SourceUnusable): SourceUnusable => {
  const known = hideSecrets(secretsOf(files))
  const hide = (text: string): string => hideSecretLike(known(text))
  const { origin, detail, loop, sts } = error
  const cause = error.cause === undefined ? {} : { cause: hiddenCause(error.cause, hide) }
  return new SourceUnusable({
    origin,
    detail: hide(detail),
    ...(loop === undefined ? {} : { loop }),
    ...(sts === undefined
      ? {}
      : {
          sts: {
            ...sts,
            roleArn: hide(sts.roleArn),
            error: new StsError({ ...sts.error, detail: hide(sts.error.detail), ...cause })
          }
        }),
    ...cause
  })
}

import * as Result from "effect/Result"

/** What no reader of a command line takes for more than itself. */
const plain = /^[A-Za-z0-9_./:@%+,=-]+$/

/** What still means something between double quotes: to a shell, to Python's shlex, or to either's readers of files. */
const unquotable = /["$`\\\p{Cc}]/u

/** The AWS SDK for JavaScript takes what follows for a comment, even between quotes. */
const looksLikeComment = /(?:^|\s)[#;]/

/**
 * A command for `credential_process`, which the AWS CLI and boto3 split as Python's shlex does and the AWS SDK for
 * JavaScript gives to a shell: quoted so that both see the same parts. Fails with the part for which there is no such
 * form.
 */
export const commandLine = (parts: ReadonlyArray<string>): Result.Result<string, string> => {
  const unfit = parts.find((part) => unquotable.test(part) || looksLikeComment.test(part))
  return unfit === undefined
    ? Result.succeed(parts.map((part) => (plain.test(part) ? part : `"${part}"`)).join(" "))
    : Result.fail(unfit)
}

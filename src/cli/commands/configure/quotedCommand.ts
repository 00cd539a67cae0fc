import * as Result from "effect/Result"

/** What no reader of a command line takes for more than itself. */
const plain = /^[A-Za-z0-9_./:@%+,=-]+$/

/** What still means something between double quotes: to a shell, to Python's shlex, or to either's readers of files. */
const unquotable = /["$`\\\p{Cc}]/u

/** The AWS SDK for JavaScript takes what follows for a comment, even between quotes. */
const looksLikeComment = /(?:^|\s)[#;]/

/** The part of a command, in quotes where it needs them. */
const quoted = (part: string): string => (plain.test(part) ? part : `"${part}"`)

/**
 * The first part. An older SDK for Go takes the quotes off a value that begins with one, wherever the second one stands:
 * quotes open behind what needs none.
 */
const quotedFirst = (part: string): string => {
  const bare = /^[A-Za-z0-9_./:@%+,=-]*/.exec(part)?.[0] ?? ""
  return plain.test(part) ? part : `${bare}"${part.slice(bare.length)}"`
}

/**
 * A command for `credential_process`, which the AWS CLI and boto3 split as Python's shlex does and the AWS SDKs for
 * JavaScript, Go and Ruby give to a shell: quoted so that all see the same parts. Fails with the part for which there is
 * no such form.
 */
export const commandLine = (parts: ReadonlyArray<string>): Result.Result<string, string> => {
  const unfit = parts.find((part) => unquotable.test(part) || looksLikeComment.test(part))
  return unfit === undefined
    ? Result.succeed(parts.map((part, index) => (index === 0 ? quotedFirst(part) : quoted(part))).join(" "))
    : Result.fail(unfit)
}

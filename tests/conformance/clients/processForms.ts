/** How a `credential_process` may be written: which client runs it. */
import { join } from "node:path"
import * as Result from "effect/Result"
import { commandLine } from "../../../src/cli/commands/configure/quotedCommand.ts"
import type { Credentials } from "../../../src/domain/aws/Credentials.ts"
import { encodeProcessAnswer } from "../../../src/domain/aws/ProcessAnswer.ts"

export interface ProcessForm {
  readonly name: string
  /** Where not everywhere: the clients that do not run it. */
  readonly runs: "everywhere" | ReadonlyArray<string>
  readonly files: (home: string) => { readonly [path: string]: string }
}

/** Prints the credentials where it has got its two arguments as they were meant, and words that are none beside them. */
const scriptOf = (credentials: Credentials): string =>
  `#!/bin/sh
echo "a remark, which is not the answer" >&2
[ "$1" = credential-process ] && [ "$2" = "sbx one" ] && [ $# = 2 ] && echo '${encodeProcessAnswer(credentials)}'
`

const withoutShell: ReadonlyArray<string> = ["boto3", "AWS CLI v1", "AWS CLI v2"]

export const processForms = (credentials: Credentials): ReadonlyArray<ProcessForm> => {
  const script = scriptOf(credentials)
  const form = (
    name: string,
    path: string,
    command: (at: string) => string,
    runs: ProcessForm["runs"] = "everywhere"
  ): ProcessForm => ({
    name,
    runs,
    files: (home) => ({
      ".aws/config": `[default]\ncredential_process = ${command(join(home, path))}\n`,
      [path]: script
    })
  })
  return [
    form("as configure writes it", "boto.sh", (at) =>
      Result.getOrThrow(commandLine([at, "credential-process", "sbx one"]))
    ),
    form("as configure writes a path with spaces", "a folder/boto ses.sh", (at) =>
      Result.getOrThrow(commandLine([at, "credential-process", "sbx one"]))
    ),
    form("double quotes from the beginning", "a folder/boto.sh", (at) => `"${at}" credential-process "sbx one"`, [
      "SDK for Go v1",
      "SDK for Go v2"
    ]),
    form("single quotes", "a folder/boto.sh", (at) => `'${at}' credential-process 'sbx one'`),
    form("backslashes", "a folder/boto.sh", (at) => `${at.replaceAll(" ", "\\ ")} credential-process sbx\\ one`),
    form("a variable", "boto.sh", () => '$HOME/boto.sh credential-process "sbx one"', withoutShell),
    form("a tilde", "boto.sh", () => '~/boto.sh credential-process "sbx one"', withoutShell),
    form("a pipe", "boto.sh", (at) => `${at} credential-process "sbx one" | cat`, withoutShell)
  ]
}

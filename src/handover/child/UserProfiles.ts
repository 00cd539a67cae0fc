import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import type { SharedFiles } from "../../domain/child/ProfileSettings.ts"
import { type UserFileVariable, userFile } from "../../domain/child/UserFiles.ts"
import { parseIni, type Sections } from "../../domain/text/Ini.ts"

type Variables = { readonly [name: string]: string | undefined }

const nothing: Sections = new Map()

/** A file's text; none where it is no file or may not be read, which a child's clients then cannot either. */
const textOf = (file: string): Effect.Effect<string, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    fs.stat(file).pipe(
      Effect.flatMap(({ type }) => (type === "File" ? fs.readFileString(file) : Effect.succeed(""))),
      Effect.orElseSucceed(() => "")
    )
  )

/** The sections of a file; `undefined` where it cannot be understood, so that nobody can tell what a client takes of it. */
const sectionsOf = (file: string | undefined): Effect.Effect<Sections | undefined, never, FileSystem.FileSystem> =>
  file === undefined
    ? Effect.succeed(nothing)
    : Effect.map(textOf(file), (text) => Result.getOrUndefined(parseIni(text)))

/** The user's AWS CLI files as a child of this process would read them; `undefined` where one cannot be understood. */
export const userProfiles: (
  variables: Variables
) => Effect.Effect<SharedFiles | undefined, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (variables) {
    const path = yield* Path.Path
    const home = variables.HOME ?? variables.USERPROFILE
    const located = (variable: UserFileVariable, name: string): string | undefined => {
      const given = userFile(variable, variables)
      if (given === undefined) return home === undefined ? undefined : path.join(home, ".aws", name)
      return home !== undefined && /^~(?=$|[/\\])/.test(given) ? path.join(home, given.slice(1)) : given
    }
    const config = yield* sectionsOf(located("AWS_CONFIG_FILE", "config"))
    const credentials = yield* sectionsOf(located("AWS_SHARED_CREDENTIALS_FILE", "credentials"))
    return config === undefined || credentials === undefined ? undefined : { config, credentials }
  }
)

/** Whether boto's own old files hold keys: boto3 and the AWS CLI take them before they ask a server. */
export const hasBotoKeys: (variables: Variables) => Effect.Effect<boolean, never, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (variables) {
    const path = yield* Path.Path
    const { BOTO_CONFIG, HOME } = variables
    const files =
      BOTO_CONFIG === undefined
        ? ["/etc/boto.cfg", ...(HOME === undefined ? [] : [path.join(HOME, ".boto")])]
        : [BOTO_CONFIG]
    for (const file of files) {
      const sections = yield* sectionsOf(file)
      if (sections === undefined || sections.get("Credentials")?.has("aws_access_key_id") === true) return true
    }
    return false
  })

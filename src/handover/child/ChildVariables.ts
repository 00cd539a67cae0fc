import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import { type ChildEnvironment, mergeEnvironments, serverEnvironment } from "../../domain/child/ChildEnvironment.ts"
import { emptyFiles, userFileVariables } from "../../domain/child/UserFiles.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { writeWhole } from "../../platform/WholeFile.ts"
import type { Session } from "../../services/Session.ts"
import { makeHandoverFolder } from "../files/HandoverFolder.ts"
import { readVariables, unusable } from "../HandoverVariables.ts"
import { type ServeOptions, serveCredentials } from "../server/CredentialServer.ts"

/**
 * How long the folder of the empty files may stand where nobody can tell whether its owner lives, in milliseconds. It
 * holds no secret, and a child that misses the files sees what it saw before: none.
 */
const longestExec = 24 * 60 * 60 * 1000

const writeEmpty = (file: string) =>
  Effect.mapError(writeWhole(file, "", { mode: 0o600 }), (error) =>
    unusable(`the empty file ${file} cannot be written: ${error.message}`, error)
  )

/** The word for a session in an address and a message. */
const targetName = (session: Session): string =>
  session.purpose === "env" || session.purpose === "devops" ? (session.env ?? session.purpose) : session.purpose

/**
 * The variables of a child process that has this session's credentials from a server, renewed for as long as the scope
 * is open. The AWS CLI and every AWS SDK understand them.
 *
 * **Details**: the AWS variables for the CLI's files name empty ones, since a `[default]` profile would win over the
 * server; the user's own travel on for children of ours.
 *
 * **Gotchas**: fails with `HandoverUnusable` for long-lived keys; `session.environment` carries those. A process in a
 * container cannot reach the server.
 */
export const environment: (
  session: Session,
  options?: ServeOptions
) => Effect.Effect<ChildEnvironment, BotoSesError, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fn(
  "Handover.environment"
)(function* (session, options) {
  const path = yield* Path.Path
  const env = yield* readVariables(userFileVariables)
  const address = yield* serveCredentials(targetName(session), session, options)
  const folder = yield* makeHandoverFolder((yield* Clock.currentTimeMillis) + longestExec)
  const files = {
    AWS_CONFIG_FILE: path.join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials")
  }
  yield* writeEmpty(files.AWS_CONFIG_FILE)
  yield* writeEmpty(files.AWS_SHARED_CREDENTIALS_FILE)
  return mergeEnvironments(serverEnvironment(address, session.region), emptyFiles({ folder, ...files }, env))
})

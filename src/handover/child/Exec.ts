import { basename } from "node:path"
import process from "node:process"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { Identity } from "../../domain/aws/Identity.ts"
import { applyEnvironment, type ChildEnvironment, mergeEnvironments } from "../../domain/child/ChildEnvironment.ts"
import type { ExecMarker } from "../../domain/child/ExecMarker.ts"
import { encodeMarker } from "../../domain/child/ExecMarker.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { DevopsSession, Session } from "../../services/Session.ts"
import { SnapshotStore } from "../../services/SnapshotStore.ts"
import { handoverEnvironment } from "../HandoverVariables.ts"
import type { ServeOptions } from "../server/CredentialServer.ts"
import { type ChildStdio, runChild } from "./Child.ts"
import { environment, profileEnvironment } from "./ChildVariables.ts"

/** How a command is run with a session. */
export interface ExecOptions extends ServeOptions {
  /** devops, for children of ours that ask for it. Default: none, and an outer hand-over is taken away. */
  readonly handover?: DevopsSession
  /** Fixed keys in place of a server: they end with the session, and reach a container too. Default: false. */
  readonly static?: boolean
  /** The child's working folder. Default: this process's. */
  readonly cwd?: string
  /** The child's standard streams. Default: `inherit`. */
  readonly stdio?: ChildStdio
  /** The variables that the child would have without us. Default: those of this process. */
  readonly inherited?: { readonly [name: string]: string | undefined }
}

/** Tells children of ours whose credentials they find. A role of the program's own is no target, and has no marker. */
const markerOf = (session: Session, identity: Identity): ExecMarker | undefined => {
  const principal = parsePrincipal(identity.arn)
  if (principal === undefined || session.purpose === "role") return undefined
  const { accountId, kind, name } = principal
  switch (session.purpose) {
    case "devops":
      return { target: "devops", env: undefined, accountId, kind, name }
    case "app":
      return { target: "app", env: session.env, accountId, kind, name }
    case "env":
      return session.env === undefined ? undefined : { target: session.env, env: session.env, accountId, kind, name }
  }
}

const containerCommands: ReadonlyArray<string> = ["docker", "podman"]

const noteContainer = (command: string, options: ExecOptions): Effect.Effect<void> =>
  options.static !== true && containerCommands.includes(basename(command))
    ? Effect.logWarning(
        `A container cannot reach the credential server on this machine's 127.0.0.1. For ${basename(command)} use fixed keys (--static).`
      )
    : Effect.void

/** What is started: a command, and variables of its own over all others. */
export interface Launch {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly set?: { readonly [name: string]: string }
}

/** What a command is chosen by. */
export interface Launching {
  /** The variables that `exec` sets and removes. */
  readonly given: ChildEnvironment
  /** All that the child has. */
  readonly environment: { readonly [name: string]: string }
}

/** As `exec`, for a command that depends on what it is given. */
export const execLaunched: <E, R>(
  session: Session,
  launch: (launching: Launching) => Effect.Effect<Launch, E, R>,
  options?: ExecOptions
) => Effect.Effect<
  number,
  BotoSesError | E,
  FileSystem.FileSystem | Path.Path | SnapshotStore | Exclude<R, Scope.Scope>
> = Effect.fn("Handover.exec")(function* <E, R>(
  session: Session,
  launch: (launching: Launching) => Effect.Effect<Launch, E, R>,
  options: ExecOptions = {}
) {
  const store = yield* SnapshotStore
  const identity = yield* session.identity
  const credentials =
    options.static === true
      ? mergeEnvironments(yield* profileEnvironment(session), yield* session.environment)
      : yield* environment(session, options)
  const handover =
    options.handover === undefined
      ? handoverEnvironment()
      : yield* store.share(options.handover, { static: options.static === true })
  const given = mergeEnvironments(credentials, encodeMarker(markerOf(session, identity)), handover)
  const variables = applyEnvironment(options.inherited ?? process.env, given, process.platform === "win32")
  const { command, args, set } = yield* launch({ given, environment: variables })
  yield* noteContainer(command, options)
  return yield* runChild({
    command,
    args,
    env: { ...variables, ...set },
    cwd: options.cwd,
    stdio: options.stdio ?? "inherit"
  })
}, Effect.scoped)

/**
 * Runs a command with a session's credentials, and answers with its exit code: 128+n where signal n ended it, 127 where
 * there is no such command.
 *
 * **Details**: the AWS CLI and every AWS SDK in the child, and in what it starts, find these credentials and no others,
 * renewed for as long as it runs. Children of ours also learn what they are, so that `app` and the env agree with them;
 * they have devops only where `handover` gives it. Signals go to the child, once and as they are, while it runs. All is
 * released when it has ended.
 *
 * **Gotchas**: fails with `HandoverUnusable` for long-lived keys, which only `static` can hand over. A shell's own start
 * files come after, and may change what it was given. A program whose main function turns SIGINT into an interruption
 * ends by its own exit code instead of the child's.
 */
export const exec = (
  session: Session,
  command: string,
  args: ReadonlyArray<string> = [],
  options?: ExecOptions
): Effect.Effect<number, BotoSesError, FileSystem.FileSystem | Path.Path | SnapshotStore> =>
  execLaunched(session, () => Effect.succeed({ command, args }), options)

import { basename } from "node:path"
import process from "node:process"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { Identity } from "../../domain/aws/Identity.ts"
import { applyEnvironment, mergeEnvironments } from "../../domain/child/ChildEnvironment.ts"
import type { ExecMarker } from "../../domain/child/ExecMarker.ts"
import { encodeMarker } from "../../domain/child/ExecMarker.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { DevopsSession, Session } from "../../services/Session.ts"
import { SnapshotStore } from "../../services/SnapshotStore.ts"
import { handoverEnvironment } from "../HandoverVariables.ts"
import type { ServeOptions } from "../server/CredentialServer.ts"
import { type ChildStdio, runChild } from "./Child.ts"
import { environment, profileEnvironment } from "./ChildVariables.ts"

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

/**
 * Runs a command with a session's credentials, and answers with its exit code: 128+n where signal n ended it, 127 where
 * there is no such command.
 *
 * **Details**: the AWS CLI and every AWS SDK in the child, and in what it starts, find these credentials and no others,
 * renewed for as long as it runs. Children of ours also learn what they are, so that `app` and the env agree with them;
 * they have devops only where `handover` gives it. Signals go to the child, once and as they are, while it runs. All is
 * released when it has ended.
 *
 * **Gotchas**: fails with `HandoverUnusable` for long-lived keys, which only `static` can hand over. A program whose main
 * function turns SIGINT into an interruption ends by its own exit code instead of the child's.
 */
export const exec: (
  session: Session,
  command: string,
  args?: ReadonlyArray<string>,
  options?: ExecOptions
) => Effect.Effect<number, BotoSesError, FileSystem.FileSystem | Path.Path | SnapshotStore> = Effect.fn(
  "Handover.exec"
)(function* (session: Session, command: string, args: ReadonlyArray<string> = [], options: ExecOptions = {}) {
  const store = yield* SnapshotStore
  const identity = yield* session.identity
  const given =
    options.static === true
      ? mergeEnvironments(yield* profileEnvironment(session), yield* session.environment)
      : yield* environment(session, options)
  const handover =
    options.handover === undefined
      ? handoverEnvironment()
      : yield* store.share(options.handover, { static: options.static === true })
  yield* noteContainer(command, options)
  return yield* runChild({
    command,
    args,
    env: applyEnvironment(
      options.inherited ?? process.env,
      mergeEnvironments(given, encodeMarker(markerOf(session, identity)), handover)
    ),
    cwd: options.cwd,
    stdio: options.stdio ?? "inherit"
  })
}, Effect.scoped)

import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildEnvironment } from "../domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { ExecOptions } from "../handover/child/Exec.ts"
import type { ServeOptions } from "../handover/server/CredentialServer.ts"
import type { Session } from "../services/Session.ts"
import { nodeServices } from "./NodeServices.ts"
import { layerSnapshotStore } from "./Ports.ts"

export type { ChildEnvironment } from "../domain/child/ChildEnvironment.ts"
export type { ChildStdio } from "../handover/child/Child.ts"
export type { ExecOptions } from "../handover/child/Exec.ts"
export type { ServeOptions } from "../handover/server/CredentialServer.ts"

/**
 * The variables of a child process that has this session's credentials from a server on loopback, renewed for as long as
 * the scope is open. The AWS CLI and every AWS SDK understand them.
 */
export const environment = (
  session: Session,
  options?: ServeOptions
): Effect.Effect<ChildEnvironment, BotoSesError, Scope.Scope> =>
  Effect.flatMap(
    Effect.promise(() => import("../handover/child/ChildVariables.ts")),
    (handover) => Effect.provide(handover.environment(session, options), nodeServices)
  )

/**
 * Runs a command with a session's credentials, renewed while it runs, and answers with its exit code (128+n where signal
 * n ended it). devops is handed to children of ours only where `handover` gives it.
 *
 * **Example** (a command with fixed keys)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory, Handover } from "effect-boto-ses"
 * import { layerTest } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: { accountId: "111111111111" },
 *   workloads: { prd: { accountId: "333333333333" } }
 * }) {}
 *
 * const program = Effect.gen(function* () {
 *   const prd = yield* Aws.env("prd")
 *   return yield* Handover.exec(prd, "sh", ["-c", 'test -n "$AWS_ACCESS_KEY_ID"'], { static: true })
 * })
 * const exitCode = await Effect.runPromise(Effect.provide(program, layerTest(Aws, { runtime: "ci" })))
 * if (exitCode !== 0) throw new Error(`expected 0, found ${exitCode}`)
 * ```
 */
export const exec = (
  session: Session,
  command: string,
  args: ReadonlyArray<string> = [],
  options?: ExecOptions
): Effect.Effect<number, BotoSesError> =>
  Effect.flatMap(
    Effect.promise(() => import("../handover/child/Exec.ts")),
    (handover) => Effect.provide(handover.exec(session, command, args, options), [layerSnapshotStore, nodeServices])
  )

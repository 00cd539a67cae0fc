import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Child from "../domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { ExecOptions } from "../handover/child/Exec.ts"
import type { ServeOptions } from "../handover/server/CredentialServer.ts"
import type { DevopsSession, Session } from "../services/Session.ts"
import { SnapshotStore } from "../services/SnapshotStore.ts"
import { nodeServices } from "./NodeServices.ts"
import { layerSnapshotStore } from "./Ports.ts"

export type { ChildEnvironment } from "../domain/child/ChildEnvironment.ts"
export type { ChildStdio } from "../handover/child/Child.ts"
export type { ExecOptions } from "../handover/child/Exec.ts"
export type { ServeOptions } from "../handover/server/CredentialServer.ts"

/** With the store of the program's own context, where it has one; else the live one. */
const withStore = <A, E, R>(
  effect: Effect.Effect<A, E, R | SnapshotStore>
): Effect.Effect<A, E, Exclude<R, SnapshotStore>> =>
  Effect.flatMap(Effect.serviceOption(SnapshotStore), (store) =>
    Option.isSome(store)
      ? Effect.provideService(effect, SnapshotStore, store.value)
      : Effect.provide(effect, layerSnapshotStore)
  )

/** Options of `environment`. */
export interface EnvironmentOptions extends ServeOptions {
  /** devops, for children of ours that ask for it. Default: none. */
  readonly handover?: DevopsSession
}

/**
 * The variables of a child process that has this session's credentials from a server on loopback, renewed for as long as
 * the scope is open. The AWS CLI and every AWS SDK understand them.
 *
 * **When to use**: for a child that you start yourself: `applyEnvironment` makes of it what `spawn` takes. `exec` starts
 * one, and passes signals on.
 *
 * **Details**: devops that is handed over goes by the `SnapshotStore` of the context, where there is one, else by the live
 * one. Fails with `HandoverUnusable` for long-lived keys, which `session.environment` carries.
 *
 * **Gotchas**: a container cannot reach the server: `session.environment` has fixed keys for it.
 *
 * **Example** (a child of Node's own)
 *
 * ```ts
 * import { spawnSync } from "node:child_process"
 * import process from "node:process"
 * import { Effect } from "effect"
 * import { BotoSesFactory, Handover } from "effect-boto-ses"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { devops: {}, workloads: { prd: {} } }) {}
 *
 * const program = Effect.gen(function* () {
 *   const prd = yield* Aws.env("prd")
 *   const env = Handover.applyEnvironment(yield* Handover.environment(prd), process.env)
 *   return spawnSync("terraform", ["plan"], { env, stdio: "inherit" }).status
 * })
 * // The server ends with the scope, and so do the child's credentials.
 * const status = Effect.provide(Effect.scoped(program), Aws.layer)
 * if (!Effect.isEffect(status)) throw new Error("expected an effect")
 * ```
 */
export const environment = (
  session: Session,
  options: EnvironmentOptions = {}
): Effect.Effect<Child.ChildEnvironment, BotoSesError, Scope.Scope> => {
  const { handover, ...serve } = options
  const own = Effect.flatMap(
    Effect.promise(() => import("../handover/child/ChildVariables.ts")),
    (variables) => Effect.provide(variables.environment(session, serve), nodeServices)
  )
  return handover === undefined
    ? own
    : Effect.zipWith(own, withStore(Effect.flatMap(SnapshotStore, ({ share }) => share(handover))), (given, handed) =>
        Child.mergeEnvironments(given, handed)
      )
}

/**
 * What a `ChildEnvironment` makes of an environment: its variables over those of `base`, without those that would shadow
 * them. For a child that you start yourself, by `node:child_process`, `Deno.Command` or `Bun.spawn`.
 *
 * **Details**: `base` is what the child would have otherwise, most often `process.env`; without it the child has the
 * environment's own variables alone. On Windows names compare without case, as Windows does.
 *
 * **Gotchas**: the secrets in it are in clear: give it to the child, and log it nowhere. `Deno.Command` adds to the
 * parent's variables what it is given, so that nothing is removed: it needs `clearEnv: true`.
 *
 * **Example** (variables set and removed)
 *
 * ```ts
 * import { Handover } from "effect-boto-ses"
 *
 * const environment = { set: { AWS_REGION: "us-east-1" }, unset: ["AWS_PROFILE"] }
 * const env = Handover.applyEnvironment(environment, { PATH: "/usr/bin", AWS_PROFILE: "acme-prd" })
 * if (Object.keys(env).join() !== "PATH,AWS_REGION") throw new Error(`found ${Object.keys(env)}`)
 * ```
 */
export const applyEnvironment = (
  environment: Child.ChildEnvironment,
  base: { readonly [name: string]: string | undefined } = {}
): { [name: string]: string } => Child.applyEnvironment(base, environment, globalThis.process.platform === "win32")

/**
 * Runs a command with a session's credentials, renewed while it runs, and answers with its exit code (128+n where signal
 * n ended it). devops is handed to children of ours only where `handover` gives it.
 *
 * **Details**: what `handover` gives goes by the `SnapshotStore` of the context, where there is one
 * (`Effect.provide(…, SnapshotStore.layerFile)`), else by the live one.
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
    (handover) => withStore(Effect.provide(handover.exec(session, command, args, options), nodeServices))
  )

import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type {
  AppSession,
  AssumeRoleOptions,
  DevopsSession,
  EnvOptions,
  EnvSession,
  RoleSession,
  Session
} from "../services/Session.ts"
import type { Explanation } from "./planning/Explanation.ts"

/** What marks a value as a factory. */
export const TypeId = "~effect-boto-ses/BotoSesFactory"

/** The session that a name gives: devops for `devops`, else that workload's. */
export type SessionOf<Name extends string> = Name extends "devops" ? DevopsSession : EnvSession<Name>

/** A target word: a workload's name, `devops`, `app` or `session` (the same as `app`). */
export type Target<Env extends string> = Env | "devops" | "app" | "session"

/**
 * Uncached sessions: each ask makes its own credentials and clients, which end with the scope (`SessionClosed` then).
 *
 * **Details**: the credentials that a role is assumed *from*, and a multi-factor sign-in, are the cached ones: a fresh
 * env session costs one AssumeRole, and asks for no second code.
 */
export interface FreshSessions<Env extends string> {
  /** As `devops`, uncached. */
  readonly devops: Effect.Effect<DevopsSession, BotoSesError, Scope.Scope>
  /** As `env(name, options)`, uncached. */
  readonly env: <Name extends Env | "devops">(
    name: Name,
    options?: EnvOptions
  ) => Effect.Effect<SessionOf<Name>, BotoSesError, Scope.Scope>
  /** As `app`, uncached. */
  readonly app: Effect.Effect<AppSession<Env>, BotoSesError, Scope.Scope>
  /** As `session.assumeRole(options)`, uncached. The session may be a cached one. */
  readonly assumeRole: (
    session: Session,
    options: AssumeRoleOptions
  ) => Effect.Effect<RoleSession, BotoSesError, Scope.Scope>
}

/**
 * Gives the right AWS session for a purpose. Each session is made once and kept for the life of the layer; used after
 * that it fails with `SessionClosed`.
 *
 * **Details**: of the sessions with options, and the roles assumed from sessions, the last used are held: 1,000 and one
 * for each env. One that is let go lives on as long as the program holds it: it renews, `invalidate` reaches it, and
 * whoever asks for the same shares its credentials. Asked for anew after that, it costs a new AssumeRole. Clients that
 * nobody holds any more are not kept either.
 *
 * The successor of AlphaBotoSesFactory (aws_ops_alpha): `devops` was `bsm_devops`, `env(name)` was `get_env_bsm`,
 * `app` and `session` were `bsm_app` and `bsm`.
 */
export interface BotoSesFactory<Env extends string = string> {
  /** Tells a factory from every other object. */
  readonly [TypeId]: typeof TypeId
  /** The workloads' names. */
  readonly envNames: ReadonlyArray<Env>
  /** For build, artifacts and deployment; never for application code. */
  readonly devops: Effect.Effect<DevopsSession, BotoSesError>
  /**
   * For one workload environment; `env("devops")` is the devops session itself. Two asks with different options never
   * share a session.
   */
  readonly env: <Name extends Env | "devops">(
    name: Name,
    options?: EnvOptions
  ) => Effect.Effect<SessionOf<Name>, BotoSesError>
  /** For application code and its tests; never for deployment. */
  readonly app: Effect.Effect<AppSession<Env>, BotoSesError>
  /** The same as `app`: the session most often used. */
  readonly session: Effect.Effect<AppSession<Env>, BotoSesError>
  /**
   * The environment that the program works for, by `currentEnv` of the options, else by `USER_ENV_NAME` or `ENV_NAME` as the
   * place reads them; none in an application that does not know it. Fails with
   * `CurrentEnvUnknown` in a CI job that names none, and with `UnknownEnv` where the name is no env's.
   */
  readonly currentEnv: Effect.Effect<Option.Option<Env | "devops">, BotoSesError>
  /** Checks a name from outside: fails with `UnknownEnv`, the nearest known name first. */
  readonly envOf: (name: string) => Effect.Effect<Env, BotoSesError>
  /** How a session gets its credentials, and why. Makes no request, unless `identity` asks for the one that decides. */
  readonly explain: (
    target: Target<Env>,
    options?: EnvOptions & { readonly identity?: boolean }
  ) => Effect.Effect<Explanation, BotoSesError>
  /**
   * Forgets the sessions, the credentials and the roles that the `RolePolicy` told. Sessions that are out get new
   * credentials at their next use, but those of `refresh: "never"`; a request that is under way keeps the old ones.
   */
  readonly invalidate: Effect.Effect<void>
  /** Uncached sessions. */
  readonly fresh: FreshSessions<Env>
}

/** The factory for code that cannot know the env names: command lines, plug-ins. Names are strings, checked when used. */
export const BotoSesFactory: Context.Service<BotoSesFactory, BotoSesFactory> = Context.Service<BotoSesFactory>(
  "effect-boto-ses/BotoSesFactory"
)

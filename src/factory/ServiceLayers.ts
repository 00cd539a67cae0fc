import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type ConfigProblem, notExpected } from "../domain/config/ConfigProblem.ts"
import { unknownFieldProblem } from "../domain/config/FindProblems.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../domain/errors/Config.ts"
import { isPlainObject } from "../domain/text/Describe.ts"
import { CredentialSource } from "../services/CredentialSource.ts"
import { EnvConfig } from "../services/EnvConfig.ts"
import { IdentityToken } from "../services/IdentityToken.ts"
import { RolePolicy } from "../services/RolePolicy.ts"
import { Runtime } from "../services/Runtime.ts"
import { SessionStore } from "../services/SessionStore.ts"
import { SnapshotStore } from "../services/SnapshotStore.ts"
import { Sts } from "../services/Sts.ts"

/** What a layer may give by the name of its field: its service, and `envConfig` the policy that its file holds too. */
export interface Provided {
  /** Where the program runs. */
  readonly runtime: Runtime
  /** The configuration, and the policy of a file that has one. */
  readonly envConfig: EnvConfig | RolePolicy
  /** The roles of the envs. */
  readonly rolePolicy: RolePolicy
  /** How devops is taken from a parent process. */
  readonly snapshotStore: SnapshotStore
  /** What is kept for other processes. */
  readonly sessionStore: SessionStore
  /** The job's own token. */
  readonly identityToken: IdentityToken
  /** AWS's STS. */
  readonly sts: Sts
  /** The ambient credentials and the profiles. */
  readonly credentialSource: CredentialSource
}

/**
 * The services of a factory that `layerWith` takes in place of its own, each a layer. What is left out is what `layer`
 * has.
 */
export interface ServiceLayers {
  /** Where the program runs. Detected where it is left out. */
  readonly runtime?: Layer.Layer<Runtime, unknown, unknown>
  /**
   * The configuration. It must hold the names of the class, and agree with every account id and role ARN that the class
   * states. A `guardApp` of the class's stays on, and its `currentEnv` holds where the layer states none. A layer that gives
   * a `RolePolicy` too (`EnvConfig.layerFile`) replaces the class's, unless `rolePolicy` is given.
   */
  readonly envConfig?: Layer.Layer<EnvConfig, unknown, unknown>
  /** The roles of the envs, in place of the `rolePolicy` of the class's options. */
  readonly rolePolicy?: Layer.Layer<RolePolicy, unknown, unknown>
  /** How devops is taken from a parent process. */
  readonly snapshotStore?: Layer.Layer<SnapshotStore, unknown, unknown>
  /** What is kept for other processes, in place of the `sessionStore` of the class's options. Profiles keep in it too. */
  readonly sessionStore?: Layer.Layer<SessionStore, unknown, unknown>
  /** The job's own token. */
  readonly identityToken?: Layer.Layer<IdentityToken, unknown, unknown>
  /** AWS's STS. Profiles assume their roles by it too. */
  readonly sts?: Layer.Layer<Sts, unknown, unknown>
  /** The ambient credentials and the profiles. */
  readonly credentialSource?: Layer.Layer<CredentialSource, unknown, unknown>
}

/**
 * `Given` where each field is one of `ServiceLayers` and its layer gives that service alone: what it gave beside it would
 * be ignored.
 */
export type OnlyServices<Given> = {
  readonly [Name in keyof Given]: Name extends keyof Provided
    ? NonNullable<Given[Name]> extends Layer.Layer<infer Made, unknown, unknown>
      ? [Made] extends [Provided[Name]]
        ? Given[Name]
        : never
      : Given[Name]
    : never
}

/** The errors of the layers given. */
export type ErrorOf<Given> = {
  [Name in keyof Given]-?: NonNullable<Given[Name]> extends Layer.Layer<never, infer E, unknown> ? E : never
}[keyof Given]

/** What the layers given need. */
export type NeedsOf<Given> = {
  [Name in keyof Given]-?: NonNullable<Given[Name]> extends Layer.Layer<never, unknown, infer R> ? R : never
}[keyof Given]

/** The layers given, checked. Their errors and needs stand in the type of whatever is made of them. */
export type CheckedLayers = { readonly [Name in keyof Provided]?: Layer.Layer<Provided[Name], BotoSesError> }

const tags: { readonly [Name in keyof Provided]: Context.Key<unknown, unknown> } = {
  runtime: Runtime,
  envConfig: EnvConfig,
  rolePolicy: RolePolicy,
  snapshotStore: SnapshotStore,
  sessionStore: SessionStore,
  identityToken: IdentityToken,
  sts: Sts,
  credentialSource: CredentialSource
}

const holds = (services: Context.Context<never>, tag: Context.Key<unknown, unknown>): boolean =>
  Option.isSome(Context.getOption(services, tag))

const names = Object.keys(tags) as ReadonlyArray<keyof Provided>

const next = "Give a layer of that service, or leave the field out."

const formProblems = (given: unknown): ReadonlyArray<ConfigProblem> => {
  const expected = "an object of layers"
  if (!isPlainObject(given)) return [notExpected("", expected, given, "Give an object; {} swaps nothing.")]
  if (Layer.isLayer(given)) return [{ path: "", expected, found: "a layer", next: "Write it to its service's field." }]
  return Object.entries(given).flatMap(([name, layer]) => {
    if (!names.some((known) => known === name)) return [unknownFieldProblem("", name, names)]
    return layer === undefined || Layer.isLayer(layer) ? [] : [notExpected(name, "a layer", layer, next)]
  })
}

const invalid = (source: string, problems: ReadonlyArray<ConfigProblem>): BotoSesError =>
  BotoSesError.of(new ConfigInvalid({ source, problems }))

/** The layer of a field, for programs without types: one that gives another service fails before it is missed. */
const checkedLayer = (
  name: keyof Provided,
  layer: Layer.Layer<unknown, BotoSesError>,
  source: string
): Layer.Layer<unknown, BotoSesError> =>
  Layer.flatMap(layer, (services) => {
    if (holds(services, tags[name])) return Layer.succeedContext(services)
    const problem = { path: name, expected: "a layer of that service", found: "one of another service", next }
    return Layer.effectContext(Effect.fail(invalid(source, [problem])))
  })

/** The layers given to `layerWith`, as a program without types may have given them. */
export const checkLayers = (given: unknown, source: string): CheckedLayers | BotoSesError => {
  const problems = formProblems(given)
  if (problems.length > 0) return invalid(source, problems)
  const layers = given as { readonly [Name in keyof Provided]?: Layer.Layer<unknown, BotoSesError> }
  const checked = names.flatMap((name) => {
    const layer = layers[name]
    return layer === undefined ? [] : [[name, checkedLayer(name, layer, source)]]
  })
  return Object.fromEntries(checked)
}

/** The policy that a layer of the configuration gives beside it; none where it gives the configuration alone. */
export const policyBeside = (
  envConfig: Layer.Layer<EnvConfig | RolePolicy, BotoSesError>,
  otherwise: Layer.Layer<RolePolicy, BotoSesError>
): Layer.Layer<RolePolicy, BotoSesError> =>
  Layer.flatMap(envConfig, (services: Context.Context<never>) =>
    Option.match(Context.getOption(services, RolePolicy), {
      onNone: () => otherwise,
      onSome: (policy) => Layer.succeed(RolePolicy, policy)
    })
  )

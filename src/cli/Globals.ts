import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** What the global flags say in the call at hand, apart from the parser that read them: not every call needs that. */
export interface Globals {
  readonly config: string | undefined
  readonly runtime: string | undefined
  readonly region: string | undefined
  readonly json: boolean
  /** Whether account ids are shown in full. */
  readonly unmasked: boolean
  /** Whether sessions are kept for other calls, and those that other calls kept are used. */
  readonly cache: boolean
}

export const Globals: Context.Service<Globals, Globals> = Context.Service<Globals>("effect-boto-ses/cli/Globals")

/** The configuration file, in place of the one that would be found. */
export const ConfigPath: Effect.Effect<string | undefined, never, Globals> = Effect.map(Globals, ({ config }) => config)

/** The runtime to plan for, in place of the one detected. */
export const RuntimeChoice: Effect.Effect<string | undefined, never, Globals> = Effect.map(
  Globals,
  ({ runtime }) => runtime
)

/** The region of the session asked for, in place of the configured one. */
export const Region: Effect.Effect<string | undefined, never, Globals> = Effect.map(Globals, ({ region }) => region)

/** Whether account ids are shown in full. Outside of a command nobody has asked for that. */
export const Unmasked: Effect.Effect<boolean> = Effect.map(
  Effect.serviceOption(Globals),
  Option.exists(({ unmasked }) => unmasked)
)

/** Whether the answer is for a program. */
export const Json: Effect.Effect<boolean, never, Globals> = Effect.map(Globals, ({ json }) => json)

import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Globals } from "./Globals.ts"

const text = <const Name extends "config" | "runtime" | "region">(
  name: Name,
  metavar: string,
  description: string
): GlobalFlag.Setting<Name, string | undefined> =>
  GlobalFlag.Setting(name)({
    flag: Flag.String(name).pipe(
      Flag.withMetavar(metavar),
      Flag.withDescription(description),
      Flag.optional,
      Flag.map(Option.getOrUndefined)
    )
  })

type Text<Name extends string> = GlobalFlag.Setting<Name, string | undefined>

const config: Text<"config"> = text(
  "config",
  "PATH",
  "Configuration file, in place of the one found from the working folder upwards"
)
const runtime: Text<"runtime"> = text(
  "runtime",
  "NAME",
  "Runtime to act as (local, ci, aws_cloud9, ...), in place of the one detected"
)
const region: Text<"region"> = text("region", "REGION", "Region of the session, in place of the configured one")
const json: GlobalFlag.Setting<"json", boolean> = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Answer as JSON, described by cli.schema.json"),
    Flag.withDefault(false)
  )
})

const unmasked: GlobalFlag.Setting<"unmasked", boolean> = GlobalFlag.Setting("unmasked")({
  flag: Flag.Boolean("unmasked").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Show account ids in full, in errors too"),
    Flag.withDefault(false)
  )
})

const cache: GlobalFlag.Setting<"cache", boolean> = GlobalFlag.Setting("cache")({
  flag: Flag.Boolean("no-cache").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Neither use sessions that other calls obtained nor keep any for them"),
    Flag.withDefault(false),
    Flag.map((isOff) => !isOff)
  )
})

/** The flags that every command takes. */
export const globalFlags: readonly [
  typeof config,
  typeof runtime,
  typeof region,
  typeof json,
  typeof unmasked,
  typeof cache
] = [config, runtime, region, json, unmasked, cache]

/** What these flags say in the call at hand. */
export const readGlobals: Effect.Effect<
  Globals,
  never,
  GlobalFlag.Setting.Identifier<"config" | "runtime" | "region" | "json" | "unmasked" | "cache">
> = Effect.all({ config, runtime, region, json, unmasked, cache })

import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Option from "effect/Option"

/** The configuration file, in place of the one that would be found. */
export const ConfigPath: GlobalFlag.Setting<"config", string | undefined> = GlobalFlag.Setting("config")({
  flag: Flag.String("config").pipe(
    Flag.withMetavar("PATH"),
    Flag.withDescription("Configuration file, in place of the one found from the working folder upwards"),
    Flag.optional,
    Flag.map(Option.getOrUndefined)
  )
})

/** The runtime to plan for, in place of the one detected. */
export const RuntimeChoice: GlobalFlag.Setting<"runtime", string | undefined> = GlobalFlag.Setting("runtime")({
  flag: Flag.String("runtime").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("Runtime to act as (local, ci, aws_cloud9, ...), in place of the one detected"),
    Flag.optional,
    Flag.map(Option.getOrUndefined)
  )
})

/** The region of the session asked for, in place of the configured one. */
export const Region: GlobalFlag.Setting<"region", string | undefined> = GlobalFlag.Setting("region")({
  flag: Flag.String("region").pipe(
    Flag.withMetavar("REGION"),
    Flag.withDescription("Region of the session, in place of the configured one"),
    Flag.optional,
    Flag.map(Option.getOrUndefined)
  )
})

/** Whether the answer is for a program. */
export const Json: GlobalFlag.Setting<"json", boolean> = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Answer as JSON, described by cli.schema.json"),
    Flag.withDefault(false)
  )
})

/** What the global flags give to a command. */
export type Globals = GlobalFlag.Setting.Identifier<"config" | "runtime" | "region" | "json">

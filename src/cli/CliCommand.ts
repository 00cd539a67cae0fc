import type * as Command from "effect/cli/Command"
import type { Globals } from "./Globals.ts"
import type { ThisProcess } from "./ThisProcess.ts"
import type { CommandFailed } from "./terminal/ReportFailure.ts"
import type { Screen } from "./terminal/Screen.ts"

/** What every command works with. */
export type CliServices = Globals | ThisProcess | Screen

/** One command of `boto-ses`: what it takes is its own affair, and it has told the reader of every failure. */
// biome-ignore lint/complexity/noBannedTypes: how effect/cli writes that a command shares no flags
export type CliCommand<Name extends string> = Command.Command<Name, never, {}, CommandFailed, CliServices>

import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"

/** How a program ended, or why it was not started: the system's word for it, such as `ENOENT`. */
export type TerminalRun =
  | { readonly _tag: "Ended"; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly _tag: "NotStarted"; readonly code: string }

/**
 * Runs a program that talks with a person, past every shell: found in the PATH of these variables, with the terminal as its
 * own. What it writes to stdout comes on stderr: this process's stdout is for what it was asked for. An interruption ends
 * it.
 */
export const runAtTerminal = (
  command: string,
  args: ReadonlyArray<string>,
  env: { readonly [name: string]: string | undefined }
): Effect.Effect<TerminalRun> =>
  Effect.callback<TerminalRun>((resume) => {
    const child = spawn(command, args, { env, stdio: ["inherit", 2, "inherit"] })
    child.on("error", (error) =>
      resume(Effect.succeed({ _tag: "NotStarted", code: "code" in error ? String(error.code) : error.name }))
    )
    child.on("exit", (exitCode, signal) => resume(Effect.succeed({ _tag: "Ended", exitCode, signal })))
    return Effect.sync(() => {
      child.kill("SIGTERM")
    })
  })

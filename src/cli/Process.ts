import process from "node:process"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

type Stream = "stdin" | "stdout" | "stderr"

export interface ProcessShape {
  /** The variables that a child inherits; empty ones are among them. */
  readonly env: { readonly [name: string]: string | undefined }
  /** Sets a variable for the programs that are started from now on. */
  readonly setVariable: (name: string, value: string) => Effect.Effect<void>
  readonly isTerminal: { readonly [Name in Stream]: boolean }
  /** The command that runs this program: the runtime with its arguments, and the program's file. */
  readonly command: ReadonlyArray<string>
}

const ProcessBase: Context.ServiceClass<Process, "effect-boto-ses/cli/Process", ProcessShape> = Context.Service<
  Process,
  ProcessShape
>()("effect-boto-ses/cli/Process")

/**
 * The process itself, for what no `ConfigProvider` tells: that a variable is set but empty, whether a stream is a
 * terminal, and how this program was started.
 */
export class Process extends ProcessBase {
  static readonly layer: Layer.Layer<Process> = Layer.sync(Process, () => ({
    env: process.env,
    setVariable: (name, value) =>
      Effect.sync(() => {
        process.env[name] = value
      }),
    isTerminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true
    },
    command: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)]
  }))
}

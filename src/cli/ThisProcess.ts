import process from "node:process"
import { isatty } from "node:tty"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

type Stream = "stdin" | "stdout" | "stderr"

/**
 * The process itself, for what no `ConfigProvider` tells: that a variable is set but empty, whether a stream is a
 * terminal, and how this program was started.
 */
export interface ThisProcess {
  /** The variables that a child inherits; empty ones are among them. */
  readonly env: { readonly [name: string]: string | undefined }
  readonly isTerminal: { readonly [Name in Stream]: boolean }
  /** The command that runs this program: the runtime with its arguments, and the program's file. */
  readonly command: ReadonlyArray<string>
}

export const ThisProcess: Context.Service<ThisProcess, ThisProcess> = Context.Service<ThisProcess>(
  "effect-boto-ses/cli/ThisProcess"
)

/** Deno does not tell the permissions that it was started with, and without them asks for each. */
const runtimeArguments = (): ReadonlyArray<string> =>
  process.versions.deno === undefined ? process.execArgv : ["run", "--allow-all", "--quiet"]

export const layerThisProcess: Layer.Layer<ThisProcess> = Layer.sync(ThisProcess, () => ({
  env: process.env,
  // A stream of the process is made where it is first touched; most commands touch one of the three.
  isTerminal: {
    get stdin() {
      return isatty(0)
    },
    get stdout() {
      return isatty(1)
    },
    get stderr() {
      return isatty(2)
    }
  },
  command: [process.execPath, ...runtimeArguments(), ...process.argv.slice(1, 2)]
}))

import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { oneLine } from "../../domain/text/OneLine.ts"
import { variables } from "../../platform/Variables.ts"
import { CliProblem } from "../CliProblem.ts"
import { type Paint, paintColours, paintNothing, wantsColour } from "./Paint.ts"

/** One stream to a reader. */
export interface Channel {
  /** The width to write for. */
  readonly columns: number
  readonly paint: Paint
  /**
   * Writes lines for people: what is in them can neither move a cursor nor begin a line. What `out` cannot take ends the
   * command: it dies of `OutputClosed` or of a `CliProblem`, since no command could go on. What `err` cannot take is lost.
   */
  readonly lines: (lines: ReadonlyArray<string>) => Effect.Effect<void>
  /** Writes lines as they are, for programs. */
  readonly data: (lines: ReadonlyArray<string>) => Effect.Effect<void>
}

/** How lines are to be laid out and painted for the reader of a channel. */
export type Style = Pick<Channel, "columns" | "paint">

/** The two output streams of a command, with their widths and looks. */
export interface Screen {
  /** For what was asked. */
  readonly out: Channel
  /** For errors, and for what is said beside. */
  readonly err: Channel
}

export const Screen: Context.Service<Screen, Screen> = Context.Service<Screen>("effect-boto-ses/cli/Screen")

/** The width of a stream that is no terminal, or one that does not know its own: Emacs, a serial line. */
const defaultColumns = 80

const noVariables = { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, TERM: undefined }

/** The reader went away (`| head`): there is nobody to tell, and what was asked for has not arrived. */
export class OutputClosed extends Data.Error<{ readonly exitCode: number }> {
  readonly _tag = "OutputClosed"
}

/** As a shell tells that a command was ended by SIGPIPE. */
const closedExitCode = 141

/** The name of what is wrong with a stdout that takes nothing. */
export const unwritableTitle = "OutputUnwritable"

const unwritten = (error: Error): OutputClosed | CliProblem => {
  const code = "code" in error ? String(error.code) : error.name
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED"
    ? new OutputClosed({ exitCode: closedExitCode })
    : new CliProblem({
        title: unwritableTitle,
        found: `What was asked for cannot be written to stdout (${code}).`,
        next: "Make room there, or send it elsewhere.",
        exitCode: 1
      })
}

const ignore = (): void => {}

/** Ends when the stream has taken the text, so that none is lost at the end of the process; fails where it has not. */
const write = (stream: NodeJS.WriteStream, lines: ReadonlyArray<string>): Effect.Effect<void, Error> =>
  Effect.callback((resume) => {
    // Once, however many write at the same time, and for good: the error of a closed pipe comes after the callback too.
    if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore)
    const settled = (error?: Error | null) => resume(error ? Effect.fail(error) : Effect.void)
    try {
      stream.write(`${lines.join("\n")}\n`, settled)
    } catch (error) {
      // Deno throws what Node tells the callback.
      settled(error instanceof Error ? error : new Error(String(error)))
    }
  })

/** Our own colours, which alone of all that a terminal obeys may stand in a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const colours = /(\u001b\[\d{1,2}m)/

/** A line as it may be shown; where it may be painted, every other part is a colour. */
const shown = (line: string, isPainted: boolean): string =>
  (isPainted ? line.split(colours) : [line]).map((part, index) => (index % 2 === 1 ? part : oneLine(part))).join("")

/** A channel to what takes lines as they are. */
export const makeChannel = (to: {
  readonly columns: () => number
  readonly isPainted: () => boolean
  readonly write: (lines: ReadonlyArray<string>) => Effect.Effect<void>
}): Channel => ({
  get columns() {
    return to.columns()
  },
  get paint() {
    return to.isPainted() ? paintColours : paintNothing
  },
  lines: (lines) =>
    Effect.suspend(() => {
      const isPainted = to.isPainted()
      return to.write(lines.map((line) => shown(line, isPainted)))
    }),
  data: (lines) => Effect.suspend(() => to.write(lines))
})

/** The streams of the process. Colours as the terminal and the variables of the `ConfigProvider` say. */
export const layerScreen: Layer.Layer<Screen> = Layer.effect(
  Screen,
  Effect.gen(function* () {
    const facts = yield* Effect.orElseSucceed(variables(["NO_COLOR", "FORCE_COLOR", "CI", "TERM"]), () => noVariables)
    // A stream of the process is made where it is first touched; most commands write to one of the two.
    const channel = (
      stream: () => NodeJS.WriteStream,
      settle: (written: Effect.Effect<void, Error>) => Effect.Effect<void>
    ): Channel =>
      makeChannel({
        columns: () => stream().columns || defaultColumns,
        isPainted: () => wantsColour({ isTerminal: stream().isTTY === true, ...facts }),
        write: (lines) => settle(write(stream(), lines))
      })
    return {
      out: channel(
        () => process.stdout,
        Effect.catch((error) => Effect.die(unwritten(error)))
      ),
      err: channel(() => process.stderr, Effect.ignore)
    }
  })
)

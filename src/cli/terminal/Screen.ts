import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { variables } from "../../platform/Variables.ts"
import { type Paint, paintColours, paintNothing, wantsColour } from "./Paint.ts"

/** One stream to a reader. */
export interface Channel {
  /** The width to write for. */
  readonly columns: number
  readonly paint: Paint
  /** Writes lines. Never fails: a reader that went away (`| head`) is no error of ours. */
  readonly lines: (lines: ReadonlyArray<string>) => Effect.Effect<void>
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

/** The width of a stream that is no terminal. */
const defaultColumns = 80

const noVariables = { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, TERM: undefined }

const ignore = (): void => {}

/** Ends when the stream has taken the text, so that none is lost at the end of the process. */
const write = (stream: NodeJS.WriteStream, lines: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.callback((resume) => {
    // Once, however many write at the same time, and for good: the error of a closed pipe comes after the callback.
    if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore)
    stream.write(`${lines.join("\n")}\n`, () => resume(Effect.void))
  })

/** The streams of the process. Colours as the terminal and the variables of the `ConfigProvider` say. */
export const layerScreen: Layer.Layer<Screen> = Layer.effect(
  Screen,
  Effect.gen(function* () {
    const facts = yield* Effect.orElseSucceed(variables(["NO_COLOR", "FORCE_COLOR", "CI", "TERM"]), () => noVariables)
    // A stream of the process is made where it is first touched; most commands write to one of the two.
    const channel = (stream: () => NodeJS.WriteStream): Channel => ({
      get columns() {
        return stream().columns ?? defaultColumns
      },
      get paint() {
        return wantsColour({ isTerminal: stream().isTTY === true, ...facts }) ? paintColours : paintNothing
      },
      lines: (lines) => Effect.suspend(() => write(stream(), lines))
    })
    return { out: channel(() => process.stdout), err: channel(() => process.stderr) }
  })
)

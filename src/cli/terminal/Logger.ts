import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as References from "effect/References"
import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import { oneLine } from "../../domain/text/OneLine.ts"
import { Globals } from "../Globals.ts"
import type { Ink } from "./Paint.ts"
import { type Channel, Screen } from "./Screen.ts"

const levels: { readonly [level: string]: readonly [word: string, ink: Ink] } = {
  Fatal: ["error", "bad"],
  Error: ["error", "bad"],
  Warn: ["warning", "warn"],
  Info: ["info", "accent"]
}

const textOf = (message: unknown): string => (Array.isArray(message) ? message.map(String).join(" ") : String(message))

const toChannel = (err: Channel): Logger.Logger<unknown, void> =>
  Logger.make(({ logLevel, message, fiber }) => {
    const isUnmasked = Option.exists(Context.getOption(fiber.context, Globals), ({ unmasked }) => unmasked)
    const text = oneLine(textOf(message))
    const [word, ink] = levels[logLevel] ?? [logLevel.toLowerCase(), "dim"]
    // Written at once: the stream takes the text before the fork is left.
    Effect.runFork(err.lines([`${err.paint(ink, word)} ${isUnmasked ? text : maskAccountIds(text)}`]))
  })

/**
 * What is logged goes to the reader of the errors, a line each: the other stream is for data. What only tells how a
 * thing went well is for those who ask for it.
 */
export const layerLogger: Layer.Layer<never, never, Screen> = Layer.merge(
  Layer.unwrap(Effect.map(Screen, ({ err }) => Logger.layer([toChannel(err)]))),
  Layer.succeed(References.MinimumLogLevel, "Warn")
)

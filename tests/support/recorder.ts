import { inspect } from "node:util"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"

/** A value in every form in which a program may come to show it. */
export const show = (value: unknown): ReadonlyArray<string> => [
  inspect(value, { depth: 12, showHidden: true, maxStringLength: null }),
  JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "",
  String(value)
]

/** Everything that a program can see of another: log lines, spans with their attributes and events. */
export const recorder = () => {
  const seen: Array<string> = []
  const spans: Array<Tracer.NativeSpan> = []
  const logger = Logger.make((entry) => {
    seen.push(...show([entry.message, entry.cause]), Logger.formatJson.log(entry), Logger.formatLogFmt.log(entry))
  })
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const layer = Layer.mergeAll(
    Logger.layer([logger]),
    Layer.succeed(Tracer.Tracer)(tracer),
    Layer.succeed(References.MinimumLogLevel)("All")
  )
  return { seen, spans, layer }
}

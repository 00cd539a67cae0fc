import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type { IdentityTokenFields } from "../domain/oidc/TokenPlace.ts"
import { findVendor } from "../domain/oidc/vendors/TokenVendors.ts"
import { ConfigProvider } from "../platform/Environment.ts"
import { IdentityToken, make } from "../services/IdentityToken.ts"
import { commandLimit } from "./CommandToken.ts"
import { commandSource, fileSource, variableSource } from "./NamedSources.ts"
import { failing, quoted, readJob } from "./Place.ts"
import { requestLimit } from "./RequestToken.ts"
import type { Limits, Source } from "./Source.ts"
import { noSource, vendorSource } from "./VendorSource.ts"

const sourceOf = Effect.fnUntraced(function* (settings: IdentityTokenFields, limits: Limits) {
  const { command, file, variable } = settings
  const job = yield* readJob(...(variable === undefined ? [] : [variable]))
  const found = findVendor(job)
  if (variable !== undefined) return variableSource(variable, job, found)
  if (file !== undefined) return yield* fileSource(file)
  if (command !== undefined) return commandSource(command, job, limits)
  return found.vendor === undefined ? noSource(found.place) : vendorSource(found.vendor, found, job, limits)
})

const unreadable = ({ name, message }: { readonly name: string; readonly message: string }): Source => {
  const by = "the environment"
  const next = "Mend the source of variables that the program is given."
  const detail = `the variable ${name} could not be read: ${quoted(message)}.`
  return {
    place: Effect.succeed({ _tag: "NotOffered", by, next: `${detail} ${next}` }),
    token: () => Effect.fail(failing(by)("invalid", detail, next))
  }
}

/**
 * The job's own token: of the place that the configuration names, else of the vendor that detection finds.
 *
 * @param fixed what the layer says in place of the configuration
 */
export const layerIdentityToken = (
  fixed: IdentityTokenFields = {},
  limits: Limits = { request: requestLimit, command: commandLimit }
): Layer.Layer<IdentityToken, never, FileSystem.FileSystem> =>
  Layer.effect(IdentityToken)(
    Effect.gen(function* () {
      const provider = yield* ConfigProvider
      const fs = yield* FileSystem.FileSystem
      const named = fixed.variable !== undefined || fixed.file !== undefined || fixed.command !== undefined
      const source = (settings: IdentityTokenFields) => {
        const { command: _, file: __, variable: ___, ...others } = settings
        return sourceOf(named ? { ...others, ...fixed } : settings, limits).pipe(
          Effect.catch((failure) => Effect.succeed(unreadable(failure))),
          Effect.provideService(ConfigProvider, provider),
          Effect.provideService(FileSystem.FileSystem, fs)
        )
      }
      return make({
        place: (settings) =>
          Effect.flatMap(source(settings), ({ place }) => place).pipe(Effect.withSpan("IdentityToken.place")),
        token: (settings, request) =>
          Effect.flatMap(source(settings), ({ token }) => token({ ...request, settings })).pipe(
            Effect.withSpan("IdentityToken.token")
          )
      })
    })
  )

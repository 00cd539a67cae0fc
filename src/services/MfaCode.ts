import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { profileOrigin } from "../domain/aws/Origin.ts"
import { SourceUnusable } from "./CredentialSource.ts"

/** Whose code is wanted, and why. */
export interface MfaCodeRequest {
  /** The device's ARN or hardware serial number: the profile's `mfa_serial`. */
  readonly serialNumber: string
  /** The profile whose role is to be assumed. */
  readonly profile: string
}

/** Gives the six digits that the device shows; each call is to give a code that was not used before. */
export type MfaCode = (request: MfaCodeRequest) => Effect.Effect<Redacted.Redacted<string>, SourceUnusable>

/**
 * Where the codes of multi-factor devices come from, for profiles with `mfa_serial`. A reference: without one of the
 * program's own, such a profile is an error that says so.
 *
 * **Details**: taken when the layer of `CredentialSource` is made. One code signs the user in for as long as the session
 * of STS lasts (twelve hours), for all profiles behind the device.
 *
 * **Example** (a prompt in the terminal; the layer goes below the factory's: `Layer.provide(Aws.layer, prompt)`)
 * ```ts
 * import process from "node:process"
 * import { createInterface } from "node:readline/promises"
 * import { Effect, Layer, Redacted } from "effect"
 * import { MfaCode } from "effect-boto-ses"
 *
 * const prompt = Layer.succeed(MfaCode.MfaCode)(({ serialNumber }) =>
 *   Effect.promise(async (signal) => {
 *     const terminal = createInterface({ input: process.stdin, output: process.stderr })
 *     const code = await terminal.question(`Code of ${serialNumber}: `, { signal }).finally(() => terminal.close())
 *     return Redacted.make(code.trim())
 *   })
 * )
 * if (!Layer.isLayer(prompt)) throw new Error("expected a layer")
 * ```
 */
export const MfaCode: Context.Reference<MfaCode> = Context.Reference<MfaCode>("effect-boto-ses/MfaCode", {
  defaultValue: () => (request) => Effect.fail(nobody(request))
})

const nobody = ({ serialNumber, profile }: MfaCodeRequest): SourceUnusable =>
  new SourceUnusable({
    origin: profileOrigin(profile),
    detail:
      `Its role is assumed with a code of the device ${serialNumber} (mfa_serial), and nobody is asked for one here. ` +
      "Give the program a source of codes, such as a prompt in the terminal: Layer.succeed(MfaCode.MfaCode)(…) below its layer."
  })

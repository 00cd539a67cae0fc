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
  /** Whether AWS has just refused a code: it was mistyped, or had served already. */
  readonly isRefused?: boolean
}

/** Gives the six digits that the device shows; each call is to give a code that was not used before. */
export type MfaCode = (request: MfaCodeRequest) => Effect.Effect<Redacted.Redacted<string>, SourceUnusable>

/**
 * Where the codes of multi-factor devices come from, for profiles with `mfa_serial`. A reference: without one of the
 * program's own, such a profile is an error that says so.
 *
 * **Details**: taken when the layer of `CredentialSource` is made. One code signs the user in for as long as the session
 * of STS lasts (twelve hours), for all profiles behind the device, in this process; a `SessionStore` keeps it for others,
 * for an hour. Where AWS refuses a code, another one is asked for, once.
 *
 * **Example** (codes that the program has from elsewhere; the layer goes below the factory's, and for people at a terminal
 * there is `layerPrompt`)
 * ```ts
 * import { Effect, Layer, Redacted } from "effect"
 * import { MfaCode } from "effect-boto-ses"
 *
 * const fromVault = Effect.succeed("123456")
 * const codes = Layer.succeed(MfaCode.MfaCode)(() => Effect.map(fromVault, Redacted.make))
 * if (!Layer.isLayer(codes)) throw new Error("expected a layer")
 * ```
 */
export const MfaCode: Context.Reference<MfaCode> = Context.Reference<MfaCode>("effect-boto-ses/MfaCode", {
  defaultValue: () => (request) => Effect.fail(nobody(request))
})

const nobody = ({ serialNumber, profile }: MfaCodeRequest): SourceUnusable =>
  new SourceUnusable({
    origin: profileOrigin(profile),
    isUnasked: true,
    detail:
      `it takes a code of the device ${serialNumber} (mfa_serial), and this program asks nobody for one. Run it by ` +
      "boto-ses exec TARGET, which asks at the terminal, or let it ask by itself (MfaCode.layerPrompt)."
  })

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { defaultAudience, type IdentityTokenFields } from "../domain/oidc/TokenPlace.ts"
import type { RuntimeName } from "../domain/runtime/RuntimeName.ts"
import { IdentityToken, make } from "../services/IdentityToken.ts"
import * as LocalAws from "./LocalAws.ts"

/** Who signs the tokens of a job of layerTest. */
const issuer = "oidc.test"

/** Milliseconds, as GitHub's tokens live. */
const life = 300_000

/** The trust of a role that a job of layerTest takes by its token. */
export const testTrust = (settings: IdentityTokenFields | undefined): LocalAws.Trust => ({
  federated: issuer,
  audience: settings?.audience ?? defaultAudience
})

/** The token of a job that can have a new one at any time; it carries session tags where the vendor's can. */
export const testToken = (runtime: RuntimeName): Layer.Layer<IdentityToken, never, LocalAws.LocalAws> =>
  Layer.effect(
    IdentityToken,
    Effect.map(LocalAws.LocalAws, (aws) =>
      make({
        place: () =>
          Effect.succeed({
            _tag: "Offered",
            by: "layerTest",
            renewable: true,
            carriesTags: runtime === "buildkite",
            notes: []
          }),
        token: Effect.fnUntraced(function* ({ audience = defaultAudience }, { tags = {}, transitiveTagKeys = [] }) {
          const expiresAt = (yield* Clock.currentTimeMillis) + life
          const subject = "job:test"
          const claims = { issuer, subject, audience, expiresIn: life, tags, transitiveTagKeys }
          return { token: yield* aws.webIdentityToken(claims), expiresAt }
        })
      })
    )
  )

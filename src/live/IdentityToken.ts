import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { IdentityTokenFields } from "../domain/oidc/TokenPlace.ts"
import { IdentityToken, make } from "../services/IdentityToken.ts"
import { atFirstUse } from "./AtFirstUse.ts"
import { nodeServices } from "./NodeServices.ts"

export type {
  IdentityTokenFields,
  TokenNotOffered,
  TokenOffered,
  TokenPlace
} from "../domain/oidc/TokenPlace.ts"
export * from "../services/IdentityToken.ts"

/** Most programs are no job with a token: nothing is loaded before somebody asks. */
const layerOf = (fixed: IdentityTokenFields): Layer.Layer<IdentityToken> =>
  Layer.effect(IdentityToken)(
    Effect.gen(function* () {
      const live = yield* atFirstUse(
        IdentityToken,
        Layer.provide(
          Layer.unwrap(
            Effect.promise(async () =>
              (await import("../identityToken/IdentityTokenLive.ts")).layerIdentityToken(fixed)
            )
          ),
          nodeServices
        )
      )
      return make({
        place: (settings) => Effect.flatMap(live, ({ place }) => place(settings)),
        token: (settings, request) => Effect.flatMap(live, ({ token }) => token(settings, request))
      })
    })
  )

/**
 * The token of the place: of the variable, the file or the command that the configuration names (`identityToken`), else
 * of the CI vendor that detection finds. Factories have it by themselves.
 *
 * **Details**: GitHub Actions, Forgejo Actions, Buildkite, Azure Pipelines, CircleCI, Codefresh and Google Cloud Build mint
 * a token whenever one is needed; GitLab CI, Bitbucket Pipelines, HCP Terraform, Spacelift, Semaphore and Vercel's builds give
 * one at the job's start. Only the first vendor that detection names is asked. A request for a token goes over https to
 * the vendor's own hosts, or those of the server that the job belongs to, or to this machine; it follows no redirect. The
 * variables are those of the `ConfigProvider` that the layer is built with.
 *
 * **Gotchas**: whoever runs in a job with this permission can take a token, for as long as the job lasts.
 *
 * **Example** (a job of GitLab CI)
 *
 * ```ts
 * import { ConfigProvider, Effect, Layer } from "effect"
 * import { IdentityToken } from "effect-boto-ses"
 *
 * const job = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { GITLAB_CI: "true", CI_PROJECT_ID: "7" } }))
 * const place = Effect.flatMap(IdentityToken.IdentityToken, (tokens) => tokens.place({}))
 * const found = await Effect.runPromise(Effect.provide(place, Layer.provide(IdentityToken.layer, job)))
 * if (found._tag !== "NotOffered" || found.by !== "GitLab CI") throw new Error("expected a job without id_tokens")
 * ```
 */
export const layer: Layer.Layer<IdentityToken> = layerOf({})

/**
 * The token in a variable, whatever the place is. It is not minted anew: when it ends, that is an error which says so.
 *
 * **Example** (the variable that another step set)
 *
 * ```ts
 * import { ConfigProvider, Effect, Layer } from "effect"
 * import { IdentityToken } from "effect-boto-ses"
 *
 * const env = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { DEPLOY_TOKEN: "no token" } }))
 * const token = Effect.flatMap(IdentityToken.IdentityToken, (tokens) => tokens.token({}, {}))
 * const layer = Layer.provide(IdentityToken.layerVariable("DEPLOY_TOKEN"), env)
 * const error = await Effect.runPromise(Effect.flip(Effect.provide(token, layer)))
 * if (error.kind !== "invalid") throw new Error(`expected what is no token, found ${error.kind}`)
 * ```
 */
export const layerVariable = (name: string): Layer.Layer<IdentityToken> => layerOf({ variable: name })

/**
 * The token in a file, read again when the last one has ended: whoever runs the job may renew it there. It must be a regular file of
 * at most 64 KiB.
 *
 * **Example** (a file that is not there)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { IdentityToken } from "effect-boto-ses"
 *
 * const token = Effect.flatMap(IdentityToken.IdentityToken, (tokens) => tokens.token({}, {}))
 * const layer = IdentityToken.layerFile("/nowhere/token")
 * const error = await Effect.runPromise(Effect.flip(Effect.provide(token, layer)))
 * if (error.kind !== "absent") throw new Error(`expected no file, found ${error.kind}`)
 * ```
 */
export const layerFile = (path: string): Layer.Layer<IdentityToken> => layerOf({ file: path })

/**
 * The token that a command prints, run again when the last one has ended: a program and its arguments, past every shell, in the
 * environment of this process, for a minute at most.
 *
 * **Example** (a program that is not there)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { IdentityToken } from "effect-boto-ses"
 *
 * const place = Effect.flatMap(IdentityToken.IdentityToken, (tokens) => tokens.place({}))
 * const layer = IdentityToken.layerCommand("vault read -field=token identity/oidc/token/ci")
 * const found = await Effect.runPromise(Effect.provide(place, layer))
 * if (found._tag !== "Offered" || !found.renewable) throw new Error("expected a command that is run when it is needed")
 * ```
 */
export const layerCommand = (command: string): Layer.Layer<IdentityToken> => layerOf({ command })

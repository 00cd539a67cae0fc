/** Makes the cases of the ambient table real, and asks our own chain. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { type AmbientCase, byUser, id, issuer, users } from "./ambientCases.ts"
import { home, sourceLayer } from "./fixture.ts"

/** A case made real: a home folder with its files, and the variables of a process that lives there. */
export const settle = (
  one: AmbientCase
): Effect.Effect<{ readonly [name: string]: string }, never, LocalAws.LocalAws | Scope.Scope> =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    const token = yield* aws.webIdentityToken({ issuer: `https://${issuer}`, subject: "repo:acme/app" })
    const folder = yield* home((path) => ({
      token: Redacted.value(token),
      ...(one.config === undefined ? {} : { ".aws/config": one.config.replaceAll("HOME", path) }),
      ...(one.credentials === undefined ? {} : { ".aws/credentials": one.credentials })
    }))
    const { fullUri, authorizationToken } = Option.getOrThrow(aws.containerCredentials)
    return {
      HOME: folder,
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_STS: aws.endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      ...one.env({
        container: {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: fullUri,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: Redacted.value(authorizationToken)
        },
        instance: { AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.endpoint },
        web: { AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token` }
      })
    }
  })

/** Whose access key it is, in the table's words. */
export const ownerOf = (accessKeyId: string): Effect.Effect<string, never, LocalAws.LocalAws> =>
  Effect.gen(function* () {
    const user = users.find((user) => id(user) === accessKeyId)
    if (user !== undefined) return byUser(user)
    const aws = yield* LocalAws.LocalAws
    const session = Option.getOrUndefined(yield* aws.session(accessKeyId))
    const [kind, name] = session?.principalArn.split(":").at(-1)?.split("/") ?? []
    return `${kind}/${name}`
  })

/** What our chain takes in such an environment, in the table's words. */
export const ours = (env: { readonly [name: string]: string }): Effect.Effect<string, never, LocalAws.LocalAws> =>
  Effect.flatMap(CredentialSource, ({ ambient }) => ambient).pipe(
    Effect.flatMap(({ credentials }) => ownerOf(credentials.accessKeyId)),
    Effect.catchTags({
      CredentialsAbsent: () => Effect.succeed("none"),
      ProfileNotFound: () => Effect.succeed("not found"),
      SourceUnusable: () => Effect.succeed("error"),
      SsoSignInAbsent: () => Effect.succeed("error"),
      SsoSignInExpired: () => Effect.succeed("error")
    }),
    Effect.provide(sourceLayer(env))
  )

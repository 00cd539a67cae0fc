import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Credentials, makeCredentials } from "../../domain/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/Endpoint.ts"
import { type Partition, partitionOfRegion } from "../../domain/Partition.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { stsRegion } from "../ambient/stsRegion.ts"
import { homeFolder } from "../homeFolder.ts"
import { sourceVariables } from "../sourceVariables.ts"
import { cacheFile, oneRenewal, replaceFile } from "./cacheFile.ts"
import { dpopProof } from "./dpopProof.ts"
import { jsonRequest } from "./jsonRequest.ts"

export interface Login {
  readonly profile: string
  /** The profile's `login_session`. */
  readonly session: string
  readonly profileRegion: string | undefined
  readonly endpoints: ConfiguredEndpoints | undefined
}

const keys = {
  accessKeyId: Schema.NonEmptyString,
  secretAccessKey: Schema.NonEmptyString,
  sessionToken: Schema.NonEmptyString
}

const Token = Schema.Struct({
  accessToken: Schema.Struct({ ...keys, expiresAt: Schema.NonEmptyString }),
  clientId: Schema.NonEmptyString,
  refreshToken: Schema.NonEmptyString,
  /** A private key in PEM. */
  dpopKey: Schema.NonEmptyString,
  signInRegion: Schema.optionalKey(Schema.String)
})

const Renewed = Schema.fromJsonString(
  Schema.Struct({
    accessToken: Schema.Struct(keys),
    expiresIn: Schema.optionalKey(Schema.Number),
    refreshToken: Schema.NonEmptyString
  })
)

const Json = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const decodeJson = Schema.decodeUnknownOption(Json)
const decodeToken = Schema.decodeUnknownOption(Token)
const decodeRenewed = Schema.decodeUnknownOption(Renewed)

/** Milliseconds before its end at which a session is renewed, as the AWS SDKs do. */
const window = 5 * 60_000

/** Source: the endpoint rules of the SDKs' sign-in client. */
const domains: { readonly [Name in Partition]: string } = {
  aws: "signin.aws.amazon.com",
  "aws-cn": "signin.amazonaws.cn",
  "aws-us-gov": "signin.amazonaws-us-gov.com",
  "aws-iso": "signin.c2shome.ic.gov",
  "aws-iso-b": "signin.sc2shome.sgov.gov",
  "aws-iso-e": "signin.csphome.adc-e.uk",
  "aws-iso-f": "signin.csphome.hci.ic.gov",
  "aws-eusc": "signin.amazonaws-eusc.eu"
}

interface Kept {
  readonly token: typeof Token.Type
  readonly credentials: Credentials
  readonly expiresAt: number
  /** All that the file holds, what is unknown to us among it. */
  readonly all: { readonly [name: string]: unknown }
}

const readLogin = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<Kept | undefined, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(path), () => "")
  const all = Option.getOrUndefined(decodeJson(text))
  const token = Option.getOrUndefined(decodeToken(all))
  if (all === undefined || token === undefined) return undefined
  const expiresAt = Date.parse(token.accessToken.expiresAt)
  return Number.isNaN(expiresAt)
    ? undefined
    : { token, expiresAt, all, credentials: makeCredentials({ ...token.accessToken, expiresAt }) }
})

/**
 * The session that `aws login` made and keeps in the home folder of the configuration (or in
 * `AWS_LOGIN_CACHE_DIRECTORY`), renewed inside its last five minutes.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Login credential provider".
 */
export const loginCredentials: (login: Login) => Effect.Effect<Credentials, SourceUnusable, FileSystem.FileSystem> =
  Effect.fnUntraced(function* (login) {
    const { profile, session, endpoints } = login
    const source = `the AWS CLI profile ${profile}`
    const unusable = (detail: string) =>
      new SourceUnusable({ source, detail: `${detail} Sign in with: aws login --profile ${profile}` })
    const home = yield* homeFolder
    const { AWS_LOGIN_CACHE_DIRECTORY } = yield* sourceVariables(["AWS_LOGIN_CACHE_DIRECTORY"])
    const folder = AWS_LOGIN_CACHE_DIRECTORY ?? (home === undefined ? undefined : join(home, ".aws", "login", "cache"))
    if (folder === undefined)
      return yield* unusable("No home folder is known (HOME is not set), where its login is kept.")
    const path = cacheFile(folder, "sha256", session)

    const current = Effect.gen(function* () {
      const kept = yield* readLogin(path)
      if (kept === undefined) return yield* unusable(`Its login is not in ${path}, or cannot be read there.`)
      return { ...kept, left: kept.expiresAt - (yield* Clock.currentTimeMillis) }
    })

    const renew = Effect.fnUntraced(function* ({ token, all }: Kept) {
      const { clientId, refreshToken, dpopKey, accessToken } = token
      const region = token.signInRegion || (yield* stsRegion(source, login.profileRegion))
      const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const answer = yield* Effect.mapError(
        jsonRequest({
          serviceId: "Signin",
          region,
          endpoints,
          host: (suffix, fips) =>
            fips ? `signin-fips.${region}.${suffix}` : `${region}.${domains[partitionOfRegion(region)]}`,
          method: "POST",
          path: "/v1/token",
          headers: (url) => ({ DPoP: dpopProof(dpopKey, "POST", url, seconds) }),
          body: { clientId, refreshToken, grantType: "refresh_token" }
        }),
        ({ detail, error }) => unusable(`Its login was not renewed: ${error ?? detail}.`)
      )
      const renewed = decodeRenewed(answer)
      if (Option.isNone(renewed)) return yield* unusable("The renewal of its login answered with no credentials.")
      const { accessToken: fresh, expiresIn = 900, refreshToken: next } = renewed.value
      const expiresAt = (yield* Clock.currentTimeMillis) + expiresIn * 1000
      yield* replaceFile(path, {
        ...all,
        accessToken: {
          ...(all.accessToken as typeof accessToken),
          ...fresh,
          expiresAt: new Date(expiresAt).toISOString()
        },
        refreshToken: next
      })
      return makeCredentials({ ...fresh, expiresAt })
    })

    const kept = yield* current
    if (kept.left > window) return kept.credentials
    return yield* oneRenewal.withPermit(
      Effect.flatMap(current, (now) => {
        if (now.left > window) return Effect.succeed(now.credentials)
        return now.left > 0 ? Effect.orElseSucceed(renew(now), () => now.credentials) : renew(now)
      })
    )
  })

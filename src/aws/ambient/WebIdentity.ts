import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Redacted from "effect/Redacted"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import type { Origin } from "../../domain/aws/Origin.ts"
import { chainOfToken } from "../../domain/aws/SourceChain.ts"
import { causeOf, describeUnreadable, readText } from "../../platform/ReadText.ts"
import { type SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { keepCredentials } from "../../services/KeepSession.ts"
import { SessionStore } from "../../services/SessionStore.ts"
import { Sts, stsErrorText } from "../../services/Sts.ts"
import { describeStsError } from "../DescribeStsError.ts"
import { stsRegion } from "./StsRegion.ts"

export interface WebIdentity {
  readonly origin: Origin
  readonly roleArn: string
  readonly tokenFile: string
  readonly roleSessionName: string | undefined
  readonly profileRegion: string | undefined
  readonly endpoints: ConfiguredEndpoints | undefined
}

/** Bytes; AWS takes a token of 20,000 characters. Source: STS API Reference, AssumeRoleWithWebIdentity. */
const largestToken = 64 * 1024

/**
 * Exchanges the token in a file for a role's session. The file is read each time, since the platform renews it there.
 * The answer names the session, so nobody needs to ask who it is.
 *
 * Source: STS API Reference, AssumeRoleWithWebIdentity.
 */
export const webIdentityCredentials: (
  identity: WebIdentity
) => Effect.Effect<SourcedCredentials, SourceUnusable, Sts | SessionStore | FileSystem.FileSystem> = Effect.fnUntraced(
  function* ({ origin, roleArn, tokenFile, roleSessionName, profileRegion, endpoints }) {
    const sts = yield* Sts
    const token = yield* Effect.mapError(
      readText(tokenFile, largestToken),
      (why) =>
        new SourceUnusable({
          origin,
          detail: `The token file ${tokenFile} could not be read: it ${describeUnreadable(why)}.`,
          cause: causeOf(why)
        })
    )
    if (token.trim() === "") {
      return yield* new SourceUnusable({ origin, detail: `The token file ${tokenFile} is empty.` })
    }
    const region = yield* stsRegion(origin, profileRegion)
    const webIdentityToken = Redacted.make(token.trim(), { label: "webIdentityToken" })
    const role = yield* Effect.mapError(
      keepCredentials(
        { sts, store: yield* SessionStore },
        {
          chain: chainOfToken(webIdentityToken),
          endpoint: sts.endpoint?.({ region, endpoints }),
          operation: "AssumeRoleWithWebIdentity",
          parameters: { roleArn, roleSessionName },
          failures: stsErrorText
        },
        sts.assumeRoleWithWebIdentity({
          region,
          endpoints,
          roleArn,
          roleSessionName: roleSessionName ?? `boto-ses-${yield* Clock.currentTimeMillis}`,
          webIdentityToken
        })
      ),
      (cause) =>
        new SourceUnusable({
          origin,
          detail: `The token in ${tokenFile} was not exchanged for a session of ${roleArn}: ${describeStsError(cause)}`,
          sts: { error: cause, roleArn },
          cause
        })
    )
    return {
      credentials: role.credentials,
      origin,
      region: profileRegion,
      identity: role.identity,
      endpoints,
      chain: role.chain,
      keptSince: role.keptSince
    }
  }
)

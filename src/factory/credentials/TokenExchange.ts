import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { Origin } from "../../domain/aws/Origin.ts"
import { chainOfToken } from "../../domain/aws/SourceChain.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { AssumeRoleWithWebIdentity } from "../../domain/plan/Plan.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import type { IssuedToken } from "../../services/IdentityToken.ts"
import { keepCredentials } from "../../services/KeepSession.ts"
import { type StsError, stsErrorText, type WebIdentityRequest } from "../../services/Sts.ts"
import type { FactoryContext } from "../FactoryContext.ts"
import { type JobTokens, makeJobTokens } from "./JobTokens.ts"
import type { StsKeeper } from "./RoleAssumption.ts"
import { exchangeError, tokenError } from "./TokenFailure.ts"

/** The session of a role for the job's own token. */
export interface TokenExchange extends Pick<AssumeRoleWithWebIdentity, "roleSessionName" | "options" | "by"> {
  readonly roleArn: string
  /** The ask as code, for errors. */
  readonly target: string
  readonly region: Effect.Effect<string, BotoSesError>
}

const usual = 3600
const longest = 43_200

/**
 * Exchanges the job's token: what the role's cell runs to load and to refresh. A token that AWS calls expired, or does
 * not take, is fetched once more: it may have ended on its way, or its issuer have changed its keys.
 *
 * Source: STS API Reference, AssumeRoleWithWebIdentity.
 */
const exchangeToken = (
  { sts, store }: StsKeeper,
  tokens: JobTokens,
  exchange: TokenExchange
): Effect.Effect<SourcedCredentials, BotoSesError> => {
  const { roleArn, roleSessionName, target, by } = exchange
  const { tags, transitiveTagKeys, durationSeconds, policy, policyArns } = exchange.options
  const carried = {
    ...(tags === undefined ? {} : { tags }),
    ...(transitiveTagKeys === undefined ? {} : { transitiveTagKeys })
  }
  const role: Omit<WebIdentityRequest, "region" | "webIdentityToken" | "durationSeconds"> = {
    roleArn,
    roleSessionName,
    ...(policy === undefined ? {} : { policy }),
    ...(policyArns === undefined ? {} : { policyArns })
  }
  const origin: Origin = { _tag: "JobToken", by, role: roleArn.slice(roleArn.lastIndexOf("/") + 1) }

  const request = Effect.fnUntraced(function* ({ token }: IssuedToken) {
    const region = yield* exchange.region
    const ask = (seconds: number | undefined) =>
      sts.assumeRoleWithWebIdentity({
        ...role,
        region,
        webIdentityToken: token,
        ...(seconds === undefined ? {} : { durationSeconds: seconds })
      })
    const obtain =
      durationSeconds === "max"
        ? Effect.catchIf(
            ask(longest),
            ({ exceedsMaxSessionDuration }) => exceedsMaxSessionDuration === true,
            () => ask(usual)
          )
        : ask(durationSeconds)
    return yield* keepCredentials(
      { sts, store },
      {
        chain: chainOfToken(token),
        endpoint: sts.endpoint?.({ region }),
        operation: "AssumeRoleWithWebIdentity",
        parameters: { ...role, durationSeconds },
        failures: stsErrorText
      },
      obtain
    )
  })

  const isWorthAnother = ({ kind }: StsError): boolean => kind === "expired" || kind === "rejected"

  return Effect.gen(function* () {
    for (let again = true; ; again = false) {
      const issued = yield* Effect.mapError(tokens.get(carried), (error) => tokenError(target, roleArn, error))
      const answer = yield* Effect.result(request(issued))
      if (Result.isSuccess(answer)) {
        const { credentials, identity, chain, keptSince } = answer.success
        return { credentials, origin, identity, chain, keptSince }
      }
      const error = answer.failure
      if (error._tag === "BotoSesError") return yield* error
      if (isWorthAnother(error)) {
        tokens.forget(carried, issued)
        if (again) continue
      }
      return yield* exchangeError({ target, roleArn, by }, issued, error)
    }
  })
}

/** The exchanges of a factory's own token; their code is loaded with the first of them. */
export interface TokenExchanges {
  readonly exchange: (asked: TokenExchange) => Effect.Effect<SourcedCredentials, BotoSesError>
  /** Forgets the tokens held. */
  readonly clear: () => void
}

export const makeTokenExchanges = (factory: FactoryContext, scope: Scope.Scope): TokenExchanges => {
  const tokens = makeJobTokens(factory, scope)
  const keeper = { sts: factory.sts, store: factory.sessionStore }
  return { exchange: (asked) => exchangeToken(keeper, tokens, asked), clear: tokens.clear }
}

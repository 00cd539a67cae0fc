import * as Effect from "effect/Effect"
import { AwsError } from "../../../src/testing/localAws/AwsError.ts"
import { IdentityProvider } from "../../../src/testing/localAws/IdentityProvider.ts"
import type { Denial } from "../../../src/testing/localAws/JudgeTrust.ts"
import type { LocalAwsError } from "../../../src/testing/localAws/LocalAwsError.ts"
import type { AccountOptions, RoleOptions } from "../../../src/testing/localAws/Options.ts"
import { judgeWebIdentity, providerRefusal } from "../../../src/testing/localAws/WebIdentityTrust.ts"
import { makeWorld, roleByArn } from "../../../src/testing/localAws/World.ts"

export const account = "111111111111"
export const github = "token.actions.githubusercontent.com"

export type Claims = { readonly [name: string]: unknown }

/** A token of a job of acme/app on main. */
export const job: Claims = {
  iss: `https://${github}`,
  aud: "sts.amazonaws.com",
  sub: "repo:acme/app:ref:refs/heads/main",
  exp: 4_000_000_000
}

/** The same of a repository that has ids in its subject. */
export const jobWithIds: Claims = { ...job, sub: "repo:acme@123/app@456:ref:refs/heads/main" }

export const providerOf = (issuer: string, of = account): string => `arn:aws:iam::${of}:oidc-provider/${issuer}`

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** What was at fault where a token is refused, by its code too; `undefined` where the role is given. */
export const judged = (
  role: RoleOptions,
  claims: Claims,
  accountOptions: Partial<AccountOptions> = {}
): Effect.Effect<(Denial & { readonly code: string }) | undefined, LocalAwsError | AwsError> =>
  Effect.gen(function* () {
    const world = yield* makeWorld({ accounts: { [account]: { roles: { ci: role }, ...accountOptions } } })
    const { identity } = yield* new IdentityProvider().parse(`${part({})}.${part(claims)}.x`)
    const arn = `arn:aws:iam::${account}:role/ci`
    const answer =
      providerRefusal(world, arn, identity) ?? judgeWebIdentity(world, roleByArn(world, arn), arn, identity, "job")
    if (!(answer instanceof AwsError)) return undefined
    return { code: answer.code, ...(answer.denial ?? { at: [], detail: "" }) }
  })

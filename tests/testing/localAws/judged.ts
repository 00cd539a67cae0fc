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

type Answer = (Denial & { readonly code: string }) | undefined

/** The judge of tokens for a role: what was at fault, by its code too, or `undefined` where the role is given. */
export const judgeOf: (
  role: RoleOptions,
  accountOptions?: Partial<AccountOptions>
) => Effect.Effect<(claims: Claims) => Effect.Effect<Answer, AwsError>, LocalAwsError> = Effect.fnUntraced(function* (
  role,
  accountOptions = {}
) {
  const world = yield* makeWorld({ accounts: { [account]: { roles: { ci: role }, ...accountOptions } } })
  const providers = new IdentityProvider()
  const arn = `arn:aws:iam::${account}:role/ci`
  return (claims) =>
    Effect.map(providers.parse(`${part({})}.${part(claims)}.x`), ({ identity }) => {
      const answer =
        providerRefusal(world, arn, identity) ?? judgeWebIdentity(world, roleByArn(world, arn), arn, identity, "job")
      return answer instanceof AwsError
        ? { code: answer.code, ...(answer.denial ?? { at: [], detail: "" }) }
        : undefined
    })
})

/** The judgement of one token. */
export const judged = (
  role: RoleOptions,
  claims: Claims,
  accountOptions: Partial<AccountOptions> = {}
): Effect.Effect<Answer, LocalAwsError | AwsError> =>
  Effect.flatMap(judgeOf(role, accountOptions), (judge) => judge(claims))

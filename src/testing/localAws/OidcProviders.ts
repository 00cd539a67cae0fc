/** The OpenID Connect providers of an account. */
import { builtInProviders, type Statement } from "./TrustStatement.ts"

/** The client ids that a provider accepts, by its URL without the scheme; `undefined` accepts every one. */
export type OidcProviders = ReadonlyMap<string, ReadonlySet<string> | undefined>

/**
 * The providers that the roles of an account name, where nobody says which there are: each with the audiences that the
 * roles ask for.
 */
export const impliedProviders = (statements: ReadonlyArray<Statement>): OidcProviders => {
  const found = new Map<string, Set<string>>()
  for (const { federated, tests } of statements) {
    for (const principal of federated) {
      const issuer = /^arn:[a-z-]+:iam::\d{12}:oidc-provider\/(.+)$/.exec(principal)?.[1]
      if (issuer === undefined) continue
      const asked = tests.filter(({ key }) => key.toLowerCase() === `${issuer}:aud`.toLowerCase())
      const audiences = asked.length === 0 ? ["sts.amazonaws.com"] : asked.flatMap(({ values }) => values)
      found.set(issuer, new Set([...(found.get(issuer) ?? []), ...audiences]))
    }
  }
  return withBuiltIn(found)
}

/** The providers that the options register. */
export const registeredProviders = (providers: {
  readonly [issuer: string]: { readonly audiences?: ReadonlyArray<string> }
}): OidcProviders =>
  withBuiltIn(
    new Map(
      Object.entries(providers).map(([issuer, { audiences }]) => [issuer, new Set(audiences ?? ["sts.amazonaws.com"])])
    )
  )

const withBuiltIn = (providers: OidcProviders): OidcProviders =>
  new Map<string, ReadonlySet<string> | undefined>([
    ...Array.from(builtInProviders, (issuer): [string, undefined] => [issuer, undefined]),
    ...providers
  ])

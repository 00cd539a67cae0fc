import * as Redacted from "effect/Redacted"
import { type Claims, readClaims } from "../../../src/domain/oidc/Claims.ts"

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** The claims of a token that nobody has signed. */
export const claimsOf = (claims: object): Claims => {
  const read = readClaims(Redacted.make(`${part({ alg: "none" })}.${part(claims)}.c2lnbmF0dXJl`))
  if (read === undefined) throw new Error("no claims")
  return read
}

export const githubIssuer = "https://token.actions.githubusercontent.com"

/** A token of GitHub's as a job of acme/app on main has it. */
export const githubClaims = (more: object = {}): Claims =>
  claimsOf({
    iss: githubIssuer,
    aud: "sts.amazonaws.com",
    sub: "repo:acme/app:ref:refs/heads/main",
    repository: "acme/app",
    repository_id: "456",
    repository_owner_id: "123",
    ...more
  })

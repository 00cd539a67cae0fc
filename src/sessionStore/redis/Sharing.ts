/** Which sessions are shared, and by what: the principal that asks, and all that this library asked for until then. */
import { keyText, type SessionKey } from "../../domain/aws/SessionKey.ts"
import { tokenOfChain } from "../../domain/aws/SourceChain.ts"
import { tokenPrincipal } from "../../domain/oidc/TokenPrincipal.ts"
import type { SessionAsk } from "../../services/SessionStore.ts"
import type { AboutSession, Settings } from "./Options.ts"

const webIdentity = "AssumeRoleWithWebIdentity"

/** What is asked of AWS and may be shared; who signs is asked by each process itself. */
const shared: ReadonlySet<string> = new Set(["AssumeRole", "GetSessionToken", webIdentity])

/** Whether the sessions of a key may be shared at all. */
export const isShareable = (
  { key: { chain, endpoint, operation }, prompt }: Pick<SessionAsk<unknown>, "key" | "prompt">,
  { anywhere, shareWebIdentity, trustPrincipal }: Pick<Settings, "anywhere" | "shareWebIdentity" | "trustPrincipal">
): boolean => {
  if (!shared.has(operation) || prompt !== undefined || !(endpoint.isAws || anywhere)) return false
  const token = tokenOfChain(chain)
  if (token !== undefined && tokenPrincipal(token) === undefined) return false
  return operation === webIdentity ? shareWebIdentity === true : !chain.isForeign || trustPrincipal === true
}

/** Whose sessions those of a key are, where the key itself tells it. */
export const principalOfToken = ({ chain, operation }: SessionKey): string | undefined =>
  operation === webIdentity ? tokenPrincipal(chain.secret) : undefined

export const aboutOf = ({ operation, parameters: { roleArn } }: SessionKey, principal: string): AboutSession => ({
  principal,
  operation,
  roleArn: typeof roleArn === "string" ? roleArn : undefined
})

/**
 * The key of an entry as text: with the principal in place of the access key, which is another in each program. A role's
 * ARN does not show the tags and the source identity that came from a token and go along with every role after it: where
 * a chain begins with a token, the token's principal is part of the text.
 */
export const entryText = (key: SessionKey, principal: string): string => {
  const token = tokenOfChain(key.chain)
  const whose = token === undefined ? principal : JSON.stringify([tokenPrincipal(token), principal])
  return keyText({ ...key, chain: { ...key.chain, id: whose } })
}

import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import type { SessionKey } from "../../../src/domain/aws/SessionKey.ts"
import { chainOfToken } from "../../../src/domain/aws/SourceChain.ts"
import { entryText, isShareable, principalOfToken } from "../../../src/sessionStore/redis/Sharing.ts"
import { arn, key } from "../asks.ts"

const tags = "https://aws.amazon.com/tags"
const basic = { iss: "https://ci.example", sub: "repo:acme/app", aud: "sts.amazonaws.com" }
/** What makes the session of a token another, one at a time. */
const others: ReadonlyArray<object> = [
  { "https://aws.amazon.com/source_identity": "alice" },
  { "https://aws.amazon.com/source_identity": "bob" },
  { [tags]: { principal_tags: { team: ["a"] } } },
  { [tags]: { principal_tags: { team: ["b"] } } },
  { [`${tags}/principal_tags/team`]: "a" },
  { [`${tags}/principal_tags/team`]: "b" },
  { [`${tags}/transitive_tag_keys`]: "team" },
  { azp: "client" },
  { amr: ["authenticated"] },
  { job_workflow_ref: "acme/app/.github/workflows/release.yml@refs/heads/main" },
  { job_workflow_ref: "acme/app/.github/workflows/test.yml@refs/heads/main" },
  { environment: "prd" },
  { actor: "dependabot[bot]" },
  { aud: "another" },
  { sub: "repo:acme/other" }
]

const exchange = (claims: object): SessionKey => {
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`
  return { ...key, operation: "AssumeRoleWithWebIdentity", chain: chainOfToken(Redacted.make(token)) }
}
const chained = (claims: object): SessionKey => ({
  ...key,
  chain: { ...exchange(claims).chain, steps: ["the exchange"] }
})
const texts = (keyOf: (claims: object) => SessionKey, more: object) =>
  [basic, ...others.map((other) => ({ ...basic, ...other }))].map((claims) => {
    const asked = keyOf({ ...claims, ...more })
    return entryText(asked, principalOfToken(asked) ?? arn)
  })

describe("the sessions of a web identity", () => {
  for (const [name, keyOf] of Object.entries({ exchange, chained })) {
    it(`are told by each claim that AWS takes into one, and by no other (${name})`, () => {
      const first = texts(keyOf, { jti: "1", iat: 1, run_id: "7" })
      assert.strictEqual(new Set(first).size, others.length + 1)
      assert.deepStrictEqual(texts(keyOf, { iat: 2, jti: "2", run_id: "8" }), first)
    })
  }

  it("of a token that nobody can read are not shared, nor the roles after it", () => {
    const settings = { shareWebIdentity: true }
    assert.isTrue(isShareable({ key: chained(basic) }, settings))
    assert.isFalse(isShareable({ key: chained({ sub: "nobody's" }) }, settings))
    assert.isFalse(isShareable({ key: exchange({ sub: "nobody's" }) }, settings))
  })
})

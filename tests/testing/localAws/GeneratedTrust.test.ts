import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isBuiltIn, providerArn, providerName, trustPolicy } from "../../../src/domain/oidc/TrustPolicy.ts"
import { ari, type Made, policies, sts, uuid } from "./generatedPolicies.ts"
import { account, type Claims, judgeOf } from "./judged.ts"

const audiences = [sts, "acme", uuid, ari, "api://AzureADTokenExchange", "https://gitlab.com"]

const judgeOfPolicy = ({ trusted }: Made) =>
  judgeOf(
    { trustPolicy: trustPolicy(providerArn("aws", account, trusted.issuer), trusted) },
    { oidcProviders: isBuiltIn(trusted.issuer) ? {} : { [providerName(trusted.issuer)]: { audiences } } }
  )

describe("a trust policy of our making", () => {
  it.effect("is one of forty, which accept what they were made for and refuse what is next to it", () =>
    Effect.gen(function* () {
      assert.isAtLeast(policies.length, 40)
      let refused = 0
      for (const policy of policies) {
        const judge = yield* judgeOfPolicy(policy)
        const token = { exp: 4_000_000_000, ...policy.token }
        for (const sub of policy.accepts) assert.isUndefined(yield* judge({ ...token, sub }), sub)
        const [first = ""] = policy.accepts
        const neighbours: ReadonlyArray<Claims> = [
          ...policy.refuses.map((sub) => ({ ...token, sub })),
          { ...token, sub: first, aud: `${policy.token.aud}x`, azp: undefined },
          { ...token, sub: `x${first}` },
          { ...token, sub: "" },
          { ...token, sub: first, iss: `${policy.token.iss}.evil.example` }
        ]
        for (const claims of neighbours) {
          assert.isDefined(yield* judge(claims), `${JSON.stringify(claims)} of ${policy.accepts.join(" ")}`)
          refused += 1
        }
      }
      assert.isAtLeast(refused, 100)
    })
  )
})
